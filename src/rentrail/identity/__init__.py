"""Companies, users, roles and rights, the audit trail, and the vault."""
