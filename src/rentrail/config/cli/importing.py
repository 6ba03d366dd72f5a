"""`rentrail import charges|recurring|accounts|… FILE.csv`: a whole file or nothing."""

import argparse
from collections.abc import Callable, Iterator, Sequence

from django.db import transaction

from rentrail.config.cli import actors, csv_rows, output, payers, progress
from rentrail.config.cli import recurring as recurring_charges
from rentrail.config.cli.csv_rows import Row
from rentrail.config.cli.payers import Imported
from rentrail.config.cli.refusals import Refused
from rentrail.identity.audit import acting_as
from rentrail.identity.tenancy import company_scope
from rentrail.portfolio import imports
from rentrail.portfolio import operations as portfolio
from rentrail.primitives import clock
from rentrail.primitives.problems import Problem

SHOWN_MAX = 20


def households(args: argparse.Namespace) -> None:
    """Take over households and their people."""
    rows = csv_rows.read(args.file, needed=payers.HOUSEHOLD_COLUMNS, known=payers.HOUSEHOLD_MORE)
    _import(
        args, lambda actor: payers.import_households(_shown(rows), now=clock.now()), "households"
    )


def charges(args: argparse.Namespace) -> None:
    """Charge households."""
    rows, unread = imports.read_charges_csv(csv_rows.content_of(args.file))

    def work(actor: str) -> Imported:
        result = portfolio.import_charges(
            rows, imported_by=actor, dry_run=args.dry_run or bool(unread), now=clock.now()
        )
        problems = sorted([*unread, *result.problems], key=lambda problem: problem.line or 0)
        return Imported(new=result.charged, known=result.known, problems=problems)

    _import(args, work, "charges")


def recurring(args: argparse.Namespace) -> None:
    """Set up the charges that leases bear every month, and show the next due date of each."""
    rows = csv_rows.read(args.file, needed=recurring_charges.COLUMNS, known=recurring_charges.MORE)
    _import(
        args, lambda actor: recurring_charges.import_recurring(_shown(rows)), "recurring charges"
    )


def accounts(args: argparse.Namespace) -> None:
    """Put payers' bank accounts on file."""
    rows = csv_rows.read(args.file, needed=payers.ACCOUNT_COLUMNS, known=payers.ACCOUNT_MORE)
    _import(
        args, lambda actor: payers.import_accounts(_shown(rows), now=clock.now()), "bank accounts"
    )


def preauthorized(args: argparse.Namespace) -> None:
    """Set up preauthorized payments, and show the next debit of each."""
    rows = csv_rows.read(
        args.file, needed=payers.PREAUTHORIZED_COLUMNS, known=payers.PREAUTHORIZED_MORE
    )
    _import(
        args,
        lambda actor: payers.import_preauthorized(_shown(rows), created_by=actor, now=clock.now()),
        "preauthorized payments",
    )


def _import(args: argparse.Namespace, work: Callable[[str], Imported], what: str) -> None:
    """Do the work in one transaction, taken back where it is only tried or something is wrong."""
    actor = actors.whoever_types()
    company = actors.the_company(args)
    source = f"import {args.file.name}"
    with company_scope(company.id), acting_as(actor, source=source), transaction.atomic():
        done = work(actor)
        if args.dry_run or done.problems:
            transaction.set_rollback(True)
    _refuse(args, done.problems)
    _show(args, done, what)


def _shown(rows: Sequence[Row]) -> Iterator[Row]:
    return progress.over(rows, count=len(rows), label=lambda row: f"line {row.line}")


def _refuse(args: argparse.Namespace, problems: Sequence[Problem]) -> None:
    if problems:
        told = [f"{args.file}: {problem}" for problem in problems[:SHOWN_MAX]]
        if len(problems) > SHOWN_MAX:
            told.append(f"… and {len(problems) - SHOWN_MAX:,} more.")
        raise Refused("\n".join([*told, "Nothing was imported."]))


def _show(args: argparse.Namespace, done: Imported, what: str) -> None:
    if args.json:
        output.show_json(
            {"dry_run": args.dry_run, "new": done.new, "known": done.known, "rows": done.shown}
        )
        return
    if args.dry_run and done.shown:
        output.show_rows(done.shown, as_json=False, nothing="")
    would = "would be " if args.dry_run else ""
    print(f"{done.new:,} {what} {would}imported, {done.known:,} known before")
