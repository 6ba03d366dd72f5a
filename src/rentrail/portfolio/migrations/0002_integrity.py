"""What PostgreSQL keeps of this app: isolation, and what is never changed or removed."""

from pathlib import Path

from django.db import migrations

from rentrail.identity.audit import audited, audited_changes
from rentrail.identity.guards import append_only, frozen, kept, rises
from rentrail.identity.isolation import isolate

SQL = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [
        ("portfolio", "0001_initial"),
        ("identity", "0002_integrity"),
        ("ledger", "0002_integrity"),
    ]

    operations = [
        isolate(
            "portfolio_application",
            "portfolio_bankaccount",
            "portfolio_building",
            "portfolio_charge",
            "portfolio_credit",
            "portfolio_depositroute",
            "portfolio_eligibilitytable",
            "portfolio_lease",
            "portfolio_leaseperson",
            "portfolio_opencharge",
            "portfolio_paymentlimit",
            "portfolio_person",
            "portfolio_property",
            "portfolio_recurringcharge",
            "portfolio_stafftask",
            "portfolio_transactioncode",
            "portfolio_unit",
        ),
        append_only("portfolio_application"),
        kept(
            "portfolio_bankaccount",
            "portfolio_building",
            "portfolio_eligibilitytable",
            "portfolio_leaseperson",
            "portfolio_paymentlimit",
            "portfolio_person",
            "portfolio_recurringcharge",
            "portfolio_stafftask",
            "portfolio_unit",
        ),
        frozen(
            "portfolio_bankaccount",
            *("company_id", "public_id", "property_id", "purpose"),
            *("cash_account_id", "clearing_account_id"),
        ),
        frozen("portfolio_lease", "company_id", "public_id", "property_id"),
        frozen("portfolio_person", "company_id", "public_id", "property_id"),
        frozen("portfolio_property", "company_id", "public_id", "book_id"),
        frozen("portfolio_stafftask", "company_id", "kind", "subject"),
        frozen("portfolio_transactioncode", "company_id", "code", "ledger", "kind"),
        rises("portfolio_property", "property_date"),
        audited("portfolio_property"),
        audited("portfolio_bankaccount", secrets=("account_number_sealed", "account_number_hash")),
        audited("portfolio_depositroute"),
        audited("portfolio_paymentlimit"),
        audited("portfolio_transactioncode"),
        audited("portfolio_eligibilitytable"),
        audited_changes(
            "portfolio_lease",
            *("unit_id", "status", "start_date", "end_date", "move_in_date", "move_out_date"),
            *("month_to_month", "rent_cents", "block_epayment", "block_reason"),
            *("block_epayment_imported", "no_checks_imported", "missing_since"),
        ),
        audited_changes("portfolio_leaseperson", "role", "imported_status", "moved_out_date"),
        audited_changes(
            "portfolio_person",
            *("first_name", "last_name", "email", "mobile", "missing_since"),
            *("ach_opt_out", "no_checks", "no_money_orders", "eviction_started"),
            *("in_collection", "status_reason"),
        ),
        audited_changes(
            "portfolio_recurringcharge", "amount_cents", "day", "start_date", "end_date"
        ),
        migrations.RunSQL((SQL / "proofs.sql").read_text(encoding="utf-8")),
        migrations.RunSQL((SQL / "open_charges.sql").read_text(encoding="utf-8")),
        migrations.RunSQL((SQL / "credits.sql").read_text(encoding="utf-8")),
    ]
