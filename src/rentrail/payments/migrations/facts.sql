-- What the policy gate rests on, for one payment request or many thousand (parallel arrays), each row
-- in its request's place. Households and authorizations stay locked until the transaction ends: no
-- other payment of theirs passes meanwhile (LED-6, RULE-14). The lock comes first, in a statement of
-- its own, so that the facts are those after it.
--
-- A session keeps the plan, made when the tables may have been empty. So each look-up is a subquery
-- that can only go by its key, for each request (OFFSET 0 keeps the planner from turning it into
-- another join): right for any number of requests. A table of which much is told comes as one value,
-- its row: setting up a plan takes the longer the more columns pass through its joins.
CREATE FUNCTION payments_facts(
    request_leases bigint[], request_people bigint[], request_authorizations bigint[],
    request_ledgers text[], request_cents bigint[], request_keys text[],
    request_due_dates date[], asked_at timestamptz
) RETURNS TABLE (
    existing_payment_id bigint, existing_digest text,
    property_id bigint, book_id bigint, time_zone text, property_date date,
    backdating_days_max integer, closed_through integer,
    rail text, takes_rail boolean, takes_partial_payments boolean, takes_preauthorized boolean,
    takes_deposits boolean, prospects_may_pay boolean, certified_funds_only boolean,
    approval_over_cents bigint,
    lease_status text, block_epayment boolean,
    ach_opt_out boolean, no_checks boolean, no_money_orders boolean,
    eviction_started boolean, in_collection boolean, is_of_household boolean, payer_name text,
    instrument_id bigint, instrument_person_id bigint, standing text, holder_type text,
    last_four text,
    authorization_kind text, authorization_person_id bigint,
    amount_cents_min bigint, amount_cents_max bigint, first_date date, last_date date,
    is_revoked boolean, is_spent boolean,
    bank_account_id bigint, clearing_account_id bigint,
    single_cents_max bigint, daily_count_max integer, daily_cents_max bigint,
    monthly_count_max integer, monthly_cents_max bigint,
    receivable_account_id bigint, held_account_id bigint, open_balance_cents bigint,
    day_count bigint, day_cents bigint, month_count bigint, month_cents bigint,
    is_likely_duplicate boolean, not_asked_cents bigint, own_table text
) LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
    SET enable_bitmapscan = off
AS $$
#variable_conflict use_column
BEGIN
    IF cardinality(request_leases) > 100 THEN  -- worth a plan for the tables as they are now
        SET LOCAL plan_cache_mode = force_custom_plan;
    END IF;
    PERFORM FROM portfolio_lease WHERE id = ANY (request_leases) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM payments_authorization WHERE id = ANY (request_authorizations)
        ORDER BY id FOR NO KEY UPDATE;

    RETURN QUERY
    SELECT
        paid.id, paid.request_digest::text,
        (property).id, (property).book_id, (property).time_zone::text, (property).property_date,
        (property).backdating_days_max::integer,
        (SELECT max(closed.period) FROM ledger_fiscalperiod closed
            WHERE closed.book_id = (property).book_id),
        of_consent.rail,
        CASE of_consent.rail WHEN 'ACH' THEN (property).takes_ach
            WHEN 'IRD' THEN (property).takes_ird ELSE true END,
        (property).takes_partial_payments,
        (property).takes_preauthorized_bank_accounts, (property).takes_deposit_payments,
        (property).prospects_may_pay, (property).certified_funds_only,
        (property).approval_over_cents,
        (lease).status::text, (lease).block_epayment OR (lease).block_epayment_imported,
        (person).ach_opt_out, (person).no_checks OR (lease).no_checks_imported,
        (person).no_money_orders,
        household.eviction_started, household.in_collection, household.has_payer,
        trim((person).first_name || ' ' || (person).last_name),
        (instrument).id, (instrument).person_id, (instrument).standing::text,
        (instrument).holder_type::text, (instrument).last_four::text,
        (consent).kind::text, (consent).person_id,
        (consent).amount_cents_min, (consent).amount_cents_max,
        (consent).first_date, (consent).last_date, (consent).revoked_at IS NOT NULL,
        EXISTS (
            SELECT FROM payments_payment spent
            WHERE spent.authorization_id = (consent).id AND spent.spends_authorization
                AND spent.idempotency_key <> request.idempotency_key
        ),
        bank_account.id, bank_account.clearing_account_id,
        limits.single_cents_max, limits.daily_count_max, limits.daily_cents_max,
        limits.monthly_count_max, limits.monthly_cents_max,
        chart.receivable_id, chart.held_id, coalesce(balance.open_cents, 0),
        velocity.day_count, velocity.day_cents, velocity.month_count, velocity.month_cents,
        velocity.has_twin,
        not_due.open_cents + CASE WHEN (property).takes_partial_payments THEN 0 ELSE (
            SELECT coalesce(sum(waiting.amount_cents), 0) FROM payments_payment waiting
            WHERE waiting.lease_id = request.lease_id AND waiting.ledger = request.ledger
                AND waiting.status IN ('awaiting_approval', 'suspended')
                AND waiting.idempotency_key <> request.idempotency_key
        )::bigint END,
        (SELECT own.closes::text FROM portfolio_eligibilitytable own
            WHERE own.company_id = (lease).company_id)
    FROM unnest(
        request_leases, request_people, request_authorizations, request_ledgers, request_cents,
        request_keys, request_due_dates
    ) WITH ORDINALITY AS request (
        lease_id, person_id, authorization_id, ledger, cents, idempotency_key, due_date, place
    )
    CROSS JOIN LATERAL (
        SELECT lease FROM portfolio_lease lease WHERE id = request.lease_id OFFSET 0
    ) AS of_lease
    CROSS JOIN LATERAL (
        SELECT property FROM portfolio_property property WHERE id = (lease).property_id OFFSET 0
    ) AS of_property
    CROSS JOIN LATERAL (
        SELECT person FROM portfolio_person person WHERE id = request.person_id OFFSET 0
    ) AS of_person
    CROSS JOIN LATERAL (
        SELECT consent,
            CASE consent.kind WHEN 'paper' THEN 'IRD' WHEN 'receipt' THEN 'HAND' ELSE 'ACH' END
                AS rail
        FROM payments_authorization consent
        WHERE id = request.authorization_id OFFSET 0
    ) AS of_consent
    CROSS JOIN LATERAL (
        SELECT instrument FROM payments_instrument instrument
        WHERE id = (consent).instrument_id OFFSET 0
    ) AS of_instrument
    LEFT JOIN LATERAL (
        SELECT id, request_digest FROM payments_payment
        WHERE company_id = (lease).company_id AND idempotency_key = request.idempotency_key
        OFFSET 0
    ) AS paid ON true
    LEFT JOIN LATERAL (
        SELECT bank_account_id FROM portfolio_depositroute
        WHERE property_id = (property).id AND ledger = request.ledger AND batch_type = of_consent.rail
        OFFSET 0
    ) AS route ON true
    LEFT JOIN LATERAL (
        SELECT id, clearing_account_id FROM portfolio_bankaccount
        WHERE id = route.bank_account_id OFFSET 0
    ) AS bank_account ON true
    CROSS JOIN LATERAL (
        SELECT max(id) FILTER (WHERE key <> 'security-deposits-held') AS receivable_id,
            max(id) FILTER (WHERE key = 'security-deposits-held') AS held_id
        FROM ledger_ledgeraccount
        WHERE book_id = (property).book_id AND key || '' IN (
            CASE request.ledger WHEN 'deposit' THEN 'deposit-receivable' ELSE 'resident-receivable' END,
            'security-deposits-held'
        )
    ) AS chart
    CROSS JOIN LATERAL (
        SELECT sum(posting.signed_cents)::bigint AS open_cents FROM ledger_posting posting
        WHERE posting.ledger_account_id = chart.receivable_id AND posting.subject_id = request.lease_id
    ) balance
    CROSS JOIN LATERAL (
        SELECT coalesce(bool_or(one.eviction_started), false) AS eviction_started,
            coalesce(bool_or(one.in_collection), false) AS in_collection,
            coalesce(bool_or(one.id = request.person_id), false) AS has_payer
        FROM portfolio_leaseperson member
        JOIN portfolio_person one ON one.id = member.person_id
        WHERE member.lease_id = request.lease_id
    ) household
    LEFT JOIN LATERAL (
        SELECT single_cents_max, daily_count_max, daily_cents_max, monthly_count_max,
            monthly_cents_max
        FROM portfolio_paymentlimit
        WHERE property_id = (property).id AND limit_group =
            of_consent.rail || CASE request.ledger WHEN 'deposit' THEN '_DEPOSIT' ELSE '_RENT' END
        OFFSET 0
    ) AS limits ON true
    CROSS JOIN LATERAL (
        SELECT
            date_trunc('day', local_time) AT TIME ZONE (property).time_zone AS day_starts_at,
            date_trunc('month', local_time) AT TIME ZONE (property).time_zone AS month_starts_at,
            coalesce(
                request.due_date, greatest(local_time::date, (property).property_date)
            ) AS due_by
        FROM (SELECT asked_at AT TIME ZONE (property).time_zone AS local_time OFFSET 0) AS clock
    ) local
    CROSS JOIN LATERAL (  -- charged ahead: on the ledger, and not owed by the day asked for
        SELECT coalesce(sum(charge.open_cents), 0)::bigint AS open_cents
        FROM portfolio_opencharge open
        CROSS JOIN LATERAL (
            SELECT open_cents, transaction_code_id FROM portfolio_charge
            WHERE id = open.charge_id AND due_date > local.due_by OFFSET 0
        ) AS charge
        CROSS JOIN LATERAL (
            SELECT ledger FROM portfolio_transactioncode
            WHERE id = charge.transaction_code_id OFFSET 0
        ) AS code
        WHERE open.lease_id = request.lease_id AND code.ledger = request.ledger
    ) not_due
    CROSS JOIN LATERAL (
        SELECT
            count(*) FILTER (WHERE counts AND is_today) AS day_count,
            coalesce(sum(cents) FILTER (WHERE counts AND is_today), 0)::bigint AS day_cents,
            count(*) FILTER (WHERE counts) AS month_count,
            coalesce(sum(cents) FILTER (WHERE counts), 0)::bigint AS month_cents,
            coalesce(bool_or(is_today AND same_account AND cents = request.cents), false) AS has_twin
        FROM (
            SELECT earlier.amount_cents AS cents,
                earlier.ledger = request.ledger AND earlier.batch_type = of_consent.rail AS counts,
                earlier.taken_at >= local.day_starts_at AS is_today,
                earlier.instrument_id = (instrument).id AS same_account
            FROM payments_payment earlier
            WHERE earlier.person_id = request.person_id  -- as one value: only its index knows both
                AND (earlier.person_id, earlier.taken_at)
                    >= (request.person_id, local.month_starts_at)
                AND earlier.status NOT IN ('voided', 'declined')
                AND earlier.idempotency_key <> request.idempotency_key
        ) AS earlier
    ) velocity
    ORDER BY request.place;
END $$;
