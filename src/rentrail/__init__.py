"""Rent payments for U.S. property managers, from the lease to the reconciled bank statement."""
