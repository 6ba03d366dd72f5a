"""MRI Residential Management over its HTTP interface."""
