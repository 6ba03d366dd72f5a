"""How each status looks: one tone for each meaning, the same on every page."""

from enum import StrEnum

from rentrail.accounting.models import MriBatchState, MriPostingState, SyncState
from rentrail.banking.models import (
    FileState,
    InboundItemState,
    InboundState,
    StatementLineState,
    TransferState,
)
from rentrail.cycle.models import StepState
from rentrail.payments.states import (
    BatchState,
    InstrumentStanding,
    OccurrenceStatus,
    PreauthorizedStatus,
    RefundState,
    SettlementStatus,
    TransactionStatus,
)
from rentrail.portfolio.models import LeaseStatus


class Tone(StrEnum):
    """What a colour says."""

    GOOD = "good"  # it arrived, nothing to do
    MOVING = "moving"  # on its way
    WAITING = "waiting"  # for a day or a person
    BAD = "bad"  # came back, failed, needs a person
    QUIET = "quiet"  # over, or not begun


G, M, W, B, Q = Tone.GOOD, Tone.MOVING, Tone.WAITING, Tone.BAD, Tone.QUIET

TONES: dict[type, dict[str, Tone]] = {
    TransactionStatus: {
        TransactionStatus.APPROVED: M,
        TransactionStatus.PROCESSED: G,
        TransactionStatus.AWAITING_APPROVAL: W,
        TransactionStatus.SUSPENDED: W,
        TransactionStatus.DECLINED: B,
        TransactionStatus.VOIDED: Q,
        TransactionStatus.ERROR: B,
        TransactionStatus.IN_COLLECTION: W,
        TransactionStatus.COLLECTED: G,
        TransactionStatus.UNCOLLECTED_NSF: B,
        TransactionStatus.IN_RESEARCH: W,
        TransactionStatus.DISPUTED: W,
        TransactionStatus.BAD_ACCOUNT: B,
        TransactionStatus.RETURNED: B,
        TransactionStatus.UNAUTHORIZED: B,
        TransactionStatus.RESOLVED: Q,
    },
    SettlementStatus: {
        SettlementStatus.NONE: Q,
        SettlementStatus.TO_BE_ORIGINATED: M,
        SettlementStatus.ORIGINATING: M,
        SettlementStatus.PENDING: M,
        SettlementStatus.HELD: W,
        SettlementStatus.SETTLED: G,
        SettlementStatus.DISBURSED: G,
        SettlementStatus.CHARGED_BACK: B,
    },
    BatchState: {
        BatchState.OPEN: Q,
        BatchState.CLOSED: M,
        BatchState.ORIGINATED: M,
        BatchState.SETTLED: G,
        BatchState.WITH_ERRORS: B,
    },
    InstrumentStanding: {
        InstrumentStanding.GOOD: G,
        InstrumentStanding.STOPPED_FOR_GOOD: B,
        InstrumentStanding.UNTIL_CORRECTED: W,
        InstrumentStanding.UNTIL_RELEASED: W,
        InstrumentStanding.UNTIL_AUTHORIZED: W,
    },
    PreauthorizedStatus: {
        PreauthorizedStatus.ENABLED: G,
        PreauthorizedStatus.STOPPED: W,
        PreauthorizedStatus.DISABLED: Q,
    },
    RefundState: {
        RefundState.WAITING: W,
        RefundState.IN_FILE: M,
        RefundState.SETTLED: G,
        RefundState.CANCELED: Q,
        RefundState.RETURNED: B,
    },
    OccurrenceStatus: {
        OccurrenceStatus.TAKEN: G,
        OccurrenceStatus.FAILED: B,
        OccurrenceStatus.SKIPPED: Q,
    },
    FileState: {
        FileState.BUILT: Q,
        FileState.SENDING: M,
        FileState.SENT: M,
        FileState.UNKNOWN: W,
        FileState.ACCEPTED: G,
        FileState.REJECTED: B,
        FileState.WITHDRAWN: Q,
    },
    TransferState: {
        TransferState.WAITING: W,
        TransferState.IN_FILE: M,
        TransferState.SETTLED: G,
        TransferState.RETURNED: B,
    },
    InboundState: {
        InboundState.STORED: M,
        InboundState.APPLIED: G,
        InboundState.WITH_PROBLEMS: B,
        InboundState.CLOSED: Q,
    },
    InboundItemState: {
        InboundItemState.APPLIED: G,
        InboundItemState.UNMATCHED: W,
        InboundItemState.REFUSED: B,
        InboundItemState.REPEATED: Q,
        InboundItemState.HELD: W,
        InboundItemState.RELEASED: Q,
        InboundItemState.CLOSED: Q,
    },
    StatementLineState: {
        StatementLineState.MATCHED: G,
        StatementLineState.UNMATCHED: W,
    },
    SyncState: {
        SyncState.RUNNING: M,
        SyncState.COMPLETED: G,
        SyncState.INTERRUPTED: B,
    },
    MriBatchState: {
        MriBatchState.OPEN: Q,
        MriBatchState.CLOSING: M,
        MriBatchState.CLOSED: G,
        MriBatchState.NEEDS_PERSON: B,
    },
    MriPostingState: {
        MriPostingState.QUEUED: Q,
        MriPostingState.SENDING: M,
        MriPostingState.UNKNOWN: W,
        MriPostingState.POSTED: M,
        MriPostingState.CONFIRMED: G,
        MriPostingState.FAILED: B,
        MriPostingState.NEEDS_PERSON: B,
        MriPostingState.SKIPPED: Q,
    },
    StepState: {
        StepState.RUNNING: M,
        StepState.DONE: G,
        StepState.FAILED: B,
    },
    LeaseStatus: {
        LeaseStatus.PROSPECT: Q,
        LeaseStatus.APPLICANT: W,
        LeaseStatus.FUTURE: M,
        LeaseStatus.CURRENT: G,
        LeaseStatus.PAST: Q,
    },
}
