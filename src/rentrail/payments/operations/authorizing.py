"""Authorizations: the payer's consent on record, word for word, and its revocation (RULE-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from rentrail.payments.models import (
    Authorization,
    AuthorizationKind,
    HolderType,
    Instrument,
    InstrumentKind,
    PreauthorizedPayment,
)
from rentrail.payments.operations import noticing, preauthorizing
from rentrail.payments.operations.reasons import ReasonMissing
from rentrail.payments.rules import authorization_text
from rentrail.payments.rules.authorization_text import Language, Terms
from rentrail.payments.rules.schedules import Plan
from rentrail.payments.rules.terms import (
    amount_words,
    fee_words,
    notice_words,
    scope_words,
    timing_words,
)
from rentrail.payments.states import InstrumentStanding
from rentrail.portfolio.models import Property
from rentrail.primitives import ids

ON_SCREEN = frozenset({AuthorizationKind.WEB_SINGLE, AuthorizationKind.WEB_RECURRING})
SINGLE = frozenset({AuthorizationKind.WEB_SINGLE, AuthorizationKind.PPD_SINGLE})
# What proves the consent: the payer's own session, or the signed form (RULE-1, PORTAL-11).
EVIDENCE_ON_SCREEN = ("session", "address", "authentication")
EVIDENCE_SIGNED = ("form",)


class EvidenceMissing(Exception):
    """Nothing proves the consent. The text is fit to show a person."""


class WrongKind(Exception):
    """This kind of authorization doesn't fit account or schedule. Fit to show a person."""


class NoEmail(Exception):
    """The payer has no e-mail address to which a copy could go. Fit to show a person."""


class AlreadyRevoked(Exception):
    """A revocation is final; there is nothing left to revoke. Fit to show a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthorizationRequest:
    """What a payer consents to, and how that is proven."""

    kind: AuthorizationKind
    instrument_id: int
    property_id: int
    plan: Plan
    evidence: Mapping[str, Any]
    language: Language = Language.ENGLISH
    template: str = ""  # none: the shipped one
    notice_waived: bool = False
    notice_over_cents: int | None = None


@transaction.atomic
def authorize(request: AuthorizationRequest, *, today: date, now: datetime) -> Authorization:
    """Record a payer's consent: exact text, version, digest, terms and evidence.

    Raises:
        EvidenceMissing: neither session nor signed form.
        WrongKind: recurring debits under a single consent, or a business's account not as CCD.
        TemplateIncomplete: the template doesn't say all that it must, or the property has no phone
            or address at which to revoke.
    """
    instrument = Instrument.objects.select_related("person").get(id=request.instrument_id)
    _refuse_wrong_kind(request, instrument)
    _refuse_without_evidence(request)
    property_ = Property.objects.get(id=request.property_id)
    text = authorization_text.render(
        template=request.template
        or authorization_text.template_for(
            on_screen=request.kind in ON_SCREEN, language=request.language
        ),
        terms=_terms(request, instrument, property_, today=today),
        on_screen=request.kind in ON_SCREEN,
        language=request.language,
    )
    _let_debit_again(instrument)
    plan = request.plan
    recorded: Authorization = Authorization.objects.create(
        public_id=ids.new_public_id("aut", now=now),
        kind=request.kind,
        person=instrument.person,
        instrument=instrument,
        text=text.text,
        text_version=text.version,
        text_digest=text.digest,
        terms=_terms_as_data(request, instrument, property_),
        evidence=dict(request.evidence),
        amount_cents_min=plan.consent_cents_min,
        amount_cents_max=plan.consent_cents_max,
        first_date=plan.start_date,
        last_date=plan.start_date if plan.is_one_time else plan.end_date,
        nsf_fee_notice=property_.nsf_fee_cents > 0 and property_.nsf_fee_collected_by_ach,
        authorized_at=now,
    )
    if instrument.person.email:
        _send_copy(recorded, now=now)
    return recorded


@transaction.atomic
def send_authorization_copy(*, public_id: str, now: datetime) -> Authorization:
    """Send the payer a copy of an authorization, as often as asked for (RULE-1).

    Raises:
        NoEmail: the payer has no address; print it.
    """
    found: Authorization = (
        Authorization.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person")
        .get(public_id=public_id)
    )
    if not found.person.email:
        raise NoEmail(f"{found.person} has no e-mail address; print the copy and hand it over.")
    _send_copy(found, now=now)
    return found


def copy_text(authorization: Authorization) -> str:
    """Give a copy of an authorization: the exact text, when it was given, and whether it stands."""
    lines = [
        authorization.text,
        "",
        f"Authorized by {authorization.person} on "
        f"{authorization.authorized_at:%m/%d/%Y %H:%M} UTC.",
        f"Version {authorization.text_version}, digest {authorization.text_digest}.",
    ]
    if authorization.revoked_at is not None:
        lines.append(
            f"Revoked on {authorization.revoked_at:%m/%d/%Y %H:%M} UTC by "
            f"{authorization.revoked_by}."
        )
    return "\n".join(lines)


@transaction.atomic
def revoke_authorization(
    *, public_id: str, reason: str, revoked_by: str, now: datetime
) -> Authorization:
    """Revoke an authorization, at once and for good; its preauthorized payment ends with it.

    Raises:
        ReasonMissing: no reason is given.
        AlreadyRevoked: it was revoked before.
    """
    if not reason.strip():
        raise ReasonMissing("Say why it is revoked.")
    scheduled = PreauthorizedPayment.objects.filter(authorization__public_id=public_id)
    preauthorizing.disable(
        list(scheduled.values_list("id", flat=True)),
        reason=f"Its authorization was revoked: {reason}",
        disabled_by=revoked_by,
        now=now,
    )
    found: Authorization = Authorization.objects.select_for_update(no_key=True).get(
        public_id=public_id
    )
    if found.revoked_at is not None:
        raise AlreadyRevoked("This authorization was revoked before.")
    found.revoked_at, found.revoked_by, found.revoked_because = now, revoked_by, reason
    found.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
    return found


def _send_copy(authorization: Authorization, *, now: datetime) -> None:
    noticing.notify(
        person=authorization.person,
        kind="authorization-copy",
        subject=f"{authorization.public_id}:{now:%Y%m%d%H%M%S}",
        text=copy_text(authorization),
        now=now,
    )
    authorization.copy_sent_at = now
    authorization.save(update_fields=["copy_sent_at"])


def _refuse_wrong_kind(request: AuthorizationRequest, instrument: Instrument) -> None:
    if instrument.kind != InstrumentKind.BANK_ACCOUNT:
        raise WrongKind("A check authorizes itself alone; put the bank account on file.")
    if request.kind in SINGLE and not request.plan.is_one_time:
        raise WrongKind("A single authorization is for one debit; recurring ones need another.")
    is_business = instrument.holder_type == HolderType.BUSINESS
    if is_business != (request.kind == AuthorizationKind.CCD_AGREEMENT):
        raise WrongKind(
            "A business account needs an agreement of its own (CCD), a personal one a consent."
        )


def _refuse_without_evidence(request: AuthorizationRequest) -> None:
    wanted = EVIDENCE_ON_SCREEN if request.kind in ON_SCREEN else EVIDENCE_SIGNED
    missing = [name for name in wanted if not request.evidence.get(name)]
    if missing:
        raise EvidenceMissing(
            f"An authorization needs its evidence on record; {', '.join(missing)} is missing."
        )


def _let_debit_again(instrument: Instrument) -> None:
    """A new consent is what an account waits for after an unauthorized debit (ACH-4)."""
    Instrument.objects.filter(
        id=instrument.id, standing=InstrumentStanding.UNTIL_AUTHORIZED
    ).update(standing=InstrumentStanding.GOOD, standing_reason="")


def _terms(
    request: AuthorizationRequest, instrument: Instrument, property_: Property, *, today: date
) -> Terms:
    language, plan = request.language, request.plan
    return Terms(
        payer_name=instrument.holder_name,
        payee_name=property_.name,
        account_type=instrument.get_account_type_display().lower(),
        last_four=instrument.last_four,
        scope=scope_words(is_one_time=plan.is_one_time, language=language),
        amount=amount_words(plan, language=language)
        + notice_words(
            plan,
            is_waived=request.notice_waived,
            over_cents=request.notice_over_cents,
            language=language,
        ),
        timing=timing_words(plan, language=language),
        date=f"{today:%m/%d/%Y}",
        returned_item_fee=fee_words(
            property_.nsf_fee_cents,
            is_collected_by_ach=property_.nsf_fee_collected_by_ach,
            language=language,
        ),
        phone=property_.phone,
        address=", ".join(
            part for part in (property_.contact, property_.address, property_.city) if part
        ),
    )


def _terms_as_data(
    request: AuthorizationRequest, instrument: Instrument, property_: Property
) -> dict[str, Any]:
    plan = request.plan
    return {
        "amount_kind": plan.amount_kind,
        "amount_cents": plan.amount_cents,
        "first_amount_cents": plan.first_amount_cents,
        "amount_cents_min": plan.amount_cents_min,
        "amount_cents_max": plan.amount_cents_max,
        "frequency": plan.frequency,
        "start_date": plan.start_date.isoformat(),
        "end_date": plan.end_date.isoformat() if plan.end_date else None,
        "payments_max": plan.payments_max,
        "notice_waived": request.notice_waived,
        "notice_over_cents": request.notice_over_cents,
        "last_four": instrument.last_four,
        "nsf_fee_cents": property_.nsf_fee_cents,
        "language": request.language,
    }
