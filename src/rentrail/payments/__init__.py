"""Payments: taken through one gate, posted, batched, moved on, returned."""
