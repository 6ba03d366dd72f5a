"""The APIs of the simulated MRI, and which of them MRI does not document."""

LEASE_DETAILS = "MRI_S-PMRM_ResidentLeaseDetailsByPropertyID"
RESIDENTS_BY_PROPERTY = "MRI_S-PMRM_ResidentsByPropertyID"
RESIDENTS = "MRI_S-PMRM_Residents"
PENDING_MOVE_INS = "MRI_S-PMRM_PendingMoveIns"
RENT_ROLL = "MRI_S-PMRM_ResidentialRentRoll"
OPEN_CHARGES = "MRI_S-PMRM_OpenCharges"
RESIDENT_LEDGER = "MRI_S-PMRM_ResidentLedger"
LEDGER_APPLIES = "MRI_S-PMRM_LedgerApplies"
PROPERTIES = "MRI_S-PMRM_PropertyIDByNameOrAddress"
BANKS = "MRI_S-PMAP_Bank"
BANK_MAPPINGS = "MRI_S-PMAP_BankAccountMapping"
UNITS = "MRI_S-PMRM_UnitVacancyInformation"
PAYMENTS = "MRI_S-PMRM_PaymentDetailsByPropertyID"

CLOSE_BATCH = "SIMULATOR_CloseBatch"
READ_BATCH = "SIMULATOR_Batch"
REVERSE_PAYMENT = "SIMULATOR_ReversePayment"
VOID_PAYMENT = "SIMULATOR_VoidPayment"
DEPOSIT_PAYMENT = "SIMULATOR_DepositPayment"
DEPOSIT_LEDGER = "SIMULATOR_DepositLedger"
POST_CREDIT = "SIMULATOR_PostCredit"
POST_CHARGE = "SIMULATOR_PostCharge"

DOCUMENTED: tuple[str, ...] = (
    LEASE_DETAILS,
    RESIDENTS_BY_PROPERTY,
    RESIDENTS,
    PENDING_MOVE_INS,
    RENT_ROLL,
    OPEN_CHARGES,
    RESIDENT_LEDGER,
    LEDGER_APPLIES,
    PROPERTIES,
    BANKS,
    BANK_MAPPINGS,
    UNITS,
    PAYMENTS,
)

ASSUMED_OPERATIONS: dict[str, str] = {
    CLOSE_BATCH: "POST BatchId, ExpectedTotal, ExpectedCount: close a batch and apply its payments",
    READ_BATCH: "GET BatchId, or PropertyID with or without ExternalBatchID: a batch read back",
    REVERSE_PAYMENT: "POST TransactionID, ReversalDate, Description: take back one payment",
    VOID_PAYMENT: "POST TransactionID, Description: take a payment out of its open batch",
    DEPOSIT_PAYMENT: "POST the fields of a payment: post to the security-deposit ledger",
    DEPOSIT_LEDGER: "GET the arguments of ResidentLedger: the security-deposit ledger",
    POST_CREDIT: "POST ResidentNameID, PropertyID, CreditDate, CreditAmount, Description: a credit",
    POST_CHARGE: "POST the person, ChargeDate, ChargeCode, ChargeAmount, Description: a charge",
}

ASSUMED_BEHAVIOURS: tuple[str, ...] = (
    "request-level errors are {'error': {'code', 'message'}} or <error><code/><message/></error>",
    "an unknown property or resident in an argument answers HTTP 400 'ARGUMENT: sentence'",
    "only one group of the arguments that MRI lists as alternatives may be sent",
    "without $format the answer is XML",
    "a posted row with a field MRI does not know, or a value that is not text, is a row error",
    "one POST carries one payment",
    "a batch is known by its property and external batch id, and takes payments until it closes",
    "a payment stands in the ledger at once, with Posted N until its batch closes",
    "a payment's rows bear the name id it was posted to, also for a co-resident",
    "every ledger row renews the lease's LastUpdateDate",
    "a reversal or void is a positive row with source code CR that names the payment it undoes",
    "security deposits have a ledger of their own, which LeaseBalance does not count",
    "the fields of UnitVacancyInformation, and the texts of all errors",
)
