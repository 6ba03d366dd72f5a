"""What PostgreSQL keeps of this app: isolation, and what is never changed or removed."""

from django.db import migrations

from rentrail.checks import states
from rentrail.identity.audit import audited
from rentrail.identity.guards import append_only, frozen, kept, moves_only, written_once
from rentrail.identity.isolation import isolate

# A line that was paid stays, and no image goes while its item is held.
STAYS = """
CREATE TRIGGER checks_checkline_paid BEFORE DELETE ON checks_checkline
    FOR EACH ROW WHEN (OLD.payment_id IS NOT NULL)
    EXECUTE FUNCTION rentrail_refuse_row('a line that was paid stays');

CREATE FUNCTION checks_refuse_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM checks_legalhold WHERE item_id = OLD.item_id AND lifted_at IS NULL
    ) THEN
        RAISE EXCEPTION 'checks_checkimage, row %: its item is held', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER checks_checkimage_held BEFORE DELETE ON checks_checkimage
    FOR EACH ROW EXECUTE FUNCTION checks_refuse_held();
"""


def by_value(moves: dict) -> set[tuple[tuple[str], tuple[str]]]:
    return {((before.value,), (after.value,)) for (before, _), after in moves.items()} | {
        ((state.value,), (state.value,))
        for state in {before for before, _ in moves} | set(moves.values())
    }


class Migration(migrations.Migration):
    dependencies = [
        ("checks", "0001_initial"),
        ("identity", "0002_integrity"),
        ("portfolio", "0002_integrity"),
        ("payments", "0002_integrity"),
    ]

    operations = [
        isolate(
            "checks_accountlink",
            "checks_checkimage",
            "checks_checkitem",
            "checks_checkline",
            "checks_depositedcheck",
            "checks_destruction",
            "checks_issuer",
            "checks_legalhold",
            "checks_micrexception",
            "checks_micrreading",
            "checks_micrrepair",
            "checks_rdcdeposit",
        ),
        append_only("checks_micrreading", "checks_micrrepair", "checks_destruction"),
        kept(
            "checks_accountlink",
            "checks_checkitem",
            "checks_depositedcheck",
            "checks_issuer",
            "checks_legalhold",
            "checks_micrexception",
            "checks_rdcdeposit",
        ),
        frozen(
            "checks_rdcdeposit",
            *("company_id", "public_id", "property_id", "number", "deposit_date"),
            *("started_by", "started_at", "idempotency_key"),
        ),
        moves_only("checks_rdcdeposit", ("state",), by_value(states.DEPOSIT_MOVES)),
        frozen(
            "checks_checkitem",
            *("company_id", "public_id", "property_id", "deposit_id", "upload_key"),
            *("added_by", "added_at"),
        ),
        written_once("checks_checkitem", "posted_at", "posted_by", "rail", "amount_cents"),
        moves_only("checks_checkitem", ("state",), by_value(states.ITEM_MOVES)),
        written_once("checks_checkline", "payment_id", "lease_id", "person_id", "amount_cents"),
        frozen(
            "checks_checkimage",
            *("company_id", "public_id", "item_id", "side", "use", "take", "content_type"),
            *("size", "digest", "added_at"),
        ),
        frozen(
            "checks_depositedcheck",
            *("company_id", "item_id", "check_hash", "item_hash", "is_confirmed", "rail"),
            *("deposited_at",),
        ),
        written_once("checks_depositedcheck", "released_at"),
        frozen("checks_accountlink", "company_id", "account_hash", "person_id", "linked_at"),
        frozen("checks_legalhold", "company_id", "item_id", "reason", "placed_by", "placed_at"),
        written_once("checks_legalhold", "lifted_at", "lifted_by"),
        audited("checks_issuer"),
        audited("checks_micrexception"),
        audited("checks_rdcdeposit"),
        audited("checks_legalhold"),
        audited("checks_destruction"),
        audited("checks_accountlink", secrets=("account_hash",)),
        audited("checks_checkitem", secrets=("line_sealed", "account_hash", "check_hash")),
        migrations.RunSQL(
            STAYS,
            "DROP TRIGGER checks_checkimage_held ON checks_checkimage;"
            " DROP FUNCTION checks_refuse_held();"
            " DROP TRIGGER checks_checkline_paid ON checks_checkline;",
        ),
    ]
