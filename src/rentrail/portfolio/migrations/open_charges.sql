-- Which charges are open, kept by the database itself. With no index on what is open, a payment
-- writes to the charge's own page and to no index: the space for that is left on each page.

ALTER TABLE portfolio_charge SET (fillfactor = 50);

CREATE FUNCTION portfolio_keep_open_charges() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET plan_cache_mode = force_generic_plan
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
BEGIN
    WITH paid AS (
        DELETE FROM portfolio_opencharge AS open USING new_rows AS charge
        WHERE charge.open_cents = 0
            AND open.lease_id = charge.lease_id AND open.charge_id = charge.id
    )
    INSERT INTO portfolio_opencharge (company_id, lease_id, charge_id)
    SELECT company_id, lease_id, id FROM new_rows WHERE open_cents > 0
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER portfolio_charge_opened AFTER INSERT ON portfolio_charge
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION portfolio_keep_open_charges();
CREATE TRIGGER portfolio_charge_paid AFTER UPDATE ON portfolio_charge
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION portfolio_keep_open_charges();

REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON portfolio_opencharge FROM rentrail_app;

INSERT INTO portfolio_opencharge (company_id, lease_id, charge_id)
SELECT company_id, lease_id, id FROM portfolio_charge WHERE open_cents > 0;
