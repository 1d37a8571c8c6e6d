"""What people are told when the platform is not well: one message per real failure, and one when it is over.

state        what is known: the ledger, failed tasks, outcomes of tests (observing reads it)
judging      state -> problems, without input or output
comparing    problems and what was told -> what to tell now
wording      what to tell -> one message in Portuguese
sending      the message -> e-mail and chat
checking     all of it, in this order
"""
