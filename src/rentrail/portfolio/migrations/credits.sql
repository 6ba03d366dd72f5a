-- The statements of the money path, each planned once for a session: planning them anew takes longer
-- than a payment. A plan may have been made when the tables were empty, so it may find rows only by
-- an index: OFFSET 0 keeps a look-up from becoming a join that begins at its other end, and what is
-- updated is named by an array of ids and joined by a hash. All are of the company in scope, by
-- row-level security.

CREATE FUNCTION portfolio_lock_leases(lease_ids bigint[])
RETURNS TABLE (id bigint, property_id bigint, book_id bigint, apply_order varchar[])
LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT lease.id, property.id, property.book_id, property.apply_order
    FROM portfolio_lease AS lease
    CROSS JOIN LATERAL (
        SELECT id, book_id, apply_order FROM portfolio_property
        WHERE id = lease.property_id OFFSET 0
    ) AS property
    WHERE lease.id = ANY (lease_ids)
    ORDER BY lease.id
    FOR NO KEY UPDATE OF lease;
END $$;

-- Locks households and gives what is open of theirs: credits that no charge has used up (without a
-- code), and charges that aren't paid, with the order in which their property has them paid.
-- The lock comes first, in a statement of its own, so that what is open is that after it.
CREATE FUNCTION portfolio_open_items(lease_ids bigint[])
RETURNS TABLE (
    lease_id bigint, ledger varchar, id bigint, open_cents bigint, day date, code varchar,
    priority smallint, apply_order varchar[]
)
LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
    PERFORM FROM portfolio_lease WHERE id = ANY (lease_ids) ORDER BY id FOR NO KEY UPDATE;

    RETURN QUERY
    SELECT lease_id, ledger, id, unapplied_cents, property_date,
        NULL::varchar, NULL::smallint, NULL::varchar[]
    FROM portfolio_credit WHERE lease_id = ANY (lease_ids) AND unapplied_cents > 0
    UNION ALL
    SELECT charge.lease_id, code.ledger, charge.id, charge.open_cents, charge.due_date, code.code,
        code.priority, property.apply_order
    FROM portfolio_opencharge AS open
    CROSS JOIN LATERAL (
        SELECT lease_id, property_id, id, open_cents, due_date, transaction_code_id
        FROM portfolio_charge WHERE id = open.charge_id OFFSET 0
    ) AS charge
    CROSS JOIN LATERAL (
        SELECT ledger, code, priority FROM portfolio_transactioncode
        WHERE id = charge.transaction_code_id OFFSET 0
    ) AS code
    CROSS JOIN LATERAL (
        SELECT apply_order FROM portfolio_property WHERE id = charge.property_id OFFSET 0
    ) AS property
    WHERE open.lease_id = ANY (lease_ids);
END $$;

-- New credits with what is left of each, if any, and what credits pay, as parallel arrays. Among what
-- they pay, a new credit, which has no id yet, is named by 2^62 and its place: 2^62 + 1 is the first.
CREATE TYPE portfolio_credit_drafts AS (
    lease_ids bigint[], ledgers text[], amounts_cents bigint[], unapplied_cents bigint[],
    property_dates date[],
    credit_ids bigint[], charge_ids bigint[], applied_cents bigint[]
);

-- Writes new credits, each of a journal entry, and what credits pay: the applications, and what they
-- take from charges and from credits of before. Answers with nothing; or, having written nothing,
-- with the journal entries whose credit is there.
CREATE FUNCTION portfolio_write_credits(
    company_id bigint, applied_at timestamptz, journal_entry_ids bigint[],
    drafts portfolio_credit_drafts
) RETURNS bigint[] LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan
    SET enable_hashjoin = on SET enable_nestloop = off SET enable_mergejoin = off
    SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    new_from CONSTANT bigint := 1::bigint << 62;
    recorded bigint[];
    new_ids bigint[];
BEGIN
    recorded := ARRAY(
        SELECT journal_entry_id FROM portfolio_credit
        WHERE journal_entry_id = ANY (journal_entry_ids)
    );
    IF recorded <> '{}' THEN
        RETURN recorded;
    END IF;

    IF new_from > ANY (drafts.credit_ids) THEN
        UPDATE portfolio_credit AS credit SET unapplied_cents = credit.unapplied_cents - used.cents
        FROM (
            SELECT id, sum(cents) AS cents
            FROM unnest(drafts.credit_ids, drafts.applied_cents) AS part (id, cents)
            GROUP BY id
        ) AS used
        WHERE credit.id = used.id AND credit.id = ANY (drafts.credit_ids);
    END IF;

    FOR place IN 1 .. cardinality(journal_entry_ids) LOOP
        new_ids[place] := nextval('portfolio_credit_id_seq');
    END LOOP;
    INSERT INTO portfolio_credit (
        id, company_id, lease_id, ledger, amount_cents, unapplied_cents, journal_entry_id,
        property_date, is_undone
    )
    SELECT new_ids[place], portfolio_write_credits.company_id, lease_id, ledger, amount_cents,
        left_cents, journal_entry_id, property_date, false
    FROM unnest(
        drafts.lease_ids, drafts.ledgers, drafts.amounts_cents, drafts.unapplied_cents,
        journal_entry_ids, drafts.property_dates
    ) WITH ORDINALITY AS credit (
        lease_id, ledger, amount_cents, left_cents, journal_entry_id, property_date, place
    );

    IF drafts.charge_ids <> '{}' THEN
        UPDATE portfolio_charge AS charge SET open_cents = charge.open_cents - paid.cents
        FROM (
            SELECT id, sum(cents) AS cents
            FROM unnest(drafts.charge_ids, drafts.applied_cents) AS part (id, cents)
            GROUP BY id
        ) AS paid
        WHERE charge.id = paid.id AND charge.id = ANY (drafts.charge_ids);

        INSERT INTO portfolio_application (
            company_id, credit_id, charge_id, applied_cents, applied_at
        )
        SELECT portfolio_write_credits.company_id,
            CASE WHEN credit_id > new_from THEN new_ids[credit_id - new_from] ELSE credit_id END,
            charge_id, cents, portfolio_write_credits.applied_at
        FROM unnest(drafts.credit_ids, drafts.charge_ids, drafts.applied_cents)
            AS part (credit_id, charge_id, cents);
    END IF;
    RETURN NULL;
END $$;

-- Opens again what credits had paid, and ends them. Those undone before are left alone.
CREATE FUNCTION portfolio_undo_credits(
    company_id bigint, undone_at timestamptz, credit_ids bigint[]
) RETURNS void LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan
    SET enable_hashjoin = on SET enable_nestloop = off SET enable_mergejoin = off
    SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    undone_ids bigint[];
    charge_ids bigint[];
    opened_cents bigint[];
BEGIN
    WITH undone AS (
        UPDATE portfolio_credit SET unapplied_cents = 0, is_undone = true
        WHERE id = ANY (credit_ids) AND NOT is_undone
        RETURNING id
    )
    SELECT array_agg(id) INTO undone_ids FROM undone;

    SELECT array_agg(credit_id), array_agg(charge_id), array_agg(cents)
    INTO undone_ids, charge_ids, opened_cents
    FROM (
        SELECT credit_id, charge_id, sum(applied_cents) AS cents FROM portfolio_application
        WHERE credit_id = ANY (undone_ids)
        GROUP BY credit_id, charge_id HAVING sum(applied_cents) <> 0
    ) AS standing;

    UPDATE portfolio_charge AS charge SET open_cents = charge.open_cents + part.cents
    FROM (
        SELECT id, sum(cents) AS cents FROM unnest(charge_ids, opened_cents) AS part (id, cents)
        GROUP BY id
    ) AS part
    WHERE charge.id = part.id AND charge.id = ANY (charge_ids);

    INSERT INTO portfolio_application (company_id, credit_id, charge_id, applied_cents, applied_at)
    SELECT portfolio_undo_credits.company_id, credit_id, charge_id, -cents,
        portfolio_undo_credits.undone_at
    FROM unnest(undone_ids, charge_ids, opened_cents) AS part (credit_id, charge_id, cents);
END $$;
