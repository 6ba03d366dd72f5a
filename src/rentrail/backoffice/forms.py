"""What staff type in: filters and a payment."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet

from rentrail.backoffice.operations import EnteredPayment, NewAccount, SetUpPreauthorized
from rentrail.backoffice.queries.ledgers import KINDS, LedgerFilter
from rentrail.ledger.ledger_lines import LineFilter, Side
from rentrail.payments.models import AccountType, AmountKind, Frequency, Instrument
from rentrail.payments.operations import RefundRequest
from rentrail.payments.rules import gate
from rentrail.payments.rules.schedules import Plan
from rentrail.payments.states import TransactionStatus
from rentrail.portfolio.models import Lease, LedgerName, Person
from rentrail.portfolio.operations import SpecialStatuses
from rentrail.primitives import money

# A page reckons with the months around a date; the calendar's own ends have none beyond.
FIRST_DATE, LAST_DATE = date(1900, 1, 1), date(2999, 12, 31)


class LedgerFilterForm(forms.Form):
    """The filters of a ledger (LED-2); what can't be read filters nothing."""

    open_only = forms.BooleanField(required=False)
    period = forms.IntegerField(required=False)
    from_date = forms.DateField(required=False)
    to_date = forms.DateField(required=False)
    kind = forms.ChoiceField(
        required=False, choices=[("", "All"), *((kind, kind) for kind in KINDS)]
    )

    def wanted(self) -> LedgerFilter:
        """Give the filter that was asked for."""
        self.is_valid()
        return LedgerFilter(
            **{name: value for name, value in self.cleaned_data.items() if value is not None}
        )


class PastForm(forms.Form):
    """At which past date balances are asked for (LED-7); what can't be read asks for now."""

    as_of = forms.DateField(required=False)
    known_on = forms.DateField(required=False)

    def dates(self) -> dict[str, date | None]:
        """Give the dates that were asked for."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in ("as_of", "known_on")}


class AccountFilterForm(forms.Form):
    """The filters of one account's lines (LED-2); what can't be read filters nothing."""

    period = forms.CharField(required=False, max_length=7)
    from_date = forms.DateField(required=False)
    to_date = forms.DateField(required=False)
    side = forms.ChoiceField(required=False, choices=[("", "All"), *((one, one) for one in Side)])
    code = forms.CharField(required=False, max_length=20)
    known_on_date = forms.DateField(required=False)

    def wanted(self) -> LineFilter:
        """Give the filter that was asked for."""
        self.is_valid()
        given = self.cleaned_data
        period, code = given.get("period", "").replace("-", ""), given.get("code")
        return LineFilter(
            period=int(period) if period.isdecimal() else None,
            from_date=given.get("from_date"),
            through_date=given.get("to_date"),
            side=Side(given["side"]) if given.get("side") else None,
            transaction_codes=[code] if code else None,
        )

    def known_on(self) -> date | None:
        """Give the day as of whose end the lines were asked for."""
        self.is_valid()
        asked: date | None = self.cleaned_data.get("known_on_date")
        return asked


class MonthForm(forms.Form):
    """To which day the overview shows its month; what can't be read asks for nothing."""

    to = forms.DateField(
        required=False, validators=[MinValueValidator(FIRST_DATE), MaxValueValidator(LAST_DATE)]
    )

    def through(self) -> date | None:
        """Give the day that was asked for."""
        self.is_valid()
        asked: date | None = self.cleaned_data.get("to")
        return asked


class PaymentFilterForm(forms.Form):
    """The filters of the list of payments; what can't be read filters nothing."""

    text = forms.CharField(required=False)
    status = forms.ChoiceField(required=False, choices=[("", "All"), *TransactionStatus.choices])
    from_date = forms.DateField(required=False)
    to_date = forms.DateField(required=False)

    def wanted(self) -> dict[str, Any]:
        """Give the filters that were asked for."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class AdvanceDateForm(forms.Form):
    """The date to which a property advances."""

    to_date = forms.DateField()


class SureForm(forms.Form):
    """That who does what can't be undone means it."""

    is_sure = forms.BooleanField()


class ClosePeriodForm(forms.Form):
    """The month to close, as a browser writes it: 2026-03."""

    month = forms.RegexField(r"^\d{4}-\d{2}$")

    def clean_month(self) -> int:
        """Read the month as a fiscal period, 202603."""
        return int(self.cleaned_data["month"].replace("-", ""))


STATUS_LABELS = {
    "ach_opt_out": "ACH opt-out",
    "no_checks": "Do not allow check",
    "no_money_orders": "Do not allow money order",
    "eviction_started": "Eviction proceedings started",
    "in_collection": "In collection",
}
NEW_ACCOUNT_FIELDS = ("routing_number", "account_number", "account_number_again", "holder_name")
NEW_ACCOUNT = "A new bank account"


class SignedForm(forms.Form):
    """What a payer has signed for: their account, on file or new, and where the form is kept."""

    idempotency_key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    ledger = forms.ChoiceField(
        label="For",
        choices=[(name.value, name.label) for name in (LedgerName.RESIDENT, LedgerName.DEPOSIT)],
    )
    person: "forms.ModelChoiceField[Person]" = forms.ModelChoiceField(
        label="Payer", queryset=None, empty_label=None
    )
    instrument: "forms.ModelChoiceField[Instrument]" = forms.ModelChoiceField(
        label="Bank account", queryset=None, required=False, empty_label=NEW_ACCOUNT
    )
    routing_number = forms.CharField(label="Routing number", required=False, max_length=9)
    account_number = forms.CharField(label="Account number", required=False, max_length=20)
    account_number_again = forms.CharField(
        label="Account number again", required=False, max_length=20
    )
    account_type = forms.ChoiceField(
        label="Account type", choices=AccountType.choices, required=False
    )
    holder_name = forms.CharField(label="Name on the account", required=False, max_length=80)
    signed_form = forms.CharField(label="Where the signed form is kept", max_length=120)
    description = forms.CharField(label="Description", required=False, max_length=120)

    def __init__(
        self,
        *args: Any,
        people: "QuerySet[Person]",
        instruments: "QuerySet[Instrument]",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # a field of choices
        self.fields["instrument"].queryset = instruments  # type: ignore[attr-defined]  # the same

    def clean(self) -> dict[str, Any]:
        """Ask for a new account's details where none on file is chosen; its payer must own it."""
        given: dict[str, Any] = super().clean() or {}
        instrument = given.get("instrument")
        if instrument is None:
            for name in NEW_ACCOUNT_FIELDS:
                if not given.get(name):
                    self.add_error(name, "Needed for a new bank account.")
        elif given.get("person") and instrument.person_id != given["person"].id:
            self.add_error("instrument", "This bank account is another payer's.")
        return given

    def account(self) -> Instrument | NewAccount:
        """Give the account, once the form is valid."""
        given = self.cleaned_data
        on_file: Instrument | None = given["instrument"]
        return on_file or NewAccount(
            account_type=AccountType(given["account_type"] or AccountType.CHECKING),
            **{name: given[name] for name in NEW_ACCOUNT_FIELDS},
        )


class EnterPaymentForm(SignedForm):
    """A one-time bank payment: amount, payer, account on file or new, and the signed form."""

    amount = forms.CharField(label="Amount", max_length=20)
    is_signed = forms.BooleanField(label="The payer has signed the authorization for this debit")
    property_date = forms.DateField(
        label="Date",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="The property's date, or an earlier one; a later date is for a preauthorized "
        "payment.",
    )
    is_duplicate_confirmed = forms.BooleanField(
        label="Take it, though the same amount was paid today", required=False
    )
    override_reason = forms.CharField(
        label="In spite of eviction or collection, because", required=False, max_length=120
    )

    def __init__(self, *args: Any, may_confirm: bool, may_override: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_duplicate_confirmed"].disabled = not may_confirm
        self.fields["override_reason"].disabled = not may_override

    def clean_amount(self) -> int:
        """Read the amount into cents; no consent is recorded for one that no entry can have."""
        cents = _cents(self.cleaned_data["amount"])
        if not gate.is_amount_of_an_entry(cents):
            raise forms.ValidationError(gate.AMOUNT_RANGE)
        return cents

    def entered(self, lease: Lease) -> EnteredPayment:
        """Give what was entered, once the form is valid."""
        given = self.cleaned_data
        return EnteredPayment(
            idempotency_key=given["idempotency_key"],
            lease=lease,
            person_id=given["person"].id,
            amount_cents=given["amount"],
            ledger=LedgerName(given["ledger"]),
            account=self.account(),
            signed_form=given["signed_form"],
            is_duplicate_confirmed=given["is_duplicate_confirmed"],
            description=given["description"],
            property_date=given["property_date"],
            override_reason=given["override_reason"],
        )


class SetUpPreauthorizedForm(SignedForm):
    """A payment that comes by itself: how much, how often, from when to when (PRE-2 to PRE-4)."""

    frequency = forms.ChoiceField(label="How often", choices=Frequency.choices)
    amount_kind = forms.ChoiceField(label="Amount", choices=AmountKind.choices)
    amount = forms.CharField(label="Fixed amount", required=False, max_length=20)
    amount_min = forms.CharField(label="At least", required=False, max_length=20)
    amount_max = forms.CharField(label="At most", required=False, max_length=20)
    start_date = forms.DateField(
        label="From", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    end_date = forms.DateField(
        label="Through",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Empty: until it is revoked, or after the number of payments below.",
    )
    payments_max = forms.IntegerField(label="Number of payments", required=False, min_value=1)
    email = forms.EmailField(label="E-mail of the payer, for notices")
    is_signed = forms.BooleanField(label="The payer has signed the authorization for these debits")

    def clean_amount(self) -> int | None:
        """Read the fixed amount into cents, where there is one."""
        return _cents_or_none(self.cleaned_data["amount"])

    def clean_amount_min(self) -> int | None:
        """Read the lower amount into cents, where there is one."""
        return _cents_or_none(self.cleaned_data["amount_min"])

    def clean_amount_max(self) -> int | None:
        """Read the upper amount into cents, where there is one."""
        return _cents_or_none(self.cleaned_data["amount_max"])

    def set_up(self, lease: Lease) -> SetUpPreauthorized:
        """Give what was typed in, once the form is valid."""
        given = self.cleaned_data
        is_fixed = given["amount_kind"] == AmountKind.FIXED
        return SetUpPreauthorized(
            idempotency_key=given["idempotency_key"],
            lease=lease,
            person_id=given["person"].id,
            account=self.account(),
            plan=Plan(
                amount_kind=AmountKind(given["amount_kind"]),
                amount_cents=given["amount"] if is_fixed else None,
                amount_cents_min=None if is_fixed else given["amount_min"],
                amount_cents_max=None if is_fixed else given["amount_max"],
                frequency=Frequency(given["frequency"]),
                start_date=given["start_date"],
                end_date=given["end_date"],
                payments_max=given["payments_max"],
            ),
            ledger=LedgerName(given["ledger"]),
            signed_form=given["signed_form"],
            email=given["email"],
            description=given["description"],
        )


class CorrectAccountForm(forms.Form):
    """The right numbers of a bank account that came back, the account number twice."""

    routing_number = forms.CharField(label="Routing number", max_length=9)
    account_number = forms.CharField(label="Account number", max_length=20)
    account_number_again = forms.CharField(label="Account number again", max_length=20)
    account_type = forms.ChoiceField(label="Account type", choices=AccountType.choices)
    reason = forms.CharField(label="How the right number is known", max_length=60)

    def corrected(self) -> dict[str, Any]:
        """Give what was typed in, once the form is valid."""
        given = dict(self.cleaned_data)
        given["account_type"] = AccountType(given["account_type"])
        return given


class SpecialStatusesForm(forms.Form):
    """The special statuses of a household's people, the lease's own block, and why (ORG-7)."""

    block_epayment = forms.BooleanField(label="Block ePayment", required=False)
    reason = forms.CharField(label="Why", required=False, max_length=90)

    def __init__(self, data: Any, *, lease: Lease, people: Sequence[Person]) -> None:
        super().__init__(data, initial={"block_epayment": lease.block_epayment})
        self._people = people
        for person in people:
            for name, label in STATUS_LABELS.items():
                self.fields[f"{name}-{person.id}"] = forms.BooleanField(
                    label=label, required=False, initial=getattr(person, name)
                )

    def of_people(self) -> Iterator[tuple[Person, list[forms.BoundField]]]:
        """Give each person with the fields of their statuses."""
        for person in self._people:
            yield person, [self[f"{name}-{person.id}"] for name in STATUS_LABELS]

    def statuses(self) -> dict[int, SpecialStatuses]:
        """Give what was ticked for each person, once the form is valid."""
        return {
            person.id: SpecialStatuses(
                **{name: self.cleaned_data[f"{name}-{person.id}"] for name in STATUS_LABELS}
            )
            for person in self._people
        }


class RefundForm(forms.Form):
    """How much of a payment is sent back, and why."""

    idempotency_key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    amount = forms.CharField(label="Amount", max_length=20)
    reason = forms.CharField(label="Reason", max_length=100)

    def clean_amount(self) -> int:
        """Read the amount into cents."""
        return _cents(self.cleaned_data["amount"])

    def asked(self, payment_public_id: str) -> RefundRequest:
        """Give what was asked for, once the form is valid."""
        given = self.cleaned_data
        return RefundRequest(
            idempotency_key=given["idempotency_key"],
            payment_public_id=payment_public_id,
            amount_cents=given["amount"],
            reason=given["reason"],
        )


class ProofRequestForm(forms.Form):
    """What a bank's request for proof of an authorization says."""

    bank_reference = forms.CharField(label="The bank's reference", max_length=80)
    received_date = forms.DateField(label="Received on")


def _cents(text: str) -> int:
    try:
        return money.parse_cents(text.strip().removeprefix("$"))
    except money.MoneyError as problem:
        raise forms.ValidationError(str(problem)) from problem


def _cents_or_none(text: str) -> int | None:
    return _cents(text) if text.strip() else None
