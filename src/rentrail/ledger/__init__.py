"""Books in double entry: ledger accounts, journal entries, postings. Knows nothing of rent."""
