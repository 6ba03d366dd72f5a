CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);

CREATE TABLE properties (
    position INTEGER PRIMARY KEY,
    property_id TEXT NOT NULL UNIQUE,
    property_name TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    address1 TEXT, address2 TEXT, address3 TEXT, city TEXT, state TEXT, zip_code TEXT,
    manager_name TEXT, phone_number TEXT
);

CREATE TABLE banks (bank_id TEXT PRIMARY KEY, bank_name TEXT NOT NULL);

CREATE TABLE bank_mappings (
    entity_id TEXT NOT NULL, bank_id TEXT NOT NULL, PRIMARY KEY (entity_id, bank_id)
);

CREATE TABLE units (
    position INTEGER PRIMARY KEY,
    property_id TEXT NOT NULL, building_id TEXT NOT NULL, unit_id TEXT NOT NULL,
    market_rent_cents INTEGER NOT NULL,
    UNIQUE (property_id, building_id, unit_id)
);

CREATE TABLE leases (
    lease_key INTEGER PRIMARY KEY,
    property_id TEXT NOT NULL, building_id TEXT NOT NULL, unit_id TEXT NOT NULL,
    lease_id TEXT NOT NULL,
    name_group TEXT NOT NULL,
    rent_cents INTEGER NOT NULL,
    lease_start TEXT, occupy_date TEXT, lease_end TEXT, move_out TEXT,
    month_to_month TEXT NOT NULL,
    is_current TEXT NOT NULL,
    is_future INTEGER NOT NULL,
    block_epayments TEXT, no_checks TEXT NOT NULL, pay_allowed TEXT,
    balance_cents INTEGER NOT NULL DEFAULT 0,
    updated_at TEXT NOT NULL
);
CREATE INDEX leases_of_property ON leases (property_id, lease_key);
CREATE INDEX leases_of_unit ON leases (property_id, building_id, unit_id);
CREATE INDEX leases_updated ON leases (updated_at);

CREATE TABLE residents (
    position INTEGER PRIMARY KEY,
    resident_id TEXT NOT NULL UNIQUE,
    property_id TEXT NOT NULL,
    lease_key INTEGER NOT NULL REFERENCES leases,
    status TEXT NOT NULL,
    first_name TEXT, last_name TEXT, email TEXT, phone TEXT, cell TEXT, birthday TEXT,
    is_minor INTEGER NOT NULL,
    move_in_date TEXT,
    overrides TEXT
);
CREATE INDEX residents_of_property ON residents (property_id, position);
CREATE INDEX residents_of_lease ON residents (lease_key);

CREATE TABLE recurring_charges (
    lease_key INTEGER NOT NULL REFERENCES leases,
    charge_code TEXT NOT NULL, description TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    effective_date TEXT NOT NULL, end_date TEXT,
    PRIMARY KEY (lease_key, charge_code)
);

CREATE TABLE ledger (
    sequence INTEGER PRIMARY KEY,
    transaction_id TEXT NOT NULL UNIQUE,
    book TEXT NOT NULL,             -- resident or deposit
    lease_key INTEGER NOT NULL REFERENCES leases,
    property_id TEXT NOT NULL,
    resident_id TEXT NOT NULL,
    entry_date TEXT NOT NULL,
    charge_code TEXT NOT NULL,
    source_code TEXT NOT NULL,      -- CH is a charge, CR a receipt, CM a credit
    cash_type TEXT,
    description TEXT,
    signed_cents INTEGER NOT NULL,  -- as MRI signs: a charge is positive, a payment negative
    open_cents INTEGER NOT NULL,    -- the part not yet applied, signed alike
    receipt_descriptor TEXT,
    reference_number TEXT,
    posted TEXT NOT NULL,
    is_late_fee TEXT NOT NULL DEFAULT 'N',
    is_auto TEXT NOT NULL DEFAULT 'N',
    pays_charge_id TEXT,
    overrides TEXT,
    entered_at TEXT NOT NULL
);
CREATE INDEX ledger_of_resident ON ledger (resident_id, entry_date);
CREATE INDEX ledger_of_lease ON ledger (lease_key, book);
CREATE INDEX ledger_open ON ledger (property_id, sequence) WHERE open_cents > 0;
CREATE INDEX ledger_entered ON ledger (entered_at);

CREATE TRIGGER ledger_moves_balance AFTER INSERT ON ledger
BEGIN
    UPDATE leases
       SET balance_cents = balance_cents
               + CASE NEW.book WHEN 'resident' THEN NEW.signed_cents ELSE 0 END,
           updated_at = max(updated_at, NEW.entered_at)
     WHERE lease_key = NEW.lease_key;
END;

CREATE TABLE applies (
    sequence INTEGER PRIMARY KEY,
    resident_id TEXT NOT NULL, property_id TEXT NOT NULL,
    signed_cents INTEGER NOT NULL,  -- negative; positive where a reversal undoes it
    credit_id TEXT NOT NULL, charge_id TEXT NOT NULL,
    applied_date TEXT NOT NULL
);
CREATE INDEX applies_of_resident ON applies (resident_id);
CREATE INDEX applies_of_credit ON applies (credit_id);

CREATE TABLE batches (
    batch_id TEXT PRIMARY KEY,
    property_id TEXT NOT NULL,
    external_batch_id TEXT NOT NULL,
    book TEXT NOT NULL,
    description TEXT,
    state TEXT NOT NULL,            -- open or closed
    opened_at TEXT NOT NULL,
    closed_at TEXT, closed_by TEXT,
    UNIQUE (property_id, external_batch_id)
);

CREATE TABLE payments (
    transaction_id TEXT PRIMARY KEY,
    batch_id TEXT NOT NULL REFERENCES batches,
    property_id TEXT NOT NULL, resident_id TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    state TEXT NOT NULL,            -- posted, reversed or voided
    posted_by TEXT NOT NULL,        -- interface or staff
    external_transaction_number TEXT,
    check_number TEXT, description TEXT, payment_type TEXT, cash_type TEXT,
    payment_date TEXT NOT NULL,
    posted_at TEXT NOT NULL
);
CREATE INDEX payments_of_batch ON payments (batch_id);
CREATE INDEX payments_by_number ON payments (external_transaction_number);
