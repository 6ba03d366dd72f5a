"""`rentrail setup company.toml`."""

import argparse
from dataclasses import asdict

from rentrail.config import company_file, setting_up
from rentrail.config.cli import actors, output
from rentrail.config.cli.refusals import Refused
from rentrail.identity.audit import acting_as
from rentrail.primitives import clock


def run(args: argparse.Namespace) -> None:
    """Create what is missing of the company and change what differs."""
    try:
        file = company_file.read(args.file)
        with acting_as(actors.whoever_types(), source=f"setup {args.file.name}"):
            applied = setting_up.apply(file, now=clock.now())
    except company_file.CompanyFileInvalid as problem:
        raise Refused(str(problem)) from problem
    except setting_up.SetupRefused as problem:
        raise Refused(f"{args.file}: {problem} Nothing was changed.") from problem
    if args.json:
        output.show_json(asdict(applied))
        return
    for what in applied.created:
        print(f"created  {what}")
    for what in applied.changed:
        print(f"changed  {what}")
    if not (applied.created or applied.changed):
        print("Everything is as the file says; nothing changed.")
