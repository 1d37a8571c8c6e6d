"""What is measured, and against what: ratios within one run, because a second is another machine's minute."""
