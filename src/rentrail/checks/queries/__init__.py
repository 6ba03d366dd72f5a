"""Questions about paper: what stands against items, deposits, what is kept and destroyed."""
