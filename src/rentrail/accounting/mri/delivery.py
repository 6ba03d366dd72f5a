"""Working through a property's postings: send, understand the answer, find out what is in doubt."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from rentrail.accounting import queries
from rentrail.accounting.models import (
    MriBatch,
    MriBatchState,
    MriConnection,
    MriPosting,
    MriPostingKind,
    MriPostingState,
    MriProperty,
)
from rentrail.accounting.mri import configured, deliveries, fees, mri_batches, readback
from rentrail.accounting.mri.client import MriClient
from rentrail.accounting.mri.connection import Format
from rentrail.accounting.mri.errors import (
    InvalidPost,
    MriError,
    NoRightError,
    NotSent,
    RateLimitedError,
    Refused,
    Unknown,
)
from rentrail.accounting.mri.exchange import Exchange
from rentrail.accounting.mri.outgoing import ConfiguredOperation, PaymentPost
from rentrail.accounting.mri.refusals import Meaning, meaning_of
from rentrail.identity import vault
from rentrail.payments.models import Batch
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import LedgerName
from rentrail.primitives.money import format_cents

TRIES_MAX = 3  # of what MRI refuses without saying why in words we know
NOT_SENT_IN_A_ROW_MAX = 3
NOT_READ_IN_A_ROW_MAX = 3
POSTINGS_AT_ONCE = 500
TO_DO = (MriPostingState.QUEUED, MriPostingState.SENDING, MriPostingState.UNKNOWN)
TAKES_BACK: dict[str, MriPostingKind] = {
    MriPostingKind.REVERSAL: MriPostingKind.PAYMENT,
    MriPostingKind.CREDIT: MriPostingKind.CHARGE,
}

T = TypeVar("T")


class MriIsAway(Exception):
    """Nothing more can be done for this connection now."""


class TurnedAway(Exception):
    """Nothing more can be done for this property now: MRI lets us not post there."""


@dataclass
class Courier:
    """Seals each answer to a posting's request before anybody acts on it."""

    posting: MriPosting | None = None

    def keep(self, exchange: Exchange) -> None:
        """Keep one answer, or why there was none."""
        if self.posting is not None:
            answer = exchange.response_body or exchange.failure.encode()
            sealed = vault.seal(answer, context=sealed_for(self.posting))
            deliveries.keep_answer(self.posting, answer_sealed=sealed)


def sealed_for(posting: MriPosting) -> str:
    """Name the row for which a posting's request and answer are sealed, in the vault's words."""
    return f"mri_posting:{posting.external_number}"


@dataclass(kw_only=True)
class Delivery:
    """Works through the postings of one property; only one may at a time."""

    connection: MriConnection
    mri_property: MriProperty
    client: MriClient
    courier: Courier
    now: datetime
    not_sent_in_a_row: int = 0
    not_read_in_a_row: int = 0

    def run_pass(self) -> bool:
        """Take each posting in its turn; tell whether one is left that can be tried again now.

        While one of a household's is open, the household's later ones wait.

        Raises:
            MriIsAway: MRI can't be reached.
            TurnedAway: MRI says that we have no right to post.
        """
        waiting_households: set[int] = set()
        again = False
        for posting in self._to_do():
            if posting.lease_id in waiting_households:
                continue
            self._deliver(posting)
            if posting.state in TO_DO:
                waiting_households.add(posting.lease_id)
                again |= posting.state == MriPostingState.QUEUED and self._may_go(posting)
        return again

    def _to_do(self) -> Iterator[MriPosting]:
        after = 0
        while True:
            postings = list(
                MriPosting.objects.filter(
                    mri_property=self.mri_property, state__in=TO_DO, id__gt=after
                )
                .select_related(
                    "step",
                    "payment__batch",
                    "charge__transaction_code",
                    "mri_batch__batch",
                    "mri_property",
                )
                .order_by("id")[:POSTINGS_AT_ONCE]
            )
            yield from postings
            if not postings:
                return
            after = postings[-1].id

    def _deliver(self, posting: MriPosting) -> None:
        """Bring one posting as far as it goes now."""
        if posting.state == MriPostingState.SENDING:
            deliveries.unknown(posting, why="The process ended before MRI's answer was read.")
        if posting.state == MriPostingState.UNKNOWN and self._is_due(posting):
            self._find_out(posting)
        if posting.state == MriPostingState.QUEUED and self._may_go(posting):
            self._send(posting)
            if posting.state == MriPostingState.UNKNOWN:
                self._find_out(posting)

    def _is_due(self, posting: MriPosting) -> bool:
        return posting.next_attempt_at is None or posting.next_attempt_at <= self.now

    def _may_go(self, posting: MriPosting) -> bool:
        """Tell whether a queued posting can go now; what takes another back waits for it."""
        if not self._is_due(posting):
            return False
        original = _original_of(posting)
        return original is None or original.state not in queries.UNFINISHED

    def _find_out(self, posting: MriPosting) -> None:
        """Read MRI's ledger; where that gives no answer, this household waits and others don't."""
        try:
            readback.find_out(posting, client=self.client, operation=self._operation, now=self.now)
        except RateLimitedError as problem:
            raise MriIsAway(str(problem)) from problem
        except MriError as problem:
            deliveries.not_readable(posting, why=str(problem), now=self.now)
            if isinstance(problem, NoRightError):
                self._tell_no_right("read", f"MRI's ledgers can't be read. {problem}")
            self.not_read_in_a_row += 1
            if self.not_read_in_a_row >= NOT_READ_IN_A_ROW_MAX:
                raise MriIsAway(str(problem)) from problem
        else:
            self.not_read_in_a_row = 0

    # --- sending --------------------------------------------------------------------------------

    def _send(self, posting: MriPosting) -> None:
        if posting.kind == MriPostingKind.REVERSAL:
            self._send_reversal(posting)
        elif posting.kind in fees.KINDS:
            self._send_fee(posting)
        elif posting.ledger == LedgerName.DEPOSIT:
            self._send_payment(posting, self._post_deposit)
        else:
            self._send_payment(posting, self._post_resident_payment)

    def _send_payment(
        self, posting: MriPosting, call: Callable[[PaymentPost], tuple[str, str]]
    ) -> None:
        self._choose_batch(posting)
        post = self._payment_post(posting)
        form: Format = "xml" if self.connection.wire_format == "xml" else "json"
        try:
            columns = post.columns(form=form)
        except InvalidPost as problem:
            deliveries.fail(posting, why=str(problem), now=self.now)
            return
        answer = self._tried(posting, columns, lambda: call(post))
        if answer is not None:
            deliveries.confirm(
                posting, transaction_id=answer[0], mri_batch_id=answer[1], now=self.now
            )

    def _choose_batch(self, posting: MriPosting) -> None:
        """Give a posting an MRI batch that takes payments; its own where it must have one."""
        is_own = not self.connection.repeats_external_batch_id
        chosen = posting.mri_batch
        is_shared = is_own and chosen is not None and _is_taken(posting)
        if chosen is None or chosen.state != MriBatchState.OPEN or is_shared:
            posting.mri_batch = mri_batches.open_part(
                _batch_of(posting),
                mri_property=self.mri_property,
                ledger=posting.ledger,
                is_own=is_own,
            )

    def _payment_post(self, posting: MriPosting) -> PaymentPost:
        batch, mri_batch = _batch_of(posting), posting.mri_batch
        return PaymentPost(
            resident_id=posting.resident_id,
            property_id=self.mri_property.rmpropid,
            initiation_date=posting.posted_date,
            amount_cents=posting.amount_cents,
            payment_type=self.mri_property.payment_type,
            check_number=posting.external_number,
            external_transaction_number=posting.external_number,
            external_batch_id=mri_batch.external_batch_id if mri_batch else "",
            partner_name=self.connection.partner_name,
            site_id=self.mri_property.site_id,
            description=posting.description,
            batch_description=f"Rentrail batch {batch.number}" if batch else "",
            cash_type=_cash_type_of(posting),
        )

    def _post_resident_payment(self, post: PaymentPost) -> tuple[str, str]:
        posted = self.client.post_payment(post)
        return posted.transaction_id, posted.batch_id

    def _post_deposit(self, post: PaymentPost) -> tuple[str, str]:
        operation = self._operation("deposit")
        if operation is None:
            raise InvalidPost("No call for deposits is configured.", field="deposit")
        answer = self.client.call_configured(operation, _deposit_values(post))
        if not answer.get("mri_transaction_id"):
            raise Unknown("MRI's answer names no transaction.", status=200)
        return answer["mri_transaction_id"], answer.get("mri_batch_id", "")

    def _send_reversal(self, posting: MriPosting) -> None:
        operation = self._operation("void" if posting.is_void else "reversal")
        original = _original_of(posting)
        if operation is None or original is None or not original.mri_transaction_id:
            why = "Take the payment back in MRI by hand."
            deliveries.give_to_person(posting, why=why, now=self.now)
            return
        called, values = operation, self._reversal_values(posting, original)
        answer = self._tried(posting, values, lambda: self.client.call_configured(called, values))
        if answer is not None:
            named = answer.get("mri_transaction_id", "")
            deliveries.confirm(posting, transaction_id=named, now=self.now)

    def _reversal_values(self, posting: MriPosting, original: MriPosting) -> dict[str, str]:
        return {
            "mri_transaction_id": original.mri_transaction_id,
            "date": posting.posted_date.isoformat(),
            "description": posting.description,
            "amount": _amount(posting.amount_cents),
            "external_number": posting.external_number,
            "resident_id": posting.resident_id,
            "property_id": self.mri_property.rmpropid,
        }

    def _send_fee(self, posting: MriPosting) -> None:
        """Charge a fee in MRI, or credit one that was taken back."""
        operation = self._operation(posting.kind)
        original = _original_of(posting)
        if operation is None or (original is not None and not original.mri_transaction_id):
            why = f"Enter the {posting.kind} in MRI by hand."
            deliveries.give_to_person(posting, why=why, now=self.now)
            return
        called = operation
        charge_id = original.mri_transaction_id if original else ""
        values = fees.values_of(posting, charge_id=charge_id)
        answer = self._tried(posting, values, lambda: self._called_fee(called, values))
        if answer is not None:
            deliveries.confirm(posting, transaction_id=answer, now=self.now)

    def _called_fee(self, operation: ConfiguredOperation, values: Mapping[str, str]) -> str:
        named = self.client.call_configured(operation, values).get("mri_transaction_id", "")
        if not named:
            raise Unknown(f"MRI's answer names no {operation.name}.", status=200)
        return named

    # --- what became of it ----------------------------------------------------------------------

    def _tried(
        self, posting: MriPosting, request: Mapping[str, str], call: Callable[[], T]
    ) -> T | None:
        """Record the intent, make the request once, and note every outcome but success."""
        sealed = vault.seal(json.dumps(dict(request)), context=sealed_for(posting))
        if not deliveries.sending(posting, request_sealed=sealed):
            return None
        self.courier.posting = posting
        try:
            answer = call()
        except InvalidPost as problem:
            deliveries.fail(posting, why=str(problem), now=self.now)
        except NotSent as problem:
            self._not_sent(posting, problem)
        except Refused as problem:
            self.not_sent_in_a_row = 0
            self._refused(posting, problem)
        except Unknown as problem:
            deliveries.unknown(posting, why=str(problem))
        else:
            self.not_sent_in_a_row = 0
            return answer
        finally:
            self.courier.posting = None
        return None

    def _not_sent(self, posting: MriPosting, problem: NotSent) -> None:
        self.not_sent_in_a_row += 1
        if self.not_sent_in_a_row < NOT_SENT_IN_A_ROW_MAX:
            deliveries.queue_again(posting, why=str(problem), at=None)
            return
        deliveries.queue_again(
            posting, why=str(problem), at=self.now + deliveries.wait_after(posting.attempts)
        )
        raise MriIsAway(str(problem)) from problem

    def _refused(self, posting: MriPosting, problem: Refused) -> None:
        meaning = meaning_of(problem)
        if meaning is Meaning.NO_RIGHT and posting.kind in fees.KINDS:
            deliveries.fail(posting, why=str(problem), now=self.now)  # payments may have the right
        elif meaning is Meaning.NO_RIGHT:
            later = self.now + deliveries.FIRST_WAIT
            deliveries.queue_again(posting, why=str(problem), at=later)
            self._tell_no_right("post", f"Payments can't be posted to MRI. {problem}")
            raise TurnedAway(str(problem)) from problem
        elif meaning is Meaning.NUMBER_USED:
            deliveries.unknown(posting, why=str(problem))
        elif meaning in (Meaning.BATCH_CLOSED, Meaning.BATCH_ID_USED) and posting.mri_batch:
            self._leave_batch(posting, meaning, str(problem))
        elif posting.attempts < TRIES_MAX:
            deliveries.queue_again(posting, why=str(problem), at=None)
        else:
            deliveries.fail(posting, why=str(problem), now=self.now)

    def _leave_batch(self, posting: MriPosting, meaning: Meaning, why: str) -> None:
        """Put a posting, whose MRI batch takes no more, into the next one."""
        left = posting.mri_batch
        deliveries.queue_again(posting, why=why, at=None)
        if left is None or posting.kind == MriPostingKind.REVERSAL:
            deliveries.fail(posting, why=why, now=self.now)
        elif meaning is Meaning.BATCH_CLOSED:
            mri_batches.closed_early(left, note=self._difference_in(left), now=self.now)
            posting.mri_batch = None
        else:
            MriConnection.objects.filter(id=self.connection.id).update(
                repeats_external_batch_id=False
            )
            self.connection.repeats_external_batch_id = False
            posting.mri_batch = None
            MriPosting.objects.filter(id=posting.id).update(mri_batch=None)

    def _difference_in(self, mri_batch: MriBatch) -> str:
        return mri_batches.difference_in_words(
            mri_batch, client=self.client, operation=self._operation("read_batch")
        )

    def _tell_no_right(self, to_do: str, text: str) -> None:
        portfolio.raise_task(
            kind="mri-right",
            subject=f"{self.connection.public_id}:{to_do}:{self.now.date()}",
            text=text,
            now=self.now,
        )

    def _operation(self, name: str) -> ConfiguredOperation | None:
        return configured.find(self.connection.operations, name)


def _original_of(posting: MriPosting) -> MriPosting | None:
    """Give the posting that this one takes back, if it takes one back."""
    if posting.kind not in TAKES_BACK:
        return None
    found: MriPosting | None = MriPosting.objects.filter(
        payment=posting.payment, charge=posting.charge, kind=TAKES_BACK[posting.kind]
    ).first()
    return found


def _batch_of(posting: MriPosting) -> Batch | None:
    return posting.payment.batch if posting.payment else None


def _cash_type_of(posting: MriPosting) -> str:
    return queries.cash_type_of(posting.payment.bank_account_id) if posting.payment else ""


def _is_taken(posting: MriPosting) -> bool:
    """Tell whether another posting has the MRI batch already."""
    others = MriPosting.objects.filter(mri_batch=posting.mri_batch).exclude(id=posting.id)
    return bool(others.exclude(state=MriPostingState.QUEUED, attempts=0).exists())


def _deposit_values(post: PaymentPost) -> dict[str, str]:
    return {
        "resident_id": post.resident_id,
        "property_id": post.property_id,
        "date": post.initiation_date.isoformat(),
        "amount": _amount(post.amount_cents),
        "payment_type": post.payment_type,
        "check_number": post.check_number,
        "external_number": post.external_transaction_number,
        "external_batch_id": post.external_batch_id,
        "partner_name": post.partner_name,
        "site_id": post.site_id,
        "description": post.description,
        "batch_description": post.batch_description,
        "cash_type": post.cash_type,
    }


def _amount(amount_cents: int) -> str:
    return format_cents(amount_cents).replace(",", "")
