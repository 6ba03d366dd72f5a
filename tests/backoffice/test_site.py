"""Signing in and out, the demo's next day, health, the scope and the audit trail."""

from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.backoffice.scenery import sign_in
from tests.cast import BOBS_PASSWORD, NOW, charge_rent
from tests.payments import cast as payments_cast

from rentrail.backoffice.middleware import CompanyScopeMiddleware
from rentrail.backoffice.statuses import TONES
from rentrail.cycle import verify as cycle_verify
from rentrail.cycle.operations import DayIsRunning
from rentrail.identity import operations as identity
from rentrail.identity import tenancy
from rentrail.identity.models import AuditRecord, User
from rentrail.payments import operations as payments
from rentrail.payments.operations import Returned
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Lease, Property, StaffTask
from rentrail.primitives.problems import Problem, Severity

pytestmark = pytest.mark.django_db

days_lived: list[str] = []


def live_a_day() -> str:
    days_lived.append("a day")
    return "42 payments."


def find_the_day_running() -> str:
    raise DayIsRunning("Another worker runs this day.")


def test_staff_sign_in_with_their_e_mail_however_they_write_it(bob: User) -> None:
    browser = Client()

    wrong = browser.post("/sign-in/", {"username": bob.email, "password": "guess"})
    right = browser.post(
        "/sign-in/", {"username": "Bob@OakHomes.example", "password": BOBS_PASSWORD}
    )

    assert "go together" in wrong.content.decode()
    assert right["Location"] == "/"
    assert browser.get("/").status_code == 200


def test_signing_out_ends_it(bobs_browser: Client) -> None:
    bobs_browser.post("/sign-out/")

    assert bobs_browser.get("/").status_code == 302


@pytest.mark.parametrize(
    ("sent_from", "back_to"),
    [
        ("http://testserver/residents/?q=Ada&status=", "/residents/?q=Ada&status="),
        ("http://testserver/", "/"),
        ("https://elsewhere.example/residents/", "/"),
        ("", "/"),
    ],
)
def test_who_sends_a_form_after_the_session_ended_comes_back_to_its_page(
    sent_from: str, back_to: str, bob: User
) -> None:
    browser = Client()

    page = browser.post("/next-day/", headers={"Referer": sent_from}, follow=True)
    [(sign_in_page, _)] = page.redirect_chain
    answer = browser.post(sign_in_page, {"username": bob.email, "password": BOBS_PASSWORD})

    assert answer["Location"] == back_to
    assert browser.get(answer["Location"]).status_code == 200


def test_a_search_after_the_session_ended_sends_the_whole_page_to_the_sign_in(bob: User) -> None:
    answer = Client().get("/residents/?q=Ada&status=", headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == "/sign-in/?next=/residents/%3Fq%3DAda%26status%3D"
    assert answer.content == b""


@pytest.mark.parametrize(
    "address", ["residents/lease_\0", "payments/pay_\0", "properties/\0", "bank/files/\0"]
)
def test_nothing_is_at_an_address_that_no_text_of_the_database_can_hold(
    address: str, bobs_browser: Client
) -> None:
    assert bobs_browser.get(f"/{quote(address)}/").status_code == 404


def test_what_no_text_of_the_database_can_hold_is_not_looked_for_or_stored(
    oak_court: Property, bobs_browser: Client
) -> None:
    assert bobs_browser.get("/residents/", {"q": "A\0a"}).status_code == 400
    assert bobs_browser.post("/switch-property/", {"property": "\0"}).status_code == 400


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "yesterday"])
def test_a_month_beyond_the_calendar_is_not_asked_for(
    day: str, oak_court: Property, bobs_browser: Client
) -> None:
    page = bobs_browser.get("/", {"to": day})

    assert page.status_code == 200
    assert page.context["month"].through == oak_court.property_date


def test_what_came_back_counts_in_the_month_of_its_return(
    oak_court: Property, alices_lease: Lease, bobs_browser: Client
) -> None:
    charge_rent(alices_lease)
    payment = payments_cast.make_settled(payments_cast.pay(alices_lease))
    Property.objects.update(property_date=date(2026, 4, 2))
    returned = Returned(
        payment_id=payment.id,
        return_code="R10",
        received_date=date(2026, 4, 2),
        came_from="returns.ach:7",
    )
    payments.return_payments([returned], now=NOW)

    march = bobs_browser.get("/", {"to": "2026-03-31"}).context["month"]
    april = bobs_browser.get("/", {"to": "2026-04-02"}).context["month"]

    assert (march.returned_count, march.returned_cents) == (0, 0)
    assert (april.returned_count, april.returned_cents) == (1, 120_000)


def test_anybody_may_ask_whether_it_works() -> None:
    assert Client().get("/healthz").content == b"ok\n"


def test_the_next_day_is_lived_where_the_demo_says_how(bobs_browser: Client, settings: Any) -> None:
    settings.RENTRAIL_NEXT_DAY = f"{__name__}.live_a_day"
    days_lived.clear()

    page = bobs_browser.post(reverse("backoffice:next-day"), follow=True)

    assert days_lived == ["a day"]
    assert "42 payments." in page.content.decode()


def test_a_day_that_is_under_way_is_said(bobs_browser: Client, settings: Any) -> None:
    settings.RENTRAIL_NEXT_DAY = f"{__name__}.find_the_day_running"

    page = bobs_browser.post(reverse("backoffice:next-day"), follow=True)

    assert "Another worker runs this day." in page.content.decode()


@pytest.mark.parametrize(("is_demo", "name"), [(False, f"{__name__}.live_a_day"), (True, "")])
def test_no_day_is_moved_outside_the_demo(
    is_demo: bool, name: str, bobs_browser: Client, settings: Any
) -> None:
    settings.RENTRAIL_DEMO, settings.RENTRAIL_NEXT_DAY = is_demo, name
    days_lived.clear()

    answer = bobs_browser.post(reverse("backoffice:next-day"))
    page = bobs_browser.get("/").content.decode()

    assert answer.status_code == 403
    assert days_lived == []
    assert ("Next day" in page) == is_demo
    assert 'action="/next-day/"' not in page


def test_a_task_is_done_once_by_name(oak_court: Property, bobs_browser: Client) -> None:
    task = portfolio.raise_task(
        kind="alert", subject="x", text="Look at it.", now=NOW, property_id=oak_court.id
    )
    assert "Look at it." in bobs_browser.get("/tasks/").content.decode()

    bobs_browser.post(reverse("backoffice:task-done", args=[task.id]))

    assert StaffTask.objects.get().done_by == "bob@oakhomes.example"
    assert "Look at it." in bobs_browser.get("/tasks/?show=done").content.decode()


@pytest.mark.parametrize(
    ("role", "kind", "may"),
    [
        ("Leasing agent", "alert", False),
        ("Leasing agent", "mri-batch-close", False),
        ("Property manager", "alert", True),
        ("Property manager", "mri-batch-close", False),
        ("Property manager", "mri-block-unknown", True),
        ("Property manager", "property-date-not-advanced", True),
        ("Accountant", "mri-batch-close", True),
        ("Accountant", "bank-file-in-doubt", False),
        ("Administrator", "bank-file-in-doubt", True),
    ],
)
def test_a_task_takes_the_right_of_its_kind(
    oak_court: Property, role: str, kind: str, may: bool
) -> None:
    browser = sign_in(hire(role, oak_court.public_id))
    task = portfolio.raise_task(
        kind=kind, subject="x", text="Look.", now=NOW, property_id=oak_court.id
    )

    page = browser.get("/tasks/").content.decode()
    answer = browser.post(reverse("backoffice:task-done", args=[task.id]))

    task.refresh_from_db()
    assert ("Your role lacks the right" in page) != may
    assert answer.status_code == (302 if may else 403)
    assert (task.done_at is not None) == may


def test_tasks_of_the_company_are_for_who_sees_every_property(
    oak_court: Property, bobs_browser: Client
) -> None:
    task = portfolio.raise_task(kind="bank-not-reached", subject="x", text="Not here.", now=NOW)
    everywhere = sign_in(hire("Administrator"))
    done = reverse("backoffice:task-done", args=[task.id])

    assert bobs_browser.post(done).status_code == 404
    for address in ("/", "/tasks/"):
        assert "Not here." not in bobs_browser.get(address).content.decode()
        assert "Not here." in everywhere.get(address).content.decode()
    assert everywhere.post(done).status_code == 302


def hire(role: str, property_public_id: str = "") -> User:
    return identity.create_user(
        email="new@oakhomes.example",
        name="New",
        password="Rent-Day-4th",
        role=role,
        property_public_id=property_public_id,
    )


def test_the_audit_trail_names_who_is_signed_in(oak_court: Property, bobs_browser: Client) -> None:
    task = portfolio.raise_task(
        kind="alert", subject="x", text="Look.", now=NOW, property_id=oak_court.id
    )

    bobs_browser.post(reverse("backoffice:task-done", args=[task.id]))

    actors = AuditRecord.objects.filter(source="127.0.0.1").values_list("actor", flat=True)
    assert set(actors) <= {"bob@oakhomes.example"}


def test_a_property_is_chosen_and_stays_chosen(oak_court: Property, bob: User) -> None:
    browser = Client()
    browser.force_login(bob)

    answer = browser.post(
        "/switch-property/", {"property": oak_court.public_id, "next": "/payments/"}
    )
    elsewhere = browser.post("/switch-property/", {"property": "", "next": "https://elsewhere"})

    assert answer["Location"] == "/payments/"
    assert elsewhere["Location"] == "/"


def test_a_streamed_answer_is_written_in_the_company_s_scope(bob: User) -> None:
    def answer(request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(str(tenancy.current_company_id()) for _ in range(1))

    request = RequestFactory().get("/")
    request.user, request.session = bob, {}  # type: ignore[assignment]  # as the others set them

    response = CompanyScopeMiddleware(answer)(request)

    assert isinstance(response, StreamingHttpResponse)
    assert response.getvalue() == str(bob.company_id).encode()


def test_a_forged_request_is_refused(bob: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(bob)

    answer: HttpResponse = browser.post("/sign-out/")

    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()


def test_scripts_and_styles_come_from_the_site_alone(bobs_browser: Client) -> None:
    policy = bobs_browser.get("/")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_who_sees_every_property_verifies_the_books(
    oak_court: Property, bobs_browser: Client
) -> None:
    root = identity.create_user(
        email="root@oakhomes.example", name="Root", password="Rent-Day-6th", role="Administrator"
    )
    browser = Client()
    browser.force_login(root)

    everything = browser.get("/verify/", {"run": "now"}).content.decode()
    less = bobs_browser.get("/verify/", {"run": "now"}).content.decode()

    assert "0 differences" in everything
    assert "0 differences" not in less


def test_a_balance_that_differs_from_mri_is_never_called_agreement(
    oak_court: Property, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = identity.create_user(
        email="root@oakhomes.example", name="Root", password="Rent-Day-6th", role="Administrator"
    )
    differs = Problem(
        rule="mri-balance",
        message="It owes 1,225.00 here and 1,200.00 in MRI.",
        severity=Severity.WARNING,
    )
    monkeypatch.setattr(cycle_verify, "problems", lambda: iter([differs]))
    browser = Client()
    browser.force_login(root)

    page = browser.get("/verify/", {"run": "now"}).content.decode()

    assert "Not everything agrees: 1 warning" in page
    assert "1,225.00 here and 1,200.00 in MRI" in page
    assert "All agrees" not in page
    assert "0 differences" not in page


def test_what_is_found_is_named_as_people_know_it(
    alices_lease: Lease, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = identity.create_user(
        email="root@oakhomes.example", name="Root", password="Rent-Day-6th", role="Administrator"
    )
    charge = charge_rent(alices_lease)
    payment = payments_cast.pay(alices_lease)
    found = [
        Problem(rule="mri-balance", message="It owes 1.00.", where=alices_lease.public_id),
        Problem(rule="mri-waits", message="It waits.", where=payment.public_id),
        Problem(rule="mri-waits", message="It waits.", where=charge.public_id),
    ]
    monkeypatch.setattr(cycle_verify, "problems", lambda: iter(found))
    browser = Client()
    browser.force_login(root)

    page = browser.get("/verify/", {"run": "now"}).content.decode()

    assert f'/residents/{alices_lease.public_id}/">Alice Resident, A-204, Oak Court</a>' in page
    assert f'/payments/{payment.public_id}/">1,200.00 from Alice Resident</a>' in page
    assert f'/charges/{charge.public_id}/">1,200.00 {charge.description}</a>' in page


def test_every_status_has_a_tone() -> None:
    for statuses, tones in TONES.items():
        assert set(tones) == {member.value for member in statuses}, statuses  # type: ignore[attr-defined]
