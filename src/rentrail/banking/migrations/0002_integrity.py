"""What PostgreSQL keeps of this app: isolation, and what is never changed or removed."""

from django.db import migrations

from rentrail.identity.audit import audited
from rentrail.identity.guards import append_only, frozen, kept, refused, rises
from rentrail.identity.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [
        ("banking", "0001_initial"),
        ("identity", "0002_integrity"),
        ("payments", "0002_integrity"),
    ]

    operations = [
        isolate(
            "banking_bankconnection",
            "banking_bankfile",
            "banking_bankfilepart",
            "banking_entry",
            "banking_entrybatch",
            "banking_inboundfile",
            "banking_inbounditem",
            "banking_originator",
            "banking_statement",
            "banking_statementline",
            "banking_transfer",
        ),
        append_only("banking_bankfilepart", "banking_statement"),
        kept(
            "banking_bankconnection",
            "banking_bankfile",
            "banking_entry",
            "banking_entrybatch",
            "banking_inboundfile",
            "banking_inbounditem",
            "banking_originator",
            "banking_statementline",
            "banking_tracecounter",
            "banking_transfer",
        ),
        frozen("banking_bankconnection", "company_id", "public_id", "clearing"),
        frozen(
            "banking_bankfile",
            *("company_id", "public_id", "connection_id", "name", "banking_date"),
            *("creation_date", "creation_time", "file_id_modifier", "digest", "size"),
            *("entry_count", "entry_addenda_count", "total_debit_cents", "total_credit_cents"),
            "built_at",
        ),
        refused(
            "banking_bankfile",
            "stays_answered",
            columns=("state",),
            when="OLD.state IN ('accepted', 'rejected', 'withdrawn') AND NEW.state <> OLD.state",
            message="the bank has answered it, or it was withdrawn: that stays so",
        ),
        refused(  # one attempt is taken back where surely nothing of it reached the bank
            "banking_bankfile",
            "attempts_stay",
            columns=("attempts",),
            when="NEW.attempts < OLD.attempts AND NOT (OLD.state = 'sending'"
            " AND NEW.state = 'built' AND NEW.attempts = OLD.attempts - 1)",
            message="how often it was sent is never forgotten",
        ),
        refused(
            "banking_bankfile",
            "sent_once",
            columns=("state",),
            when="OLD.state IN ('sent', 'accepted', 'rejected', 'withdrawn')"
            " AND NEW.state IN ('built', 'sending')",
            message="it was sent or withdrawn, and is never sent again",
        ),
        frozen(
            "banking_entry",
            *("company_id", "entry_batch_id", "kind", "payment_id", "transfer_id", "refund_id"),
            *("trace_number", "trace_cycle", "transaction_code", "amount_cents"),
        ),
        refused(
            "banking_entry",
            "refused_for_good",
            columns=("is_live",),
            when="NEW.is_live AND NOT OLD.is_live",
            message="the bank refused it, and it goes again as another entry",
        ),
        frozen(
            "banking_entrybatch",
            *("company_id", "file_id", "batch_id", "originator_id", "number", "sec_code"),
            *("entry_description", "reference", "effective_entry_date", "entry_count"),
            *("total_debit_cents", "total_credit_cents"),
        ),
        refused(
            "banking_entrybatch",
            "ends_once",
            columns=("settlement_date", "rejected_reason"),
            when="(OLD.settlement_date IS NOT NULL OR OLD.rejected_reason <> '')"
            " AND (OLD.settlement_date, OLD.rejected_reason)"
            " IS DISTINCT FROM (NEW.settlement_date, NEW.rejected_reason)",
            message="it has settled, or was refused: that stays so",
        ),
        refused(
            "banking_entrybatch",
            "sent_on_once",
            columns=("sent_on_by_id",),
            when="OLD.sent_on_by_id IS NOT NULL"
            " AND OLD.sent_on_by_id IS DISTINCT FROM NEW.sent_on_by_id",
            message="its funds were sent on to the owner, and are never sent again",
        ),
        frozen(
            "banking_inboundfile",
            *("company_id", "public_id", "connection_id", "name", "digest", "size"),
            *("content_sealed", "received_at"),
        ),
        refused(
            "banking_inboundfile",
            "applied_once",
            columns=("state",),
            when="NEW.state <> OLD.state"
            " AND (OLD.state IN ('applied', 'closed') OR NEW.state = 'stored')",
            message="what was applied or closed stays so, and what was met is never new again",
        ),
        frozen(
            "banking_inbounditem",
            *("company_id", "kind", "identity", "code", "original_trace_number", "amount_cents"),
        ),
        refused(
            "banking_inbounditem",
            "applied_once",
            columns=("state", "entry_id"),
            when="OLD.state = 'applied'"
            " AND (OLD.state, OLD.entry_id) IS DISTINCT FROM (NEW.state, NEW.entry_id)",
            message="it was applied: that stays so",
        ),
        frozen(
            "banking_statementline",
            *("company_id", "statement_id", "number", "type_code", "signed_cents"),
            *("reference", "text"),
        ),
        refused(
            "banking_statementline",
            "stays_matched",
            columns=("state", "entry_batch_id", "entry_id"),
            when="OLD.state = 'matched' AND (OLD.state, OLD.entry_batch_id, OLD.entry_id)"
            " IS DISTINCT FROM (NEW.state, NEW.entry_batch_id, NEW.entry_id)",
            message="what explains it is known: that stays so",
        ),
        frozen("banking_tracecounter", "odfi_identification"),
        rises("banking_tracecounter", "cycle", "last_sequence"),
        frozen(
            "banking_transfer",
            *("company_id", "public_id", "kind", "batch_id", "payment_id", "amount_cents"),
        ),
        audited(
            "banking_bankconnection", secrets=("private_key_sealed", "clearing_account_sealed")
        ),
        audited("banking_originator"),
        audited("banking_bankfile"),
        audited("banking_transfer"),
    ]
