"""File formats of banks: pure Python, each usable alone, none knowing another."""
