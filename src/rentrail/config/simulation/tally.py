"""What a simulated day came to, in one line."""

from dataclasses import asdict, dataclass
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Count, Sum

from rentrail.accounting.models import MriPosting
from rentrail.banking.models import BankFile, InboundItem, InboundItemKind
from rentrail.businessdays.zones import CENTRAL, moment_at
from rentrail.identity.tenancy import company_scope
from rentrail.payments.models import Payment, Refusal
from rentrail.primitives.money import format_cents


@dataclass(frozen=True, kw_only=True)
class DayLine:
    """The counts of one day."""

    day: date
    payments: int
    amount_cents: int
    refusals: int
    files: int
    returns: int
    notifications_of_change: int
    mri_postings: int

    def __str__(self) -> str:
        return (
            f"{self.day:%Y-%m-%d %a}"
            f"  {self.payments:5} payments {format_cents(self.amount_cents):>14}"
            f"  {self.refusals:3} refused  {self.files} files  {self.returns:3} returns"
            f"  {self.notifications_of_change:2} NOCs  {self.mri_postings:5} posted to MRI"
        )

    def in_words(self) -> str:
        """Say what the day came to in a sentence."""
        amount = f"${format_cents(self.amount_cents)}"
        counted = (
            (self.payments, f"payment of {amount}", f"payments, {amount} in all"),
            (self.refusals, "refused", "refused"),
            (self.files, "file for the bank", "files for the bank"),
            (self.returns, "return", "returns"),
            (self.notifications_of_change, "notification of change", "notifications of change"),
            (self.mri_postings, "posted to MRI", "posted to MRI"),
        )
        said = [f"{count:,} {one if count == 1 else many}" for count, one, many in counted if count]
        return f"{self.day:%A, %B} {self.day.day}: {', '.join(said) or 'nothing to do'}."

    def as_json(self) -> dict[str, Any]:
        """Give the line for JSON."""
        return {**asdict(self), "day": self.day.isoformat()}


def line_of(day: date, *, company_id: int) -> DayLine:
    """Count a day's work, by Central time."""
    start = moment_at(day, time(0), zone=CENTRAL)
    span = (start, start + timedelta(days=1))
    with company_scope(company_id):
        paid = Payment.objects.filter(taken_at__range=span).aggregate(
            count=Count("id"), total=Sum("amount_cents")
        )
        items = InboundItem.objects.filter(received_date=day)
        return DayLine(
            day=day,
            payments=paid["count"],
            amount_cents=paid["total"] or 0,
            refusals=Refusal.objects.filter(refused_at__range=span).count(),
            files=BankFile.objects.filter(banking_date=day).count(),
            returns=items.filter(kind=InboundItemKind.RETURN).count(),
            notifications_of_change=items.filter(
                kind=InboundItemKind.NOTIFICATION_OF_CHANGE
            ).count(),
            mri_postings=MriPosting.objects.filter(confirmed_at__range=span).count(),
        )
