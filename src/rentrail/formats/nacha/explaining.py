"""What a code or a rule means, in words: return, change, class and transaction codes, rule ids."""

from dataclasses import dataclass

from rentrail.formats.nacha import codes
from rentrail.formats.nacha.rules import RULES
from rentrail.formats.nacha.sec_codes import NOTIFICATION_SEC_CODE, SEC_CODES, SecCode
from rentrail.formats.nacha.transactions import TRANSACTION_CODES, EntryKind, TransactionCode
from rentrail.primitives.money import format_cents


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """What one code or rule means. The texts are fit to show a person."""

    code: str
    kind: str  # return code, change code, SEC code, transaction code, rule
    title: str
    details: tuple[tuple[str, str], ...]  # what else is known: a name and a text


class UnknownCode(KeyError):
    """There is no such code or rule. The text is fit to show a person."""

    def __str__(self) -> str:
        return str(self.args[0])


def explain(code: str) -> Explanation:
    """Say what a return code, change code, SEC code, transaction code or rule id means.

    >>> explain("R01").title
    'Insufficient funds'
    >>> explain("27").title
    'Debit of a checking account'
    >>> explain("entry.check-digit").kind
    'rule'

    Raises:
        UnknownCode: there is no such code or rule.
    """
    wanted = code.strip()
    if wanted.lower() in RULES:
        return _rule(wanted.lower())
    upper = wanted.upper()
    if upper in codes.return_codes():
        return _return_code(codes.return_codes()[upper])
    if upper in codes.change_codes():
        return _change_code(codes.change_codes()[upper])
    if upper in SEC_CODES:
        return _sec_code(SEC_CODES[upper])
    if upper == NOTIFICATION_SEC_CODE:
        return Explanation(
            code=upper, kind="SEC code", title="Notification of change",
            details=(("addenda", "one, of type 98"), ("amount", "zero")),
        )  # fmt: skip
    if upper.isdecimal() and int(upper) in TRANSACTION_CODES:
        return _transaction_code(TRANSACTION_CODES[int(upper)])
    raise UnknownCode(f"There is no return, change, class or transaction code or rule {wanted!r}.")


def _rule(rule_id: str) -> Explanation:
    rule = RULES[rule_id]
    details = [
        ("severity", rule.severity.value.lower()), ("pack", rule.pack.value),
        ("explanation", rule.explanation), ("source", rule.source),
    ]  # fmt: skip
    if rule.return_code:
        details.append(("answered with", rule.return_code))
    return Explanation(code=rule.id, kind="rule", title=rule.title, details=tuple(details))


def _return_code(found: codes.ReturnCode) -> Explanation:
    deadline = found.deadline_basis.value.replace("_", " ")
    days = f"{found.deadline_days} " if found.deadline_days else ""
    return Explanation(
        code=found.code,
        kind="return code",
        title=found.name,
        details=(
            ("description", found.description),
            ("deadline", f"{days}{deadline}"),
            ("sent by", found.sent_by.replace("_", " ")),
            ("written statement", "needed" if found.statement_required else "not needed"),
            ("counts in", f"the {found.rate_bucket.value} return rate"),
            ("originator", found.originator_action.value.replace("_", " ")),
        ),
    )


def _change_code(found: codes.ChangeCode) -> Explanation:
    columns = codes.corrected_data_columns(found.code)
    details = [("kind", found.kind.value)]
    details += [
        (name.replace("_", " "), f"columns {start} to {end} of the corrected data")
        for name, (start, end) in columns.items()
    ]
    return Explanation(
        code=found.code, kind="change code", title=found.name, details=tuple(details)
    )


def _sec_code(found: SecCode) -> Explanation:
    directions = [
        word
        for word, allowed in (
            ("debits", found.debits_allowed), ("credits", found.credits_allowed)
        )
        if allowed
    ]  # fmt: skip
    details = [("directions", " and ".join(directions)), ("addenda", _addenda_of(found))]
    if not found.monetary:
        details.append(("amount", "zero"))
    if found.amount_max_cents:
        details.append(("at most", format_cents(found.amount_max_cents)))
    if found.description:
        details.append(("description", found.description))
    kinds = [kind.value.replace("_", " ") for kind in EntryKind if kind in found.kinds]
    details.append(("entries", ", ".join(kinds)))
    return Explanation(code=found.code, kind="SEC code", title=found.name, details=tuple(details))


def _addenda_of(found: SecCode) -> str:
    if not found.addenda_max:
        return "none"
    types = ", ".join(sorted(found.addenda_types))
    return f"{found.addenda_min} to {found.addenda_max:,}, of type {types}"


def _transaction_code(found: TransactionCode) -> Explanation:
    account = found.account_type.value.replace("_", " ")
    return Explanation(
        code=str(found.code),
        kind="transaction code",
        title=f"{found.direction.value.capitalize()} of a {account} account",
        details=(("kind", found.kind.value.replace("_", " ")),),
    )
