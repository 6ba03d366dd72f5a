import numpy as np
import pytest
from tests.formats.nacha.conftest import BATCH

from rentrail.formats.nacha.bank_rules import BankRules
from rentrail.formats.nacha.columns import proof as doubt_of
from rentrail.formats.nacha.columns.planning import is_planned, plan_of
from rentrail.formats.nacha.columns.proof import Proof, prove
from rentrail.formats.nacha.columns.words import Characters
from rentrail.formats.nacha.file import FileKind
from rentrail.formats.nacha.routing import routing_check_digit
from rentrail.formats.nacha.rules import RULES
from rentrail.formats.nacha.validation import Settings
from rentrail.formats.nacha.validation.batch import BatchInCheck
from rentrail.primitives.holidays import is_banking_day

ODFI = "07640125"
HEADER = BATCH.replace(service_class_code=200)


def entry(
    sequence: int, *, code: int = 27, amount: int = 100, addenda: int = 0, own: str = ""
) -> list[str]:
    columns = own or f"{'LEASE-1':<15}{'ALICE RESIDENT':<22}  "
    bank = f"12345678{routing_check_digit('12345678')}"
    first = f"6{code}{bank}{'74456789':<17}{amount:010d}{columns}{bool(addenda):d}{ODFI}"
    following = [
        f"705{'RENT MARCH':<80}{number:04d}{sequence:07d}" for number in range(1, addenda + 1)
    ]
    return [f"{first}{sequence:07d}", *following]


def lines_of(*texts: str) -> Characters:
    joined = "".join(f"{text}\n" for text in texts).encode("latin-1")
    return np.frombuffer(joined, np.uint8).reshape(len(texts), 95)


def returned(
    sequence: int, *, code: int = 26, reason: str = "R01", died: str = "", original: str = "1" * 15
) -> list[str]:
    detail = entry(sequence, code=code)[0]
    trace = detail[79:]
    addenda = f"799{reason}{original}{died:<6}12345678{'SORRY':<44}{trace}"
    return [f"{detail[:78]}1{trace}", addenda]


def batch_of(kind: FileKind, **changes: object) -> BatchInCheck:
    settings = Settings(today=None, is_banking_day=is_banking_day)
    batch = BatchInCheck(HEADER.replace(**changes), settings, is_readable=True)
    batch.kind = kind
    return batch


def proof_of(
    *texts: str,
    kind: FileKind = FileKind.FORWARD,
    last_trace: int = 0,
    bank: BankRules | None = None,
    known: set[str] = frozenset(),
    **changes: object,
) -> Proof:
    plan = plan_of(batch_of(kind, **changes), bank)
    assert plan is not None
    lines = lines_of(*texts)
    unprintable = ((lines[:, :94] < 32) | (lines[:, :94] > 126)).any(axis=1)
    return prove(lines, unprintable, plan, last_trace=last_trace, known_traces=known)


@pytest.mark.parametrize(
    ("sec_code", "texts"),
    [
        ("PPD", [*entry(1), *entry(2, code=22), *entry(5, code=28, amount=0)]),
        ("PPD", [*entry(1, addenda=1), *entry(2), *entry(3, addenda=1)]),
        ("CCD", [*entry(1, code=24, amount=0, addenda=1), *entry(2)]),
        ("WEB", entry(1, own=f"{'':15}{'BOB':<22}R ") + entry(2, own=f"{'':15}{'BOB':<22}S ")),
        ("TEL", entry(1, own=f"{'':15}{'BOB':<22}R ") + entry(2)),
        ("CTX", [*entry(1, addenda=12, own=f"{'1':<15}0012{'BOB INC':<16}    ")]),
        ("ARC", [*entry(1, amount=2_500_000)]),
        ("RCK", [*entry(1, amount=249_999)]),
        ("CIE", [*entry(1, code=22)]),
    ],
)
def test_right_entries_are_left_without_a_doubt(sec_code: str, texts: list[str]) -> None:
    assert not proof_of(*texts, standard_entry_class_code=sec_code).doubts.any()


@pytest.mark.parametrize(
    ("start", "value", "doubt"),
    [
        (2, "99", doubt_of.WHOLE),
        (2, "24", doubt_of.CODE),
        (2, "26", doubt_of.WHOLE),
        (2, "2A", doubt_of.WHOLE),
        (4, "1234567A", doubt_of.WHOLE),
        (4, "000000000", doubt_of.ROUTING),
        (4, "500000005", doubt_of.ROUTING),
        (12, "1", doubt_of.ROUTING),
        (12, " ", doubt_of.WHOLE),
        (13, " " * 17, doubt_of.TEXT),
        (13, "0" * 17, doubt_of.TEXT),
        (13, "1 2", doubt_of.ACCOUNT),
        (13, " 12", doubt_of.TEXT),
        (13, "\xe9", doubt_of.TEXT),
        (30, "0" * 10, doubt_of.AMOUNT),
        (30, "000000010A", doubt_of.WHOLE),
        (55, " " * 22, doubt_of.TEXT),
        (55, "0" * 22, doubt_of.TEXT),
        (55, " A", doubt_of.TEXT),
        (60, "\t", doubt_of.TEXT),
        (79, "1", doubt_of.NO_ADDENDA),
        (79, "2", doubt_of.NO_ADDENDA),
        (80, "07640126", doubt_of.TRACE),
        (80, "A", doubt_of.WHOLE),
        (88, "0000001", doubt_of.TRACE),
        (88, "0000000", doubt_of.TRACE),
        (94, "A", doubt_of.WHOLE),
    ],
)
def test_a_wrong_field_leaves_a_doubt(start: int, value: str, doubt: int) -> None:
    (wrong,) = entry(2)
    wrong = wrong[: start - 1] + value + wrong[start - 1 + len(value) :]

    doubts = proof_of(*entry(1), wrong, *entry(3)).doubts.tolist()

    assert doubts[1] & doubt
    assert doubts[0] == 0
    assert doubts[2] in (0, doubt_of.TRACE)


@pytest.mark.parametrize("bank", ["07640125", "12345678", "05600507"])
def test_one_check_digit_of_ten_is_right(bank: str) -> None:
    texts = [entry(number + 1)[0] for number in range(10)]
    texts = [f"{text[:3]}{bank}{digit}{text[12:]}" for digit, text in enumerate(texts)]

    doubts = proof_of(*texts).doubts

    assert np.flatnonzero(doubts == 0).tolist() == [routing_check_digit(bank)]


@pytest.mark.parametrize("column", [*range(2, 4), *range(84, 95)])
@pytest.mark.parametrize("character", "1A ")
def test_no_column_of_a_payment_addenda_is_passed_over(column: int, character: str) -> None:
    detail, addenda = entry(2, addenda=1)
    wrong = addenda[: column - 1] + character + addenda[column:]

    assert bool(proof_of(detail, wrong).doubts[0]) is (wrong != addenda)


@pytest.mark.parametrize("column", [*range(2, 36), *range(80, 95)])
@pytest.mark.parametrize("character", "A \t")
def test_no_column_of_a_return_addenda_is_passed_over(column: int, character: str) -> None:
    detail, addenda = returned(2)
    wrong = addenda[: column - 1] + character + addenda[column:]

    assert bool(proof_of(detail, wrong, kind=FileKind.RETURN).doubts[0]) is (wrong != addenda)


@pytest.mark.parametrize(
    ("start", "value"),
    [
        (2, "02"),
        (2, "99"),
        (40, "\x00"),
        (84, "0002"),
        (84, "000A"),
        (88, "0000003"),
        (94, " "),
    ],
)
def test_a_wrong_addenda_leaves_a_doubt_of_its_entry(start: int, value: str) -> None:
    detail, addenda = entry(2, addenda=1)
    addenda = addenda[: start - 1] + value + addenda[start - 1 + len(value) :]

    doubts = proof_of(*entry(1, addenda=1), detail, addenda, *entry(3, addenda=1)).doubts

    assert doubts.tolist() == [0, doubt_of.WHOLE, 0]


@pytest.mark.parametrize(
    ("changes", "texts"),
    [
        ({"standard_entry_class_code": "ARC"}, entry(1, amount=2_500_001)),
        ({"standard_entry_class_code": "RCK"}, entry(1, amount=250_000)),
        ({"company_descriptive_date": "SD1300"}, entry(1, amount=100_000_001)),
        ({"company_entry_description": "ACCTVERIFY"}, entry(1, code=22, amount=100)),
        ({"bank": BankRules(name="x", entry_max_cents=99)}, entry(1)),
        ({"bank": BankRules(name="x", prenotes=False)}, entry(1, code=28, amount=0)),
        ({"bank": BankRules(name="x", capitals=True)}, entry(1, own=f"{'':15}{'Bob':<24}")),
        (
            {"bank": BankRules(name="x", capitals=True)},
            [text.replace("MARCH", "March") for text in entry(1, addenda=1)],
        ),
        ({"service_class_code": 220}, entry(1)),
        ({"service_class_code": 225}, entry(1, code=22)),
        ({"standard_entry_class_code": "CIE"}, entry(1)),
        ({"standard_entry_class_code": "TEL"}, entry(1, own=f"{'':15}{'BOB':<22}Q ")),
        ({"standard_entry_class_code": "WEB"}, entry(1)),
        ({"standard_entry_class_code": "WEB"}, entry(1, own=f"{'':15}{'BOB':<22}RS")),
        ({"standard_entry_class_code": "CCD"}, entry(1, code=24, amount=0)),
        ({"standard_entry_class_code": "TEL"}, entry(1, addenda=1)),
        ({"standard_entry_class_code": "PPD"}, entry(1, addenda=2)),
        ({"standard_entry_class_code": "CTX"}, entry(1, own=f"{'':15}0001{'BOB':<16}    ")),
        ({"standard_entry_class_code": "CTX"}, entry(1, own=f"{'':15}0000{'BOB':<16}X   ")),
        ({"known": {"076401250000001"}}, entry(1)),
        ({"last_trace": 76401250000001}, entry(1)),
    ],
)
def test_what_the_batch_does_not_allow_is_in_doubt(
    changes: dict[str, object], texts: list[str]
) -> None:
    assert proof_of(*texts, **changes).doubts[0]


def test_reversals_and_micro_entries_have_rules_of_their_own() -> None:
    loan, micro = entry(1, code=55), entry(1, code=22, amount=99)

    assert not proof_of(*loan, company_entry_description="REVERSAL").doubts.any()
    assert proof_of(*loan).doubts[0] & doubt_of.CODE
    assert not proof_of(*micro, company_entry_description="ACCTVERIFY").doubts.any()


def test_counts_and_totals_leave_out_what_is_in_doubt_as_a_whole() -> None:
    unreadable = entry(4)[0].replace("0000000100", "000000010A")
    prenote = entry(5, code=28, amount=0)[0]

    found = proof_of(
        *entry(1, amount=5), *entry(2, code=22, amount=7, addenda=1), *entry(3, amount=0),
        unreadable, prenote,
    )  # fmt: skip

    assert (found.entry_count, found.addenda_count, found.prenote_count) == (4, 1, 1)
    assert (found.debit_count, found.debit_cents, found.credit_cents) == (3, 5, 7)
    assert found.entry_hash == 4 * 12345678
    assert found.traces.tolist() == [76401250000000 + n for n in range(1, 6)]


def test_a_trace_number_of_another_bank_is_read_as_it_is() -> None:
    other = entry(2)[0][:79] + "999999990000002"
    none = entry(2)[0][:79] + "99999999000000A"

    found = proof_of(*entry(1), other, none).traces.tolist()

    assert found == [76401250000001, 999999990000002, int(doubt_of.NO_NUMBER)]


def test_a_class_with_rules_of_its_own_has_no_plan() -> None:
    for sec_code in ("IAT", "POP", "ENR", "COR", "???"):
        batch = batch_of(FileKind.FORWARD, standard_entry_class_code=sec_code)
        assert not is_planned(batch)
        assert plan_of(batch, None) is None


def test_a_batch_has_a_plan_when_it_shows_what_its_entries_are() -> None:
    assert is_planned(batch_of(FileKind.EMPTY))
    assert plan_of(batch_of(FileKind.EMPTY), None) is None
    assert plan_of(batch_of(FileKind.NOTIFICATION), None) is None
    assert plan_of(batch_of(FileKind.FORWARD), None)
    assert plan_of(batch_of(FileKind.RETURN), None)


@pytest.mark.parametrize(
    ("texts", "changes"),
    [
        ([*returned(1), *returned(2, code=36, reason="R02"), *returned(3, reason="R14")], {}),
        (returned(1, code=21, reason="R23"), {}),
        (returned(1, reason="R05"), {"standard_entry_class_code": "CCD"}),
        (returned(1), {"service_class_code": 225}),
        (returned(1), {"bank": BankRules(name="x", entry_max_cents=100)}),
    ],
)
def test_right_returns_are_left_without_a_doubt(
    texts: list[str], changes: dict[str, object]
) -> None:
    found = proof_of(*texts, kind=FileKind.RETURN, **changes)

    assert not found.doubts.any()
    assert found.debit_cents + found.credit_cents == 100 * len(texts) // 2
    assert found.entry_count == found.addenda_count == len(texts) // 2


@pytest.mark.parametrize(
    ("texts", "changes"),
    [
        (returned(1, code=27), {}),
        (returned(1)[:1], {}),
        ([*returned(1), returned(1)[1]], {}),
        (returned(1, reason="R00"), {}),
        (returned(1, reason="R05"), {}),
        (returned(1, reason="R23"), {}),
        (returned(1, code=21), {}),
        (returned(1, reason="R61"), {}),
        (returned(1, reason="R71"), {}),
        (returned(1, reason="R99"), {}),
        (returned(1, reason="X01"), {}),
        (returned(1, reason="R:7"), {}),
        (returned(1, reason="R0:"), {}),
        (returned(1, died="260101"), {}),
        (returned(1, original="0" * 15), {}),
        (returned(1, original="1" * 14 + "A"), {}),
        ([returned(1)[0], returned(2)[1]], {}),
        ([returned(1)[0], returned(1)[1].replace("0764012500", "0764012600")], {}),
        ([returned(1)[0], returned(1)[1].replace("12345678", "00000000")], {}),
        ([returned(1)[0], returned(1)[1].replace("12345678", "1234567A")], {}),
        ([returned(1)[0], returned(1)[1].replace("799", "798")], {}),
        ([returned(1)[0], entry(1, addenda=1)[1]], {}),
        (returned(1), {"service_class_code": 220}),
        (returned(1), {"bank": BankRules(name="x", entry_max_cents=99)}),
    ],
)
def test_returns_that_may_be_wrong_are_in_doubt_as_a_whole(
    texts: list[str], changes: dict[str, object]
) -> None:
    assert proof_of(*texts, kind=FileKind.RETURN, **changes).doubts.tolist() == [doubt_of.WHOLE]


PROVEN = {
    "entry.transaction-code", "entry.service-class", "entry.class-debit", "entry.class-credit",
    "entry.loan-debit", "entry.return-code-use", "entry.zero-dollar-class", "entry.prenote-class",
    "entry.advice-code", "entry.routing-number", "entry.check-digit", "entry.account-number",
    "entry.account-number-blanks", "entry.amount-missing", "entry.amount-unexpected",
    "entry.amount-limit", "entry.same-day-amount", "entry.micro-amount", "entry.payment-type",
    "entry.trace-order", "entry.trace-prefix", "entry.trace-unique", "entry.trace-known",
    "entry.duplicate", "entry.addenda-indicator", "entry.addenda-missing", "entry.addenda-count",
    "entry.addenda-declared", "entry.addenda-type", "entry.addenda-sequence",
    "entry.addenda-trace", "field.numeric", "field.digits", "field.mandatory", "field.required",
    "field.reserved", "field.justification", "odfi.entry-amount", "odfi.lower-case",
    "odfi.prenote",
}  # fmt: skip
OF_CLASSES_WITHOUT_A_PLAN = {
    "entry.non-monetary-code", "entry.card-transaction-type", "entry.card-expiration",
    "entry.terminal-state", "addenda.terminal-moment", "addenda.death-notice",
    "addenda.enrollment",
}  # fmt: skip


def test_every_rule_of_an_entry_is_known_to_the_proof() -> None:
    rules = {
        rule for rule in RULES if rule.partition(".")[0] in ("entry", "field", "addenda")
    }  # those of items (iat, return ...) have classes or addenda that are never proven

    assert rules <= PROVEN | OF_CLASSES_WITHOUT_A_PLAN
    assert RULES.keys() >= PROVEN | OF_CLASSES_WITHOUT_A_PLAN
