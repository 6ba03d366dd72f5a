"""The business day: ordered, restartable steps over everything below (RAIL-1)."""
