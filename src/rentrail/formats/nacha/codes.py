RESERVED_DESCRIPTIONS = frozenset(
    {
        "REVERSAL",
        "RECLAIM",
        "NONSETTLED",
        "RETURN FEE",
        "RETRY PYMT",
        "AUTOENROLL",
        "REDEPCHECK",
        "NO CHECK",
        "ACCTVERIFY",
        "HCCLAIMPMT",
    }
)
