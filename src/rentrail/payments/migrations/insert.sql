-- Writes payments and their first steps in one statement; parallel arrays, one place for each payment.
-- A payment that has its journal entry joins the open batch of its property and bank account, which
-- can't close before this transaction ends. Answers with the payments' ids in order, or null, having
-- written nothing, where a batch must be opened first.
CREATE FUNCTION payments_insert(
    company_id bigint, taken_by text, taken_at timestamptz,
    public_ids text[], property_ids bigint[], lease_ids bigint[], person_ids bigint[],
    bank_account_ids bigint[], ledgers text[], transaction_codes text[], cents bigint[],
    origins text[], sec_codes text[], recurring boolean[], instrument_ids bigint[],
    authorization_ids bigint[], statuses text[], settlement_statuses text[], events text[],
    pending_reasons text[], property_dates date[], descriptions text[], documents text[],
    journal_entry_ids bigint[], idempotency_keys text[], request_digests text[], details text[]
) RETURNS bigint[] LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
    SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    ids bigint[];
    needed_count bigint;
    found_count bigint;
BEGIN
    SELECT count(*), count(batch.id) INTO needed_count, found_count
    FROM (
        SELECT DISTINCT property_id, bank_account_id
        FROM unnest(property_ids, bank_account_ids, journal_entry_ids)
            AS draft (property_id, bank_account_id, journal_entry_id)
        WHERE journal_entry_id IS NOT NULL
        ORDER BY 1, 2
    ) AS place
    LEFT JOIN LATERAL (
        SELECT id FROM payments_batch
        WHERE property_id = place.property_id AND bank_account_id = place.bank_account_id
            AND batch_type = 'ACH' AND state = 'open'
        FOR KEY SHARE
    ) AS batch ON true;
    IF found_count < needed_count THEN
        RETURN NULL;
    END IF;

    ids := ARRAY(
        SELECT nextval('payments_payment_id_seq') FROM generate_series(1, cardinality(public_ids))
    );
    INSERT INTO payments_payment (
        id, company_id, public_id, property_id, lease_id, person_id, batch_id, batch_type,
        bank_account_id, ledger, transaction_code, amount_cents, origin, sec_code, is_recurring,
        instrument_id, authorization_id, status, settlement_status, originated_status,
        pending_reason, property_date, taken_at, description, document, journal_entry_id,
        return_code, taken_by, idempotency_key, request_digest
    )
    SELECT ids[draft.place], payments_insert.company_id, draft.public_id, draft.property_id,
        draft.lease_id, draft.person_id, batch.id, 'ACH', draft.bank_account_id, draft.ledger,
        draft.transaction_code, draft.amount_cents, draft.origin, draft.sec_code,
        draft.is_recurring, draft.instrument_id, draft.authorization_id, draft.status,
        draft.settlement_status, 'not_originated', draft.pending_reason, draft.property_date,
        payments_insert.taken_at, draft.description, draft.document, draft.journal_entry_id, '',
        payments_insert.taken_by, draft.idempotency_key, draft.request_digest
    FROM unnest(
        public_ids, property_ids, lease_ids, person_ids, bank_account_ids, ledgers,
        transaction_codes, cents, origins, sec_codes, recurring, instrument_ids,
        authorization_ids, statuses, settlement_statuses, pending_reasons, property_dates,
        descriptions, documents, journal_entry_ids, idempotency_keys, request_digests
    ) WITH ORDINALITY AS draft (
        public_id, property_id, lease_id, person_id, bank_account_id, ledger, transaction_code,
        amount_cents, origin, sec_code, is_recurring, instrument_id, authorization_id, status,
        settlement_status, pending_reason, property_date, description, document,
        journal_entry_id, idempotency_key, request_digest, place
    )
    LEFT JOIN LATERAL (
        SELECT id FROM payments_batch
        WHERE property_id = draft.property_id AND bank_account_id = draft.bank_account_id
            AND batch_type = 'ACH' AND state = 'open' OFFSET 0
    ) AS batch ON draft.journal_entry_id IS NOT NULL;

    INSERT INTO payments_step (
        company_id, payment_id, event, status, settlement_status, happened_at, actor,
        journal_entry_id, came_from, detail
    )
    SELECT payments_insert.company_id, ids[draft.place], draft.event, draft.status,
        draft.settlement_status, payments_insert.taken_at, payments_insert.taken_by,
        draft.journal_entry_id, '', draft.detail::jsonb
    FROM unnest(events, statuses, settlement_statuses, journal_entry_ids, details)
        WITH ORDINALITY AS draft (event, status, settlement_status, journal_entry_id, detail, place);
    RETURN ids;
END $$;
