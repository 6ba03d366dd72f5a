"""The words of authorizations: templates per kind, in English and Spanish (RULE-2).

A template is refused unless it says all that the rule asks for. What changes from one payer to the
next stands in it as a ``{field}``.
"""

import hashlib
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from rentrail.primitives.problems import Problem

VERSION = "2026-11"


class Language(StrEnum):
    """The languages that payers are asked in."""

    ENGLISH = "en"
    SPANISH = "es"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a payer agrees to, in words that stand in the text.

    ``scope`` says single, recurring or standing; ``amount`` the amount, range or how it is found,
    with a first amount that differs; ``timing`` number, frequency and start.
    """

    payer_name: str
    payee_name: str
    account_type: str
    last_four: str
    scope: str
    amount: str
    timing: str
    date: str
    returned_item_fee: str
    phone: str
    address: str


@dataclass(frozen=True, kw_only=True)
class AuthorizationText:
    """The exact text a payer agreed to, its version and its digest."""

    text: str
    version: str
    digest: str


class TemplateIncomplete(Exception):
    """A template lacks what the rule asks for. The text is fit to show a person."""


REQUIRED_FIELDS = {
    "payer_name": "the payer's name",
    "payee_name": "who is paid",
    "account_type": "the type of account",
    "last_four": "the account by its last four digits",
    "scope": "whether it is single, recurring or standing",
    "amount": "the amount, its range or how it is found",
    "timing": "number, frequency and start of the debits",
    "date": "the date of the authorization",
    "returned_item_fee": "the returned-item fee",
    "phone": "a phone number for revoking",
    "address": "where to revoke",
}
REQUIRED_WORDS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {"ACH debit": "that it authorizes an ACH debit", "revoke": "how to revoke"},
    Language.SPANISH: {
        "débito ACH": "that it authorizes an ACH debit",
        "revocar": "how to revoke",
    },
}
REQUIRED_WORDS_ON_SCREEN: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "print": "the prompt to print it",
        "note": "the prompt to note it",
        "e-mail": "that an e-mail will come",
    },
    Language.SPANISH: {
        "imprima": "the prompt to print it",
        "anote": "the prompt to note it",
        "correo electrónico": "that an e-mail will come",
    },
}

_BODY = {
    Language.ENGLISH: (
        "I, {payer_name}, authorize {payee_name} to make an ACH debit to my {account_type} "
        "account ending in {last_four}. This is {scope}. Amount: {amount}. When: {timing}. If a "
        "debit comes back unpaid, {returned_item_fee}. I can revoke this authorization at any "
        "time, at once and for good, by calling {phone} or writing to {address}. I will be told "
        "of a change of amount 10 days ahead and of a change of date 7 days ahead, unless I "
        "agreed to the change here. Date: {date}."
    ),
    Language.SPANISH: (
        "Yo, {payer_name}, autorizo a {payee_name} a hacer un débito ACH a mi cuenta "
        "{account_type} que termina en {last_four}. Es {scope}. Monto: {amount}. Cuándo: {timing}. "
        "Si un débito es devuelto sin pagar, {returned_item_fee}. Puedo revocar esta autorización "
        "en cualquier momento, con efecto inmediato y definitivo, llamando al {phone} o "
        "escribiendo a {address}. Se me avisará de un cambio de monto con 10 días y de un cambio "
        "de fecha con 7 días de anticipación, salvo que aquí haya aceptado el cambio. "
        "Fecha: {date}."
    ),
}
_ON_SCREEN = {
    Language.ENGLISH: (
        " Please print this page or note its terms for your records. An e-mail will confirm it."
    ),
    Language.SPANISH: (
        " Por favor imprima esta página o anote sus términos. Un correo electrónico la confirmará."
    ),
}


def template_for(*, on_screen: bool, language: Language) -> str:
    """Give the shipped template; one shown on the internet (WEB) prompts to print and note it."""
    return _BODY[language] + (_ON_SCREEN[language] if on_screen else "")


def render(
    *, template: str, terms: Terms, on_screen: bool, language: Language
) -> AuthorizationText:
    """Give the exact text for one payer.

    Raises:
        TemplateIncomplete: the template lacks what RULE-2 asks for, or a term is empty.
    """
    missing = [problem.message for problem in validate(template, on_screen, language)]
    missing += [
        f"It lacks {words}." for name, words in REQUIRED_FIELDS.items() if not getattr(terms, name)
    ]
    if missing:
        raise TemplateIncomplete(" ".join(missing))
    text = template.format(**{field.name: getattr(terms, field.name) for field in fields(terms)})
    return AuthorizationText(
        text=text, version=f"{VERSION}-{language}", digest=hashlib.sha256(text.encode()).hexdigest()
    )


def validate(template: str, on_screen: bool, language: Language) -> Iterator[Problem]:
    """Say what a template lacks, and which of its fields nobody can fill."""
    names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    for name, words in REQUIRED_FIELDS.items():
        if name not in names:
            yield _lacks(words, field=name)
    for name in sorted(names - REQUIRED_FIELDS.keys()):
        yield Problem(
            rule="RULE-2", message=f"Nobody can fill the field “{name}” of it.", field=name
        )
    required = dict(REQUIRED_WORDS[language])
    required |= REQUIRED_WORDS_ON_SCREEN[language] if on_screen else {}
    for word, words in required.items():
        if word.lower() not in template.lower():
            yield _lacks(words)


def _lacks(words: str, *, field: str | None = None) -> Problem:
    return Problem(rule="RULE-2", message=f"It lacks {words}.", field=field)
