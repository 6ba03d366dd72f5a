-- A payment's refunds never sum up to more than was paid, whoever writes them. The payment is locked,
-- so that two refunds at one moment see each other.
CREATE FUNCTION payments_check_refund() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    paid_cents bigint;
    refunded_cents bigint;
BEGIN
    SELECT amount_cents INTO paid_cents FROM payments_payment
    WHERE id = NEW.payment_id AND company_id = NEW.company_id FOR NO KEY UPDATE;
    SELECT sum(amount_cents) INTO refunded_cents FROM payments_refund
    WHERE payment_id = NEW.payment_id AND state NOT IN ('canceled', 'returned');
    IF paid_cents IS NULL OR refunded_cents > paid_cents THEN
        RAISE EXCEPTION 'refunds of a payment are more than was paid'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER payments_refund_within_payment AFTER INSERT ON payments_refund
    FOR EACH ROW EXECUTE FUNCTION payments_check_refund();

-- Only what raises the sum is asked about: all other changes lock no payment.
CREATE TRIGGER payments_refund_still_within_payment
    AFTER UPDATE OF amount_cents, state, payment_id ON payments_refund FOR EACH ROW
    WHEN (
        (OLD.amount_cents, OLD.payment_id) IS DISTINCT FROM (NEW.amount_cents, NEW.payment_id)
        OR OLD.state IN ('canceled', 'returned') AND NEW.state NOT IN ('canceled', 'returned')
    )
    EXECUTE FUNCTION payments_check_refund();
