"""`rentrail verify`."""

import argparse
from collections.abc import Sequence

from rentrail.accounting import queries as accounting
from rentrail.accounting.mri.errors import MriError
from rentrail.config.cli import actors, output
from rentrail.config.cli.refusals import Refused
from rentrail.cycle import verify as proof
from rentrail.identity.models import Company
from rentrail.identity.tenancy import company_scope
from rentrail.primitives import clock
from rentrail.primitives.problems import Problem, Severity


def verify(args: argparse.Namespace) -> int:
    """Print each difference there is; none is the only good answer. What only waits is no such."""
    found = list(proof.audit_trail_problems())
    companies = actors.companies(args)
    if args.against_mri:
        _refuse_without_mri(companies)
    for company in companies:
        with company_scope(company.id):
            found += _problems_of(company, against_mri=args.against_mri)
    differences = [problem for problem in found if problem.severity is Severity.ERROR]
    if args.json:
        output.show_json([problem.as_json() for problem in found])
    else:
        for problem in found:
            print(problem if problem in differences else f"{problem} (waits)")
        print(f"{len(differences):,} differences")
    return 1 if differences else 0


def _refuse_without_mri(companies: Sequence[Company]) -> None:
    """Refuse to call it agreement where there is nothing to agree with."""
    for company in companies:
        with company_scope(company.id):
            if accounting.connection() is not None:
                return
    raise Refused(
        "No MRI is connected, so nothing can be compared with it; leave --against-mri out."
    )


def _problems_of(company: Company, *, against_mri: bool) -> list[Problem]:
    if not against_mri:
        return list(proof.problems())
    try:
        return list(proof.problems_against_mri(now=clock.now()))
    except MriError as problem:
        raise Refused(f"{company.code}: MRI could not be asked. {problem}") from problem
