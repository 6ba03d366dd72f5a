"""What PostgreSQL keeps of this app: isolation, and what is never changed or removed."""

from pathlib import Path

from django.db import migrations

from rentrail.identity.audit import audited
from rentrail.identity.guards import append_only, frozen, kept, moves_only, refused, rises, written_once
from rentrail.identity.isolation import isolate
from rentrail.payments import states

SQL = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0001_initial"),
        ("identity", "0002_integrity"),
        ("ledger", "0002_integrity"),
        ("portfolio", "0002_integrity"),
    ]

    operations = [
        isolate(
            "payments_authorization",
            "payments_batch",
            "payments_instrument",
            "payments_instrumentcorrection",
            "payments_notice",
            "payments_occurrence",
            "payments_payment",
            "payments_preauthorizedpayment",
            "payments_refund",
            "payments_refusal",
            "payments_step",
        ),
        append_only(
            "payments_step",
            "payments_refusal",
            "payments_instrumentcorrection",
        ),
        kept(
            "payments_authorization",
            "payments_batch",
            "payments_instrument",
            "payments_notice",
            "payments_occurrence",
            "payments_payment",
            "payments_preauthorizedpayment",
            "payments_refund",
        ),
        frozen(
            "payments_authorization",
            *("company_id", "public_id", "kind", "person_id", "instrument_id"),
            *("text", "text_version", "text_digest", "terms", "evidence"),
            *("amount_cents_min", "amount_cents_max", "first_date", "last_date"),
            *("nsf_fee_notice", "authorized_at"),
        ),
        written_once("payments_authorization", "revoked_at", "revoked_by", "revoked_because"),
        frozen(
            "payments_batch",
            *("company_id", "public_id", "property_id", "bank_account_id", "batch_type"),
            *("number", "opened_at"),
        ),
        refused(
            "payments_batch",
            "closes_once",
            columns=("state",),
            when="OLD.state <> 'open' AND NEW.state = 'open'",
            message="it was closed, and never opens again",
        ),
        refused(  # a payment that is voided before it is sent is taken out
            "payments_batch",
            "totals_only_fall",
            columns=("item_count", "total_cents"),
            when="OLD.item_count IS NOT NULL AND (NEW.item_count IS NULL"
            " OR NEW.total_cents IS NULL OR NEW.item_count > OLD.item_count"
            " OR NEW.total_cents > OLD.total_cents)",
            message="number and sum are those of its closing, less what was taken out",
        ),
        written_once("payments_batch", "hold_days", "reserve_basis_points", "reserve_release_days"),
        frozen("payments_instrument", "company_id", "public_id", "person_id", "kind", "created_at"),
        frozen(
            "payments_notice",
            *("company_id", "person_id", "kind", "subject", "text", "email", "created_at"),
        ),
        frozen(
            "payments_occurrence",
            *("company_id", "preauthorized_payment_id", "due_date", "processed_date", "status"),
        ),
        written_once("payments_occurrence", "payment_id", "amount_cents"),
        frozen(
            "payments_payment",
            *("company_id", "public_id", "person_id", "amount_cents", "batch_type", "ledger"),
            *("origin", "sec_code", "is_recurring", "instrument_id", "authorization_id"),
            *("represents_id", "fee_of_id", "transaction_code", "description"),
            *("taken_at", "taken_by", "idempotency_key", "request_digest"),
        ),
        written_once("payments_payment", "journal_entry_id"),
        written_once("payments_payment", "return_code"),
        written_once("payments_payment", "settlement_date"),
        refused(
            "payments_payment",
            "stays_as_posted",
            columns=("property_date", "batch_id"),
            when="OLD.journal_entry_id IS NOT NULL AND NEW.status <> 'voided'"
            " AND (OLD.property_date, OLD.batch_id)"
            " IS DISTINCT FROM (NEW.property_date, NEW.batch_id)",
            message="what stays once it is posted is property_date, batch_id",
        ),
        moves_only("payments_payment", ("status", "settlement_status"), states.moves_by_value()),
        frozen(
            "payments_preauthorizedpayment",
            *("company_id", "public_id", "reference", "lease_id", "person_id", "instrument_id"),
            *("authorization_id", "frequency", "amount_kind", "amount_cents", "ledger"),
            *("first_amount_cents", "amount_cents_min", "amount_cents_max", "start_date"),
            *("payments_max", "end_date", "created_by_kind", "created_by", "created_at"),
        ),
        rises("payments_preauthorizedpayment", "payments_taken"),
        moves_only("payments_preauthorizedpayment", ("status",), states.PREAUTHORIZED_MOVES),
        frozen(
            "payments_refund",
            *("company_id", "public_id", "payment_id", "amount_cents", "charge_id", "reason"),
            *("requested_at", "requested_by", "idempotency_key"),
        ),
        audited("payments_instrument", secrets=("account_number_sealed", "account_number_hash")),
        audited("payments_authorization"),
        migrations.RunSQL((SQL / "refunds.sql").read_text(encoding="utf-8")),
        migrations.RunSQL((SQL / "facts.sql").read_text(encoding="utf-8")),
        migrations.RunSQL((SQL / "take.sql").read_text(encoding="utf-8")),
        # A payment changes a few times in its first days: with half a page left free, a change stays
        # on its page and touches no index.
        migrations.RunSQL("ALTER TABLE payments_payment SET (fillfactor = 50)"),
    ]
