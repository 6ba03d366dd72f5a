"""What every room may use: money, the clock, public ids and problems as data."""
