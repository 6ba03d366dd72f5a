-- What charges, credits and applications rest on, proven once for a statement over all its rows.
--
-- The checks run as the owner, so they see every company's rows and compare companies themselves. A
-- session keeps their plans, made when the tables may have been empty: so each look-up is a subquery
-- that can only use the primary key (OFFSET 0 keeps the planner from making it another join).

CREATE FUNCTION portfolio_check_charges() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM new_rows AS charge
        LEFT JOIN LATERAL (
            SELECT company_id, property_id FROM portfolio_lease
            WHERE id = charge.lease_id OFFSET 0
        ) AS lease ON true
        LEFT JOIN LATERAL (
            SELECT book_id FROM portfolio_property WHERE id = charge.property_id OFFSET 0
        ) AS property ON true
        LEFT JOIN LATERAL (
            SELECT company_id FROM portfolio_transactioncode
            WHERE id = charge.transaction_code_id OFFSET 0
        ) AS code ON true
        LEFT JOIN LATERAL (
            SELECT book_id FROM ledger_journalentry WHERE id = charge.journal_entry_id OFFSET 0
        ) AS entry ON true
        WHERE (
            lease.company_id = charge.company_id AND lease.property_id = charge.property_id
            AND code.company_id = charge.company_id AND entry.book_id = property.book_id
        ) IS NOT TRUE
    ) THEN
        RAISE EXCEPTION 'a charge, its lease, property, code and journal entry do not go together'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION portfolio_check_credits() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM new_rows AS credit
        LEFT JOIN LATERAL (
            SELECT company_id, property_id FROM portfolio_lease
            WHERE id = credit.lease_id OFFSET 0
        ) AS lease ON true
        LEFT JOIN LATERAL (
            SELECT book_id FROM portfolio_property WHERE id = lease.property_id OFFSET 0
        ) AS property ON true
        LEFT JOIN LATERAL (
            SELECT book_id FROM ledger_journalentry WHERE id = credit.journal_entry_id OFFSET 0
        ) AS entry ON true
        WHERE (
            lease.company_id = credit.company_id AND entry.book_id = property.book_id
        ) IS NOT TRUE
    ) THEN
        RAISE EXCEPTION 'a credit, its lease and journal entry do not go together'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION portfolio_check_applications() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM new_rows AS application
        LEFT JOIN LATERAL (
            SELECT company_id, lease_id FROM portfolio_credit
            WHERE id = application.credit_id OFFSET 0
        ) AS credit ON true
        LEFT JOIN LATERAL (
            SELECT lease_id FROM portfolio_charge WHERE id = application.charge_id OFFSET 0
        ) AS charge ON true
        WHERE (
            credit.company_id = application.company_id AND credit.lease_id = charge.lease_id
        ) IS NOT TRUE
    ) THEN
        RAISE EXCEPTION 'an application is not between a credit and a charge of one household'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER portfolio_charge_checked AFTER INSERT ON portfolio_charge
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION portfolio_check_charges();
CREATE TRIGGER portfolio_credit_checked AFTER INSERT ON portfolio_credit
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION portfolio_check_credits();
CREATE TRIGGER portfolio_application_checked AFTER INSERT ON portfolio_application
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION portfolio_check_applications();

-- Deposit money never lands in an operating account (ORG-3).
CREATE FUNCTION portfolio_check_depositroute() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    bank_account record;
BEGIN
    SELECT company_id, property_id, purpose INTO bank_account
    FROM portfolio_bankaccount WHERE id = NEW.bank_account_id;
    IF bank_account.company_id IS DISTINCT FROM NEW.company_id
            OR bank_account.property_id IS DISTINCT FROM NEW.property_id THEN
        RAISE EXCEPTION 'payments are deposited in a bank account of their own property'
            USING ERRCODE = 'foreign_key_violation';
    ELSIF NEW.ledger = 'deposit' AND bank_account.purpose <> 'trust' THEN
        RAISE EXCEPTION 'deposits are held in trust, never in an operating account'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER portfolio_depositroute_checked AFTER INSERT OR UPDATE ON portfolio_depositroute
    FOR EACH ROW EXECUTE FUNCTION portfolio_check_depositroute();

CREATE TRIGGER portfolio_charge_kept BEFORE DELETE OR TRUNCATE ON portfolio_charge
    FOR EACH STATEMENT EXECUTE FUNCTION rentrail_refuse_change();
CREATE TRIGGER portfolio_credit_kept BEFORE DELETE OR TRUNCATE ON portfolio_credit
    FOR EACH STATEMENT EXECUTE FUNCTION rentrail_refuse_change();
CREATE TRIGGER portfolio_lease_kept BEFORE DELETE OR TRUNCATE ON portfolio_lease
    FOR EACH STATEMENT EXECUTE FUNCTION rentrail_refuse_change();
CREATE TRIGGER portfolio_property_kept BEFORE DELETE OR TRUNCATE ON portfolio_property
    FOR EACH STATEMENT EXECUTE FUNCTION rentrail_refuse_change();
CREATE TRIGGER portfolio_transactioncode_kept BEFORE DELETE OR TRUNCATE ON portfolio_transactioncode
    FOR EACH STATEMENT EXECUTE FUNCTION rentrail_refuse_change();

REVOKE DELETE, TRUNCATE ON portfolio_lease, portfolio_property, portfolio_transactioncode
    FROM rentrail_app;
REVOKE UPDATE, DELETE, TRUNCATE ON portfolio_charge, portfolio_credit FROM rentrail_app;
GRANT UPDATE (open_cents) ON portfolio_charge TO rentrail_app;
GRANT UPDATE (unapplied_cents, is_undone) ON portfolio_credit TO rentrail_app;
