"""`rentrail user add`, `user lock` and `user unlock`."""

import argparse
import getpass
import os
import re
import sys

from rentrail.config.cli import actors
from rentrail.config.cli.refusals import Refused
from rentrail.config.company_file import EMAIL
from rentrail.identity import operations, rules
from rentrail.identity.audit import acting_as
from rentrail.identity.models import User
from rentrail.identity.tenancy import company_scope
from rentrail.portfolio.models import Property


def add(args: argparse.Namespace) -> None:
    """Add a user with a role."""
    company = actors.the_company(args)
    if args.role not in rules.READY_MADE_ROLES:
        raise Refused(
            f"There is no role “{args.role}”; there is {', '.join(rules.READY_MADE_ROLES)}."
        )
    if not re.fullmatch(EMAIL, args.email):
        raise Refused(f"{args.email} is no e-mail address, such as bob@oakhomes.example.")
    if User.objects.filter(email=args.email.lower()).exists():
        raise Refused(f"{args.email} signs in here already.")
    with company_scope(company.id), acting_as(actors.whoever_types(), source="user add"):
        try:
            operations.create_user(
                email=args.email,
                name=args.name,
                password=_password(args.password_env),
                role=args.role,
                property_public_id=_property_public_id(args.property),
            )
        except operations.PasswordTooWeak as problem:
            raise Refused(str(problem)) from problem
    print(f"{args.email} may sign in as {args.role}.")


def lock(args: argparse.Namespace) -> None:
    """Lock a user out, at once."""
    _set_locked(args, is_locked=True)


def unlock(args: argparse.Namespace) -> None:
    """Let a user in again."""
    _set_locked(args, is_locked=False)


def _set_locked(args: argparse.Namespace, *, is_locked: bool) -> None:
    company = actors.the_company(args)
    user = User.objects.filter(company=company, email=args.email.lower()).first()
    if user is None:
        raise Refused(f"Nobody of {company} signs in as {args.email}.")
    with company_scope(company.id), acting_as(actors.whoever_types(), source="user lock"):
        is_new = operations.lock_user(user_id=user.id, is_locked=is_locked)
    state = "is locked out" if is_locked else "may sign in"
    print(f"{args.email} {state}{'' if is_new else ', as before'}.")


def _password(variable: str | None) -> str:
    if variable:
        password = os.environ.get(variable)
        if not password:
            raise Refused(f"--password-env: {variable} is not set in the environment.")
        return password
    if not sys.stdin.isatty():
        raise Refused("There is nobody to ask for the password; name it with --password-env.")
    return getpass.getpass("Password: ")


def _property_public_id(code: str) -> str:
    if not code:
        return ""
    found: Property | None = Property.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Property.objects.order_by("code").values_list("code", flat=True))
        raise Refused(f"--property: there is no property “{code}”; there is {known}.")
    return found.public_id
