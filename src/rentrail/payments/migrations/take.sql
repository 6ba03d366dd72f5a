-- Payments to be written, as parallel arrays. The entry place is that of its journal entry; without
-- one a payment waits to be approved or released.
CREATE TYPE payments_payment_drafts AS (
    public_ids text[], property_ids bigint[], lease_ids bigint[], person_ids bigint[],
    bank_account_ids bigint[], batch_types text[], ledgers text[], transaction_codes text[], cents bigint[],
    origins text[], sec_codes text[], recurring boolean[], instrument_ids bigint[],
    authorization_ids bigint[], statuses text[], settlement_statuses text[], events text[],
    pending_reasons text[], property_dates date[], descriptions text[], documents text[],
    entry_places integer[], idempotency_keys text[], request_digests text[], details text[]
);

-- Writes payments in one statement, with all that makes each whole: its journal entry, its credit to
-- the household and what that pays, the payment in the open batch of its property and bank account,
-- which can't close before this transaction ends, and its first step. Entries and credits come in the
-- same order. Answers with the payments' ids in order, or null, having written nothing, where a batch
-- must be opened first.
CREATE FUNCTION payments_take(
    company_id bigint, taken_by text, taken_at timestamptz,
    drafts payments_payment_drafts, entries ledger_entry_drafts, credits portfolio_credit_drafts
) RETURNS bigint[] LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
    SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
#variable_conflict use_column
DECLARE
    ids bigint[];
    journal_entry_ids bigint[] := '{}';
    needed_count bigint;
    found_count bigint;
BEGIN
    SELECT count(*), count(batch.id) INTO needed_count, found_count
    FROM (
        SELECT DISTINCT property_id, bank_account_id, batch_type
        FROM unnest(
            drafts.property_ids, drafts.bank_account_ids, drafts.batch_types, drafts.entry_places
        ) AS draft (property_id, bank_account_id, batch_type, entry_place)
        WHERE entry_place IS NOT NULL
        ORDER BY 1, 2, 3
    ) AS place
    LEFT JOIN LATERAL (
        SELECT id FROM payments_batch
        WHERE property_id = place.property_id AND bank_account_id = place.bank_account_id
            AND batch_type = place.batch_type AND state = 'open'
        FOR KEY SHARE
    ) AS batch ON true;
    IF found_count < needed_count THEN
        RETURN NULL;
    END IF;

    IF entries.book_ids <> '{}' THEN
        SELECT posted.ids INTO journal_entry_ids
        FROM ledger_post(company_id, taken_by, taken_at, entries) AS posted;
        IF portfolio_write_credits(company_id, taken_at, journal_entry_ids, credits) IS NOT NULL THEN
            RAISE EXCEPTION 'a payment to be taken has its credit already';
        END IF;
    END IF;

    FOR place IN 1 .. cardinality(drafts.public_ids) LOOP
        ids[place] := nextval('payments_payment_id_seq');
    END LOOP;
    INSERT INTO payments_payment (
        id, company_id, public_id, property_id, lease_id, person_id, batch_id, batch_type,
        bank_account_id, ledger, transaction_code, amount_cents, origin, sec_code, is_recurring,
        instrument_id, authorization_id, status, settlement_status, originated_status,
        pending_reason, property_date, taken_at, description, document, journal_entry_id,
        return_code, taken_by, idempotency_key, request_digest
    )
    SELECT ids[draft.place], payments_take.company_id, draft.public_id, draft.property_id,
        draft.lease_id, draft.person_id, batch.id, draft.batch_type, draft.bank_account_id, draft.ledger,
        draft.transaction_code, draft.amount_cents, draft.origin, draft.sec_code,
        draft.is_recurring, draft.instrument_id, draft.authorization_id, draft.status,
        draft.settlement_status, 'not_originated', draft.pending_reason, draft.property_date,
        payments_take.taken_at, draft.description, draft.document,
        journal_entry_ids[draft.entry_place], '',
        payments_take.taken_by, draft.idempotency_key, draft.request_digest
    FROM unnest(
        drafts.public_ids, drafts.property_ids, drafts.lease_ids, drafts.person_ids,
        drafts.bank_account_ids, drafts.batch_types, drafts.ledgers, drafts.transaction_codes, drafts.cents,
        drafts.origins, drafts.sec_codes, drafts.recurring, drafts.instrument_ids,
        drafts.authorization_ids, drafts.statuses, drafts.settlement_statuses,
        drafts.pending_reasons, drafts.property_dates, drafts.descriptions, drafts.documents,
        drafts.entry_places, drafts.idempotency_keys, drafts.request_digests
    ) WITH ORDINALITY AS draft (
        public_id, property_id, lease_id, person_id, bank_account_id, batch_type, ledger,
        transaction_code,
        amount_cents, origin, sec_code, is_recurring, instrument_id, authorization_id, status,
        settlement_status, pending_reason, property_date, description, document,
        entry_place, idempotency_key, request_digest, place
    )
    LEFT JOIN LATERAL (
        SELECT id FROM payments_batch
        WHERE property_id = draft.property_id AND bank_account_id = draft.bank_account_id
            AND batch_type = draft.batch_type AND state = 'open' OFFSET 0
    ) AS batch ON draft.entry_place IS NOT NULL;

    INSERT INTO payments_step (
        company_id, payment_id, event, status, settlement_status, happened_at, actor,
        journal_entry_id, came_from, detail
    )
    SELECT payments_take.company_id, ids[draft.place], draft.event, draft.status,
        draft.settlement_status, payments_take.taken_at, payments_take.taken_by,
        journal_entry_ids[draft.entry_place], '', draft.detail::jsonb
    FROM unnest(
        drafts.events, drafts.statuses, drafts.settlement_statuses, drafts.entry_places,
        drafts.details
    ) WITH ORDINALITY AS draft (event, status, settlement_status, entry_place, detail, place);
    RETURN ids;
END $$;
