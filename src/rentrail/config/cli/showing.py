"""`rentrail demo` and `rentrail simulate`: their own database, bank and MRI."""

import argparse
import importlib


def demo(args: argparse.Namespace) -> int:
    """Serve the demo company."""
    return _elsewhere("rentrail.config.demo", args)


def simulate(args: argparse.Namespace) -> int:
    """Live a month."""
    return _elsewhere("rentrail.config.simulation", args)


def _elsewhere(module: str, args: argparse.Namespace) -> int:
    status: int | None = importlib.import_module(module).main(args)
    return status or 0
