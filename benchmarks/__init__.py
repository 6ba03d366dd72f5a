"""Timed work: figures beside a floor measured in the same run."""
