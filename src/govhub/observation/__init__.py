"""What the platform says about itself: figures read from the ledger, freshness, metrics, and the screen of `govhub status`.

    figures      one read of the warehouse: what the ledger adds up to
    freshness    how late each resource is, by what its declaration allows
    overview     sources, runs, freshness, services and disk as one document
    exposition   the same as Prometheus metrics, and `endpoint` serves them

Nothing is measured twice: a number that a dashboard of ours shows comes from the same ledger.
"""
