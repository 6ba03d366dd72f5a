-- The statements of the money path, each planned once for a session: planning them anew takes longer
-- than a payment. A plan may have been made when the tables were empty, so it may find rows only by
-- an index; OFFSET 0 keeps a look-up from becoming a join that begins at its other end. All are of
-- the company in scope, by row-level security.

CREATE FUNCTION portfolio_lock_leases(lease_ids bigint[])
RETURNS TABLE (id bigint, property_id bigint, book_id bigint, apply_order varchar[])
LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off
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

-- Gives new ids for the credits that aren't recorded yet, by their journal entries.
CREATE FUNCTION portfolio_new_credit_ids(journal_entry_ids bigint[])
RETURNS TABLE (journal_entry_id bigint, id bigint)
LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT draft.entry_id, nextval('portfolio_credit_id_seq')
    FROM unnest(journal_entry_ids) AS draft (entry_id)
    WHERE NOT EXISTS (SELECT FROM portfolio_credit WHERE journal_entry_id = draft.entry_id);
END $$;

CREATE FUNCTION portfolio_unapplied_credits(lease_ids bigint[])
RETURNS TABLE (
    lease_id bigint, ledger varchar, id bigint, unapplied_cents bigint, property_date date
)
LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT lease_id, ledger, id, unapplied_cents, property_date
    FROM portfolio_credit WHERE lease_id = ANY (lease_ids) AND unapplied_cents > 0;
END $$;

CREATE FUNCTION portfolio_open_charges(lease_ids bigint[])
RETURNS TABLE (
    lease_id bigint, ledger varchar, id bigint, open_cents bigint, due_date date, code varchar,
    priority smallint
)
LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT charge.lease_id, code.ledger, charge.id, charge.open_cents, charge.due_date, code.code,
        code.priority
    FROM portfolio_opencharge AS open
    CROSS JOIN LATERAL (
        SELECT lease_id, id, open_cents, due_date, transaction_code_id FROM portfolio_charge
        WHERE id = open.charge_id OFFSET 0
    ) AS charge
    CROSS JOIN LATERAL (
        SELECT ledger, code, priority FROM portfolio_transactioncode
        WHERE id = charge.transaction_code_id OFFSET 0
    ) AS code
    WHERE open.lease_id = ANY (lease_ids);
END $$;

-- Writes new credits with what is left of each, if any, and what credits pay: the applications, and
-- what they take from charges and from credits of before. Parallel arrays.
CREATE FUNCTION portfolio_write_credits(
    company_id bigint, applied_at timestamptz,
    ids bigint[], lease_ids bigint[], ledgers text[], amounts_cents bigint[],
    unapplied_cents bigint[], journal_entry_ids bigint[], property_dates date[],
    credit_ids bigint[], charge_ids bigint[], applied_cents bigint[]
) RETURNS void LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
BEGIN
    UPDATE portfolio_credit AS credit SET unapplied_cents = credit.unapplied_cents - used.cents
    FROM (
        SELECT id, sum(cents) AS cents FROM unnest(credit_ids, applied_cents) AS part (id, cents)
        GROUP BY id
    ) AS used
    WHERE credit.id = used.id;  -- new ones aren't there yet

    INSERT INTO portfolio_credit (
        id, company_id, lease_id, ledger, amount_cents, unapplied_cents, journal_entry_id,
        property_date, is_undone
    )
    SELECT id, portfolio_write_credits.company_id, lease_id, ledger, amount_cents, left_cents,
        journal_entry_id, property_date, false
    FROM unnest(
        ids, lease_ids, ledgers, amounts_cents, unapplied_cents, journal_entry_ids, property_dates
    ) AS credit (
        id, lease_id, ledger, amount_cents, left_cents, journal_entry_id, property_date
    );

    UPDATE portfolio_charge AS charge SET open_cents = charge.open_cents - paid.cents
    FROM (
        SELECT id, sum(cents) AS cents FROM unnest(charge_ids, applied_cents) AS part (id, cents)
        GROUP BY id
    ) AS paid
    WHERE charge.id = paid.id;

    INSERT INTO portfolio_application (
        company_id, credit_id, charge_id, applied_cents, applied_at
    )
    SELECT portfolio_write_credits.company_id, credit_id, charge_id, cents,
        portfolio_write_credits.applied_at
    FROM unnest(credit_ids, charge_ids, applied_cents) AS part (credit_id, charge_id, cents);
END $$;

-- Opens again what credits had paid, and ends them. Those undone before are left alone.
CREATE FUNCTION portfolio_undo_credits(
    company_id bigint, undone_at timestamptz, credit_ids bigint[]
) RETURNS void LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
BEGIN
    WITH undone AS (
        UPDATE portfolio_credit SET unapplied_cents = 0, is_undone = true
        WHERE id = ANY (credit_ids) AND NOT is_undone
        RETURNING id
    ), standing AS (
        SELECT credit_id, charge_id, sum(applied_cents) AS cents
        FROM undone
        CROSS JOIN LATERAL (
            SELECT credit_id, charge_id, applied_cents FROM portfolio_application
            WHERE credit_id = undone.id OFFSET 0
        ) AS application
        GROUP BY credit_id, charge_id HAVING sum(applied_cents) <> 0
    ), opened AS (
        UPDATE portfolio_charge AS charge SET open_cents = charge.open_cents + part.cents
        FROM (SELECT charge_id, sum(cents) AS cents FROM standing GROUP BY charge_id) AS part
        WHERE charge.id = part.charge_id
    )
    INSERT INTO portfolio_application (company_id, credit_id, charge_id, applied_cents, applied_at)
    SELECT portfolio_undo_credits.company_id, credit_id, charge_id, -cents,
        portfolio_undo_credits.undone_at
    FROM standing;
END $$;
