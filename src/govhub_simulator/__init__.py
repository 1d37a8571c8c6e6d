"""Stand-in for the government systems: same wire formats, seeded data, faults on demand.

It speaks over real sockets so that nothing stands between the platform's HTTP client and its
warehouse in a test. Same seed, scale and day give the same bytes, whatever the order of requests.
"""
