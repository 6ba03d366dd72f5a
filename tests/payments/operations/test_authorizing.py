from datetime import date, timedelta

import pytest
from tests.cast import NOW, TODAY
from tests.payments.cast import add_account, ask, reasons_of, schedule_rent

from rentrail.payments import operations
from rentrail.payments.models import AuthorizationKind, Frequency, HolderType, Instrument, Notice
from rentrail.payments.operations import (
    AlreadyRevoked,
    AuthorizationRequest,
    EvidenceMissing,
    NoEmail,
    TemplateIncomplete,
    WrongKind,
)
from rentrail.payments.rules.authorization_text import Language
from rentrail.payments.rules.schedules import Plan
from rentrail.payments.states import InstrumentStanding
from rentrail.portfolio.models import Person, Property

SESSION = {"session": "s-1", "address": "192.0.2.7", "authentication": "passkey"}
ONCE = Plan(amount_cents=120_000, start_date=TODAY)
MONTHLY = Plan(amount_cents=120_000, frequency=Frequency.MONTHLY, start_date=TODAY)


def test_the_exact_text_its_terms_and_evidence_are_on_record(alice):
    Property.objects.update(nsf_fee_cents=3_500)

    given = authorize(alice, kind=AuthorizationKind.WEB_SINGLE, evidence=SESSION)

    assert given.text.startswith(
        "I, Alice Resident, authorize Oak Court to make an ACH debit to my checking account ending "
        "in 1142. This is a single authorization, for one debit. Amount: $1,200.00. When: once, on "
        "or after 03/02/2026. If a debit comes back unpaid, a fee of $35.00 is charged."
    )
    assert (given.terms["amount_cents"], given.evidence) == (120_000, SESSION)
    assert (given.first_date, given.last_date, given.nsf_fee_notice) == (TODAY, TODAY, False)
    copy = operations.copy_text(given)
    assert given.text in copy
    assert given.text_digest in copy


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            Language.ENGLISH,
            "a fee of $35.00 is charged and collected by one ACH debit to the same account",
        ),
        (
            Language.SPANISH,
            "se cobra un cargo de $35.00 mediante un débito ACH a la misma cuenta",
        ),
    ],
)
def test_where_the_fee_is_collected_by_ach_the_text_gives_notice_of_it(alice, language, words):
    Property.objects.update(nsf_fee_cents=3_500, nsf_fee_collected_by_ach=True)

    given = authorize(alice, kind=AuthorizationKind.WEB_SINGLE, evidence=SESSION, language=language)

    assert words in given.text
    assert given.nsf_fee_notice


def test_the_payer_gets_a_copy_at_once_and_again_when_asked(alice):
    given = authorize(alice, kind=AuthorizationKind.WEB_SINGLE, evidence=SESSION)
    later = NOW + timedelta(days=1)

    operations.send_authorization_copy(public_id=given.public_id, now=later)

    first, again = Notice.objects.filter(kind="authorization-copy").order_by("id")
    assert (first.email, first.text) == ("alice@example.com", operations.copy_text(given))
    assert again.text == first.text
    given.refresh_from_db()
    assert given.copy_sent_at == later


def test_a_payer_without_an_address_gets_the_copy_on_paper(alice):
    Person.objects.update(email="")
    given = authorize(alice, kind=AuthorizationKind.WEB_SINGLE, evidence=SESSION)

    assert given.copy_sent_at is None
    with pytest.raises(NoEmail, match="print the copy"):
        operations.send_authorization_copy(public_id=given.public_id, now=NOW)


def test_a_payer_is_asked_in_spanish_too(alice):
    given = authorize(
        alice,
        kind=AuthorizationKind.PPD_RECURRING,
        plan=Plan(
            amount_cents=120_000,
            first_amount_cents=60_000,
            frequency=Frequency.SEMI_MONTHLY_1_15,
            start_date=TODAY,
            payments_max=6,
        ),
        language=Language.SPANISH,
    )

    assert "el primer débito es de $600.00" in given.text
    assert "el día 1 y 15 de cada mes, a partir del 03/02/2026, 6 pagos" in given.text


@pytest.mark.parametrize(
    ("kind", "evidence"),
    [
        (AuthorizationKind.WEB_SINGLE, {"form": "signed.pdf"}),
        (AuthorizationKind.WEB_SINGLE, {**SESSION, "session": ""}),
        (AuthorizationKind.PPD_SINGLE, SESSION),
    ],
)
def test_without_evidence_there_is_no_authorization(alice, kind, evidence):
    with pytest.raises(EvidenceMissing):
        authorize(alice, kind=kind, evidence=evidence)


def test_a_single_authorization_is_not_for_recurring_debits(alice):
    with pytest.raises(WrongKind, match="for one debit"):
        authorize(alice, plan=MONTHLY)


def test_a_business_agrees_to_ccd_and_a_person_does_not(alice):
    business = add_account(alice, account_number="998877", holder_type=HolderType.BUSINESS)

    with pytest.raises(WrongKind, match="agreement of its own"):
        authorize(alice, instrument_id=business.id)
    with pytest.raises(WrongKind):
        authorize(alice, kind=AuthorizationKind.CCD_AGREEMENT)
    authorize(alice, kind=AuthorizationKind.CCD_AGREEMENT, instrument_id=business.id, plan=MONTHLY)


def test_a_template_that_lacks_something_is_refused(alice):
    with pytest.raises(TemplateIncomplete, match="returned-item fee"):
        authorize(alice, template="I authorize an ACH debit and can revoke it.")


def test_a_revocation_is_immediate_final_and_ends_what_is_scheduled(alices_lease, alice):
    scheduled = schedule_rent(alices_lease)
    public_id = scheduled.authorization.public_id

    operations.revoke_authorization(
        public_id=public_id, reason="by phone", revoked_by="alice", now=NOW
    )

    scheduled.refresh_from_db()
    assert scheduled.status == "disabled"
    refused = ask(
        alices_lease,
        authorization_id=scheduled.authorization_id,
        debit_date=date(2026, 3, 5),
        is_preauthorized=True,
    )
    assert reasons_of(refused) == ["authorization_revoked"]
    with pytest.raises(AlreadyRevoked):
        operations.revoke_authorization(
            public_id=public_id, reason="by phone", revoked_by="alice", now=NOW
        )


def test_a_new_authorization_is_what_an_unauthorized_account_waited_for(alice):
    instrument = add_account(alice)
    Instrument.objects.update(standing=InstrumentStanding.UNTIL_AUTHORIZED)

    authorize(alice)

    instrument.refresh_from_db()
    assert instrument.standing == InstrumentStanding.GOOD


def authorize(person, **details):
    request = {
        "kind": AuthorizationKind.PPD_SINGLE,
        "property_id": person.property_id,
        "plan": ONCE,
        "evidence": {"form": "signed.pdf"},
        **details,
    }
    if "instrument_id" not in request:
        request["instrument_id"] = add_account(person).id
    return operations.authorize(AuthorizationRequest(**request), today=TODAY, now=NOW)
