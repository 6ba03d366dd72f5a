"""`rentrail scanner synthetic`: pictures of made-up items, for who has no scanner at hand."""

import argparse

from rentrail.config.cli.refusals import Refused
from rentrail.simulators import paper


def synthetic(args: argparse.Namespace) -> None:
    """Write pairs of pictures, and beside them the truth about each."""
    try:
        truth = paper.write_folder(args.folder, count=args.count, seed=args.seed)
    except OSError as problem:
        raise Refused(f"{args.folder} can't be written: {problem.strerror}.") from problem
    print(
        f"{args.count} items, front and back, are in {args.folder}; {truth.name} says what is true."
    )
