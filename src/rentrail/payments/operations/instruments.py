"""Payers' bank accounts: added, corrected, released. Their numbers are sealed (SEC-1)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from rentrail.identity import vault
from rentrail.payments.models import (
    AccountType,
    HolderType,
    Instrument,
    InstrumentCorrection,
    InstrumentKind,
    Payment,
)
from rentrail.payments.operations import noticing, preauthorizing
from rentrail.payments.operations.reasons import ReasonMissing
from rentrail.payments.rules import standing
from rentrail.payments.rules.account_numbers import (
    checked_account_number,
    checked_routing_number,
    plain,
)
from rentrail.payments.states import InstrumentStanding
from rentrail.portfolio import operations as portfolio
from rentrail.primitives import ids

OF_THE_ACCOUNT = ("routing_number", "account_number", "account_type")


class AccountNumbersDiffer(Exception):
    """The number was typed differently the second time. The text is fit to show a person."""


class HolderNameMissing(Exception):
    """A bank account needs its holder's name. The text is fit to show a person."""


class AccountKnownOtherwise(Exception):
    """The account is on file with another type or holder. The text is fit to show a person."""


class AccountOnFileAlready(Exception):
    """The corrected account is another one of the same person. Fit to show a person."""


class AccountNotCorrectable(Exception):
    """There is nothing to correct on the account. The text is fit to show a person."""


class AccountNotReleasable(Exception):
    """The account's stop is not lifted by a release. The text is fit to show a person."""


@transaction.atomic
def add_bank_account_instrument(
    *,
    person_id: int,
    routing_number: str,
    account_number: str,
    account_number_again: str,
    account_type: AccountType,
    holder_type: HolderType,
    holder_name: str,
    nickname: str = "",
    now: datetime,
) -> Instrument:
    """Put a payer's bank account on file; the same account again gives the one on file.

    What a return said of the account itself holds for this payer too: one that came back closed is
    on file, and takes no debits.

    Raises:
        RoutingNumberNotValid: the routing number's check digit is wrong.
        AccountNumberNotValid: letters in the account number, or too few or many digits.
        AccountNumbersDiffer: the second number isn't the first.
        HolderNameMissing: no name on the account.
        AccountKnownOtherwise: it is on file as another type of account or holder.
    """
    routing_number = checked_routing_number(routing_number)
    account_number = checked_account_number(account_number)
    if account_number_again.strip() != account_number:
        raise AccountNumbersDiffer("The two account numbers differ; type them again.")
    if not holder_name.strip():
        raise HolderNameMissing("Enter the name on the account.")
    known = Instrument.objects.filter(
        person_id=person_id,
        account_number_hash=_hash(routing_number, account_number),
        kind=InstrumentKind.BANK_ACCOUNT,
    ).first()
    if known is not None:
        return _as_known(known, account_type, holder_type)
    public_id = ids.new_public_id("ins", now=now)
    added: Instrument = Instrument.objects.create(
        public_id=public_id,
        person_id=person_id,
        holder_name=holder_name.strip()[:80],
        account_type=account_type,
        holder_type=holder_type,
        nickname=nickname.strip()[:40],
        created_at=now,
        **_numbers(public_id, routing_number, account_number),
        **_stop_of_the_account(_hash(routing_number, account_number)),
    )
    return added


@transaction.atomic
def correct_instrument(
    *,
    instrument_id: int,
    corrected_by: str,
    now: datetime,
    routing_number: str | None = None,
    account_number: str | None = None,
    account_type: AccountType | None = None,
    holder_name: str | None = None,
    identification_number: str | None = None,
    change_code: str = "",
    reason: str = "",
) -> Instrument:
    """Correct a bank account, by a notification of change or by staff; the old values are kept.

    What is None stays. An account stopped for a wrong number is good again, and the preauthorized
    payments that it stopped go on. A correction that changes nothing is not one. An
    ``identification_number`` is how the payer's bank wants its entries identified, instead of by
    each payment's own number.

    Raises:
        RoutingNumberNotValid: the routing number's check digit is wrong.
        AccountNumberNotValid: letters in the account number, or too few or many digits.
        AccountOnFileAlready: the person has the corrected account on file as another one.
    """
    instrument = _locked(instrument_id)
    old_number = account_number_of(instrument)
    new_number = old_number if account_number is None else checked_account_number(account_number)
    new_routing = (
        instrument.routing_number
        if routing_number is None
        else checked_routing_number(routing_number)
    )
    words = _changed_words(
        instrument,
        account_type=account_type,
        holder_name=holder_name,
        identification_number=identification_number,
    )
    has_other_number = (new_routing, new_number) != (instrument.routing_number, old_number)
    if not (has_other_number or words):
        return instrument
    _refuse_twin(instrument, new_routing, new_number)
    _keep_old_values(instrument, change_code=change_code, corrected_by=corrected_by, now=now)
    numbers = _numbers(instrument.public_id, new_routing, new_number)
    for field, value in (numbers | words).items():
        setattr(instrument, field, value)
    is_corrected = has_other_number or "account_type" in words
    if is_corrected and instrument.standing == InstrumentStanding.UNTIL_CORRECTED:
        instrument.standing = InstrumentStanding.GOOD
        instrument.standing_reason = reason[:120]
    instrument.save()
    if instrument.standing == InstrumentStanding.GOOD:
        preauthorizing.resume(instrument_id=instrument.id)
    _tell_of_correction(instrument, change_code=change_code, now=now)
    return instrument


@transaction.atomic
def correct_for_all_payers(
    *, instrument_id: int, change_code: str, corrected_by: str, now: datetime, **changes: Any
) -> list[AccountOnFileAlready]:
    """Correct a bank account by its bank's notice for everyone who pays from it (ACH-6).

    The holder's name and the identification are the one payer's own. Gives what could not be
    corrected of the others, who have the right account on file as another one.

    Raises:
        As `correct_instrument` does for the account of the entry.
    """
    others = [
        one for one in same_account_ids([instrument_id])[instrument_id] if one != instrument_id
    ]
    _lock([instrument_id, *others])
    by_notice: dict[str, Any] = {
        "change_code": change_code,
        "corrected_by": corrected_by,
        "now": now,
    }
    correct_instrument(instrument_id=instrument_id, **by_notice, **changes)
    of_the_account = {name: changes[name] for name in OF_THE_ACCOUNT if name in changes}
    refused = []
    for other in others:
        try:
            correct_instrument(instrument_id=other, **by_notice, **of_the_account)
        except AccountOnFileAlready as refusal:
            refused.append(refusal)
    return refused


@transaction.atomic
def correct_stopped_account(
    *,
    public_id: str,
    routing_number: str,
    account_number: str,
    account_number_again: str,
    account_type: AccountType,
    reason: str,
    corrected_by: str,
    now: datetime,
) -> Instrument:
    """Correct a bank account that came back with a wrong number; it may be debited again (PRE-6).

    Only a mistake in the payer's own numbers is corrected so. Another account needs a new
    authorization.

    Raises:
        ReasonMissing: no reason is given.
        AccountNotCorrectable: no return stopped it for its number, or these are its numbers.
        AccountNumbersDiffer: the second number isn't the first.
        RoutingNumberNotValid, AccountNumberNotValid, AccountOnFileAlready: see
            `correct_instrument`.
    """
    if not reason.strip():
        raise ReasonMissing("Say how the right number is known.")
    if account_number_again.strip() != account_number.strip():
        raise AccountNumbersDiffer("The two account numbers differ; type them again.")
    instrument = _locked(_id_of(public_id))
    if instrument.standing != InstrumentStanding.UNTIL_CORRECTED:
        raise AccountNotCorrectable(
            "Only an account that came back with a wrong number is corrected; another account "
            "needs a new authorization."
        )
    corrected = correct_instrument(
        instrument_id=instrument.id,
        routing_number=routing_number,
        account_number=account_number,
        account_type=account_type,
        corrected_by=corrected_by,
        reason=f"Corrected by {corrected_by}: {reason.strip()}",
        now=now,
    )
    if corrected.standing == InstrumentStanding.UNTIL_CORRECTED:
        raise AccountNotCorrectable("These are the numbers on file, which the bank doesn't know.")
    return corrected


@transaction.atomic
def release_instrument(
    *, public_id: str, reason: str, released_by: str, now: datetime
) -> Instrument:
    """Let a stopped bank account be debited again: the stop was made in error, or has passed.

    Raises:
        ReasonMissing: no reason is given.
        AccountNotReleasable: its number is wrong; that is corrected, not released.
    """
    if not reason.strip():
        raise ReasonMissing("Say why the account is released.")
    instrument = _locked(_id_of(public_id))
    if instrument.standing == InstrumentStanding.UNTIL_CORRECTED:
        raise AccountNotReleasable("Its number is wrong: correct the account instead.")
    instrument.standing = InstrumentStanding.GOOD
    instrument.standing_reason = f"Released by {released_by}: {reason.strip()}"[:120]
    instrument.save(update_fields=["standing", "standing_reason"])
    preauthorizing.resume(instrument_id=instrument.id)
    return instrument


def same_account_ids(instrument_ids: Collection[int]) -> dict[int, list[int]]:
    """Give for bank accounts on file the ids of all payers' records of the same account."""
    hashes = {
        instrument_id: bytes(number_hash)
        for instrument_id, number_hash in Instrument.objects.filter(
            id__in=instrument_ids
        ).values_list("id", "account_number_hash")
    }
    records: dict[bytes, list[int]] = {}
    for number_hash, instrument_id in (
        Instrument.objects.filter(account_number_hash__in=set(hashes.values()))
        .order_by("id")
        .values_list("account_number_hash", "id")
    ):
        records.setdefault(bytes(number_hash), []).append(instrument_id)
    return {instrument_id: records[one] for instrument_id, one in hashes.items()}


def account_number_of(instrument: Instrument) -> str:
    """Open a bank account's number, for an entry or for someone with the right to see it."""
    return vault.open_text(
        instrument.account_number_sealed, context=sealed_for(instrument.public_id)
    )


def is_account(instrument: Instrument, *, routing_number: str, account_number: str) -> bool:
    """Tell whether numbers as typed in are those of a bank account on file."""
    return (routing_number.strip(), plain(account_number)) == (
        instrument.routing_number,
        plain(account_number_of(instrument)),
    )


def sealed_for(public_id: str) -> str:
    """Name the row that an instrument's number is sealed for, in the vault's words."""
    return f"instrument:{public_id}"


def _id_of(public_id: str) -> int:
    found: int = Instrument.objects.values_list("id", flat=True).get(public_id=public_id)
    return found


def _locked(instrument_id: int) -> Instrument:
    [found] = _lock([instrument_id])
    return found


def _lock(instrument_ids: Collection[int]) -> list[Instrument]:
    """Lock accounts after the preauthorized payments on them, as a return does."""
    preauthorizing.running_ids(instrument_ids)
    found = Instrument.objects.select_for_update(no_key=True).filter(id__in=instrument_ids)
    return list(found.order_by("id"))


def _stop_of_the_account(number_hash: bytes) -> dict[str, str]:
    """Give the strictest stop that holds for everyone who pays from an account, if there is one."""
    records = Instrument.objects.filter(account_number_hash=number_hash)
    stops = list(records.exclude(standing=InstrumentStanding.GOOD).order_by("id"))
    codes = set(
        Payment.objects.filter(instrument__in=[one.id for one in stops])
        .exclude(return_code="")
        .values_list("return_code", flat=True)
    )
    of_the_account = {
        standing.STANDING_AFTER_RETURN[code]
        for code in codes
        if standing.is_about_the_account(code)
    }
    found = [one for one in stops if one.standing in of_the_account]
    if not found:
        return {}
    strictest = max(found, key=lambda one: standing.SEVERITY.index(one.standing))
    return {"standing": strictest.standing, "standing_reason": strictest.standing_reason}


def _as_known(known: Instrument, account_type: AccountType, holder_type: HolderType) -> Instrument:
    if (known.account_type, known.holder_type) != (account_type, holder_type):
        raise AccountKnownOtherwise(
            f"This account is on file as {known.get_account_type_display().lower()}, "
            f"{known.get_holder_type_display().lower()}; have it corrected there."
        )
    return known


def _refuse_twin(instrument: Instrument, routing_number: str, account_number: str) -> None:
    twin = (
        Instrument.objects.filter(
            person_id=instrument.person_id,
            account_number_hash=_hash(routing_number, account_number),
            kind=instrument.kind,
        )
        .exclude(id=instrument.id)
        .first()
    )
    if twin is not None:
        raise AccountOnFileAlready(
            f"The bank account ending in {instrument.last_four} can't be corrected: the right one, "
            f"ending in {twin.last_four}, is on file for this person already. Use that one."
        )


def _changed_words(instrument: Instrument, **words: str | None) -> dict[str, object]:
    """Give what else than its numbers is to be changed on an account."""
    return {
        field: value
        for field, value in words.items()
        if value is not None and value != getattr(instrument, field)
    }


def _numbers(public_id: str, routing_number: str, account_number: str) -> dict[str, object]:
    return {
        "routing_number": routing_number,
        "account_number_sealed": vault.seal(account_number, context=sealed_for(public_id)),
        "account_number_hash": _hash(routing_number, account_number),
        "last_four": plain(account_number)[-4:],
    }


def _hash(routing_number: str, account_number: str) -> bytes:
    return vault.keyed_hash(routing_number, plain(account_number))


def _keep_old_values(
    instrument: Instrument, *, change_code: str, corrected_by: str, now: datetime
) -> None:
    InstrumentCorrection.objects.create(
        instrument=instrument,
        change_code=change_code,
        corrected_at=now,
        corrected_by=corrected_by,
        routing_number_before=instrument.routing_number,
        account_number_before_sealed=instrument.account_number_sealed,
        last_four_before=instrument.last_four,
        account_type_before=instrument.account_type,
        holder_name_before=instrument.holder_name,
        identification_number_before=instrument.identification_number,
    )


def _tell_of_correction(instrument: Instrument, *, change_code: str, now: datetime) -> None:
    why = f"Its bank sent the notice of change {change_code}." if change_code else "Staff did it."
    text = f"The bank account ending in {instrument.last_four} was corrected. {why}"
    subject = f"{instrument.public_id}:{instrument.corrections.count()}"
    noticing.notify(
        person=instrument.person, kind="account-corrected", subject=subject, text=text, now=now
    )
    if change_code:
        portfolio.raise_task(
            kind="notice-of-change",
            subject=subject,
            text=f"{instrument.person}: {text}",
            property_id=instrument.person.property_id,
            now=now,
        )
