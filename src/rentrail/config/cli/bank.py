"""`rentrail bank send|fetch|status`."""

import argparse
from typing import Any

from rentrail.banking import operations
from rentrail.banking.models import BankConnection, BankFile, InboundFile, InboundState
from rentrail.banking.transports import TransportError
from rentrail.config.cli import actors, output
from rentrail.config.cli.refusals import Refused
from rentrail.identity.audit import acting_as
from rentrail.identity.tenancy import company_scope
from rentrail.primitives import clock

SHOWN_MAX = 20


def send(args: argparse.Namespace) -> int:
    """Send the files that are built, after the bank was asked about those in doubt."""
    company = actors.the_company(args)
    with company_scope(company.id), acting_as(actors.whoever_types(), source="bank send"):
        _refuse_without_bank()
        try:
            counts = operations.send_files(now=clock.now())
        except TransportError as problem:
            raise Refused(str(problem)) from problem
    _show_counts(args, counts)
    return 1 if counts["unknown"] or counts["not_sent"] else 0


def fetch(args: argparse.Namespace) -> int:
    """Fetch what the bank has put out, and apply it."""
    company = actors.the_company(args)
    with company_scope(company.id), acting_as(actors.whoever_types(), source="bank fetch"):
        _refuse_without_bank()
        counts = operations.fetch(now=clock.now())
        counts |= operations.apply_inbound(now=clock.now())
        kept = [
            f"{file.name}: {problem.get('message', '')}"
            for file in InboundFile.objects.filter(state=InboundState.WITH_PROBLEMS).order_by("id")
            for problem in file.problems[:1]
        ]
    _show_counts(args, counts)
    if kept and not args.json:
        print("Kept for a person:", *kept[-SHOWN_MAX:], sep="\n  ")
    return 1 if counts["banks_not_reached"] or counts["with_problems"] else 0


def status(args: argparse.Namespace) -> None:
    """Show the last files to and from the bank."""
    company = actors.the_company(args)
    with company_scope(company.id):
        sent = [_sent(file) for file in BankFile.objects.order_by("-id")[:SHOWN_MAX]]
        received = [_received(file) for file in InboundFile.objects.order_by("-id")[:SHOWN_MAX]]
    if args.json:
        output.show_json({"to_the_bank": sent, "from_the_bank": received})
        return
    output.show_rows(sent, as_json=False, nothing="No file to the bank yet.")
    print()
    output.show_rows(received, as_json=False, nothing="No file from the bank yet.")


def _refuse_without_bank() -> None:
    if not BankConnection.objects.exists():
        raise Refused("No bank is connected; add [[banks]] to company.toml and set up again.")


def _show_counts(args: argparse.Namespace, counts: dict[str, int]) -> None:
    if args.json:
        output.show_json(counts)
    else:
        print(output.counted(counts))


def _sent(file: BankFile) -> dict[str, Any]:
    return {
        "file": file.name,
        "banking_date": file.banking_date,
        "state": file.state,
        "entries": file.entry_count,
        "debits_cents": file.total_debit_cents,
        "credits_cents": file.total_credit_cents,
    }


def _received(file: InboundFile) -> dict[str, Any]:
    return {
        "file": file.name,
        "kind": file.kind,
        "state": file.state,
        "received": f"{file.received_at:%Y-%m-%d %H:%M} UTC",
        "problems": len(file.problems),
    }
