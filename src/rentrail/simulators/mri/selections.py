"""The columns of MRI's reads, as SQL whose column names are MRI's field names.

`:midnight` and `:fraction` end a date and a moment as the format asked for wants it. A column
that begins with an underscore stays inside.
"""

LEASE_DETAILS = """
    SELECT r.resident_id AS ResidentNameID, l.property_id AS PropertyID,
        l.building_id AS BuildingID, l.unit_id AS UnitID, l.lease_id AS LeaseID,
        NULL AS Address, p.address1 || ' ' || p.address2 AS BuildingAddress,
        p.city AS City, p.state AS State, p.zip_code AS Zipcode,
        r.first_name AS FirstName, r.last_name AS LastName, r.status AS ResidentStatus,
        r.email AS Email, r.birthday || :midnight AS Birthday,
        l.lease_start || :midnight AS LeaseStart, l.occupy_date || :midnight AS OccupyDate,
        l.lease_end || :midnight AS LeaseEnd,
        printf('%.2f', l.rent_cents / 100.0) AS LeaseMonthlyRentAmount,
        l.move_out || :midnight AS LeaseMoveOut, l.month_to_month AS LeaseMonthToMonth,
        l.pay_allowed AS PayAllowed, l.updated_at || :fraction AS LastUpdateDate,
        NULL AS CurrCode, printf('%.2f', l.balance_cents / 100.0) AS LeaseBalance,
        l.is_current AS IsCurrent, l.block_epayments AS BlockEPayments,
        'N' AS Guarantor, '12' AS LeaseTerm, '0' AS NumberOfGarages, NULL AS DateNotified,
        NULL AS VacateReason, '1' AS NumberOfUnits, NULL AS Description, 'N' AS HasPet,
        l.move_out || :midnight AS ResidentVacateDate,
        NULL AS NumberOfOccupants, l.name_group AS Namegroup, r.phone AS PhoneNumber,
        l.no_checks AS NoChecksInWebCashReceipts, r.cell AS CellPhoneNumber,
        'N' AS SCRIELease, CASE r.is_minor WHEN 1 THEN 'True' ELSE 'False' END AS Minor,
        'column no client has heard of' AS SimulatorExtraColumn,
        r.overrides AS _overrides
    FROM residents r JOIN leases l USING (lease_key)
        JOIN properties p ON p.property_id = l.property_id
    WHERE {condition} AND (l.is_future = 0 OR :future)
    ORDER BY r.position LIMIT :limit OFFSET :offset
"""

RESIDENTS_BY_PROPERTY = """
    SELECT r.resident_id AS ResidentNameID, l.property_id AS RMPROPID,
        l.building_id AS RMBLDGID, l.unit_id AS UNITID, l.lease_id AS RMLEASEID,
        'R' AS ResidentType, CASE r.status WHEN 'Old' THEN 'O' ELSE 'R' END AS Status,
        r.first_name AS FirstName, r.last_name AS LastName, r.phone AS PhoneNumber,
        r.email AS Email, l.occupy_date || :midnight AS OccupantOccupyDate,
        l.updated_at || :fraction AS LastUpdateDate, l.name_group AS Namegroup,
        NULL AS WorkPhone1, NULL AS WorkPhone2, r.cell AS Cell,
        l.move_out || :midnight AS VacateDate
    FROM residents r JOIN leases l USING (lease_key)
    WHERE {condition} AND l.is_future = 0
    ORDER BY r.position LIMIT :limit OFFSET :offset
"""

RESIDENTS = """
    SELECT r.resident_id AS NameId, 'R' AS ProspectApplicantResident,
        CASE r.status WHEN 'Old' THEN 'O' WHEN 'New' THEN 'N' ELSE '*' END AS NameStatus,
        l.property_id AS PropertyId, l.building_id AS BuildingId, l.unit_id AS UnitId,
        l.lease_id AS LeaseId, l.name_group AS PrimaryNameId,
        l.property_id AS ResidentsPropertyId, r.first_name AS FirstName,
        r.last_name AS LastName, r.email AS EMailAddress, r.phone AS PhoneNumber,
        r.cell AS Cell, NULL AS PaymentsAllowed, l.no_checks AS NoChecksInWebCashReceipts,
        '0' AS NumberOfNSFPayments, '0' AS NumberOfLatePayments,
        l.occupy_date || :midnight AS OccupantOccupyDate,
        l.move_out || :midnight AS OccupantVacateDate,
        CASE r.status WHEN 'Old' THEN 'Y' ELSE 'N' END AS OccupantInactive,
        'N' AS Guarantor, l.updated_at || :fraction AS LastUpdate,
        r.birthday || :midnight AS _birthday
    FROM residents r JOIN leases l USING (lease_key)
    WHERE {condition}
    ORDER BY r.position LIMIT :limit OFFSET :offset
"""

PENDING_MOVE_INS = """
    SELECT r.resident_id AS ResidentID, r.first_name AS FirstName, r.last_name AS LastName,
        l.property_id AS PropertyID, l.building_id AS BuildingID, l.unit_id AS UnitID,
        l.lease_id AS LeaseID, r.status AS ResidentStatus,
        r.move_in_date || 'T00:00:00.0000000' AS ScheduledMoveInDate, r.email AS Email,
        r.phone AS Phone
    FROM residents r JOIN leases l USING (lease_key)
    WHERE {condition} AND l.is_future = 1
    ORDER BY r.position LIMIT :limit OFFSET :offset
"""

RENT_ROLL = """
    SELECT l.property_id AS PropertyID, l.building_id AS BuildingID, l.unit_id AS UnitID,
        l.lease_id AS LeaseID, l.lease_key AS _lease_key
    FROM leases l
    WHERE {condition} AND l.is_current = 'Y'
    ORDER BY l.lease_key LIMIT :limit OFFSET :offset
"""

OPEN_CHARGES = """
    SELECT l.property_id || '~' || l.building_id || '~' || l.unit_id AS UnitUniqueTag,
        e.transaction_id AS ChargeID, e.property_id AS PropertyID, e.resident_id AS ResidentID,
        r.first_name AS FirstName, r.last_name AS LastName,
        e.entry_date || :midnight AS ChargeDate, e.description AS Description,
        e.charge_code AS ChargeCode,
        CASE e.charge_code WHEN 'RNT' THEN 'Rent' WHEN 'WTR' THEN 'Water'
            WHEN 'PKG' THEN 'Parking' WHEN 'PET' THEN 'Pet rent' WHEN 'LATE' THEN 'Late fee'
            WHEN 'SECDEP' THEN 'Security deposit' ELSE e.charge_code
        END AS ChargeCodeDescription,
        printf('%.2f', e.signed_cents / 100.0) AS OriginalAmount,
        printf(CASE e.charge_code WHEN 'WTR' THEN '%.4f' ELSE '%.2f' END,
            e.open_cents / 100.0) AS UnpaidAmount,
        e.is_late_fee AS IsLateFee, e.is_auto AS IsAutoGenerated, l.name_group AS GroupID,
        e.posted AS Posted, e.overrides AS _overrides
    FROM ledger e JOIN leases l USING (lease_key) JOIN residents r USING (resident_id)
    WHERE {condition} AND e.open_cents > 0
    ORDER BY e.sequence LIMIT :limit OFFSET :offset
"""

RESIDENT_LEDGER = """
    SELECT e.transaction_id AS TransactionID, e.property_id AS PropertyID,
        e.resident_id AS NameID, e.entry_date || :midnight AS TransactionDate,
        e.charge_code AS ChargeCode, e.source_code AS SourceCode, e.cash_type AS CashType,
        e.description AS Description, printf('%.2f', e.signed_cents / 100.0) AS TransactionAmount,
        printf('%.2f', e.open_cents / 100.0) AS OpenAmount,
        e.receipt_descriptor AS ReceiptDescriptor, e.reference_number AS ReferenceNumber,
        e.posted AS Posted, l.name_group AS NameGroup
    FROM ledger e JOIN leases l USING (lease_key)
    WHERE {condition} AND e.book = 'resident'
    ORDER BY e.entry_date, e.sequence LIMIT :limit OFFSET :offset
"""

DEPOSIT_LEDGER = RESIDENT_LEDGER.replace("e.book = 'resident'", "e.book = 'deposit'")

LEDGER_APPLIES = """
    SELECT a.resident_id AS ResidentID, a.property_id AS PropertyID,
        printf('%.2f', a.signed_cents / 100.0) AS Amount,
        a.credit_id AS OriginalTransaction, a.charge_id AS PostedTransaction
    FROM applies a
    WHERE {condition}
    ORDER BY a.sequence LIMIT :limit OFFSET :offset
"""

PROPERTIES = """
    SELECT property_id AS PropertyID, property_name AS PropertyName, entity_id AS EntityId,
        address1 AS Address1, address2 AS Address2, address3 AS Address3, city AS City,
        state AS State, zip_code AS ZipCode, manager_name AS ManagerName,
        phone_number AS PhoneNumber
    FROM properties WHERE {condition} ORDER BY position LIMIT :limit OFFSET :offset
"""

BANKS = """
    SELECT bank_id AS BankID, bank_name AS BankName
    FROM banks WHERE {condition} ORDER BY bank_id LIMIT :limit OFFSET :offset
"""

BANK_MAPPINGS = """
    SELECT entity_id AS EntityId, bank_id AS BankID
    FROM bank_mappings WHERE {condition} ORDER BY bank_id LIMIT :limit OFFSET :offset
"""

UNITS = """
    SELECT u.property_id AS PropertyID, u.building_id AS BuildingID, u.unit_id AS UnitID,
        CASE WHEN EXISTS (
            SELECT 1 FROM leases l
            WHERE l.property_id = u.property_id AND l.building_id = u.building_id
                AND l.unit_id = u.unit_id AND l.is_current = 'Y'
        ) THEN 'N' ELSE 'Y' END AS Vacant,
        printf('%.2f', u.market_rent_cents / 100.0) AS MarketRent
    FROM units u WHERE {condition} ORDER BY u.position LIMIT :limit OFFSET :offset
"""
