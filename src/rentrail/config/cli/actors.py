"""Who types a command, and for which company."""

import argparse
import getpass
import os

from rentrail.config.cli.refusals import Refused
from rentrail.identity.models import Company


def whoever_types() -> str:
    """Name the user of this machine, for the books and the audit trail."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):  # a user without a name, as in some containers
        return f"cli:{os.getuid()}"


def companies(args: argparse.Namespace) -> list[Company]:
    """Give the company a command names, or all.

    Raises:
        Refused: there is none, or none of that code.
    """
    found = Company.objects.order_by("code")
    if args.company:
        found = found.filter(code=args.company)
    if not found:
        raise Refused(_nobody(args.company))
    return list(found)


def the_company(args: argparse.Namespace) -> Company:
    """Give the one company a command is for.

    Raises:
        Refused: there is none, or there are several and none is named.
    """
    found = companies(args)
    if len(found) > 1:
        codes = ", ".join(company.code for company in found)
        raise Refused(f"There are several companies; name one with --company: {codes}.")
    return found[0]


def _nobody(code: str | None) -> str:
    known = ", ".join(Company.objects.order_by("code").values_list("code", flat=True))
    if not known:
        return "There is no company yet; begin with: rentrail setup company.toml"
    return f"There is no company “{code}”; there is {known}."
