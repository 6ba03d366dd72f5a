import pytest

from rentrail.formats.nacha import codes
from rentrail.formats.nacha.codes import (
    CorrectedData,
    CorrectedDataRefused,
    OriginatorAction,
    RateBucket,
)


@pytest.mark.parametrize(
    ("code", "days", "bucket", "action"),
    [
        ("R01", 2, RateBucket.OVERALL, OriginatorAction.MAY_REINITIATE),
        ("R02", 2, RateBucket.ADMINISTRATIVE, OriginatorAction.CORRECT_DATA),
        ("R03", 2, RateBucket.ADMINISTRATIVE, OriginatorAction.CORRECT_DATA),
        ("R04", 2, RateBucket.ADMINISTRATIVE, OriginatorAction.CORRECT_DATA),
        ("R05", 60, RateBucket.UNAUTHORIZED, OriginatorAction.NEW_AUTHORIZATION),
        ("R07", 60, RateBucket.UNAUTHORIZED, OriginatorAction.NEW_AUTHORIZATION),
        ("R08", 2, RateBucket.OVERALL, OriginatorAction.NEW_APPROVAL),
        ("R09", 2, RateBucket.OVERALL, OriginatorAction.MAY_REINITIATE),
        ("R10", 60, RateBucket.UNAUTHORIZED, OriginatorAction.NEW_AUTHORIZATION),
        ("R11", 60, RateBucket.UNAUTHORIZED, OriginatorAction.CORRECT_AND_RESEND),
        ("R16", 2, RateBucket.OVERALL, OriginatorAction.OTHER_METHOD),
        ("R20", 2, RateBucket.OVERALL, OriginatorAction.OTHER_METHOD),
        ("R29", 2, RateBucket.UNAUTHORIZED, OriginatorAction.NEW_AUTHORIZATION),
    ],
)
def test_a_return_code_says_what_to_do(code, days, bucket, action):
    found = codes.return_code(code)

    assert found is not None
    assert (found.deadline_days, found.rate_bucket, found.originator_action) == (
        days,
        bucket,
        action,
    )


def test_all_codes_in_use_are_known():
    numbers = [*range(1, 48), *range(50, 54), *range(61, 78), *range(80, 86), 90]

    assert set(codes.return_codes()) == {f"R{number:02d}" for number in numbers}
    assert codes.return_code("R99") is None


@pytest.mark.parametrize(
    ("change_code", "text", "expected"),
    [
        ("C01", "00123-45", CorrectedData(account_number="00123-45")),
        ("C01", "001 2345", CorrectedData(account_number="0012345")),
        ("C02", "076401251", CorrectedData(routing_number="076401251")),
        (
            "C03",
            "076401251   99887766",
            CorrectedData(routing_number="076401251", account_number="99887766"),
        ),
        ("C04", "ALICE NEWNAME", CorrectedData(name="ALICE NEWNAME")),
        ("C05", "37", CorrectedData(transaction_code=37)),
        (
            "C06",
            "99887766            32",
            CorrectedData(account_number="99887766", transaction_code=32),
        ),
        (
            "C07",
            "07640125199887766         37",
            CorrectedData(
                routing_number="076401251", account_number="99887766", transaction_code=37
            ),
        ),
        ("C09", "LEASE-42", CorrectedData(identification_number="LEASE-42")),
        ("C08", "BDNFFRPP", CorrectedData(foreign_dfi_identification="BDNFFRPP")),
        ("C13", "", CorrectedData()),
        ("C14", "IAT", CorrectedData(sec_code="IAT")),
    ],
)
def test_corrected_data_is_read_by_its_change_code(change_code, text, expected):
    assert codes.corrected_data(change_code, text) == expected


@pytest.mark.parametrize(
    ("change_code", "text", "reason"),
    [
        ("C02", "076401252", "no bank's"),
        ("C03", "076401252   99887766", "no bank's"),
        ("C03", "076401251", "no account number"),
        ("C05", "99", "no entry can carry"),
        ("C05", "26", "no entry can carry"),
        ("C06", "99887766 27", "no transaction code"),
        ("C01", "123456789012345678", "text where none belongs"),
        ("C02", "076401251 1", "text where none belongs"),
        ("C03", "07640125199887766", "text where none belongs"),
        ("C03", "076401251 9988   99887766", "text where none belongs"),
        ("C13", "X", "text where none belongs"),
        ("C14", "PPD", "asks for the class IAT"),
        ("C10", "NAME", "no change code"),
        ("C61", "", "no change code"),
        ("XXX", "", "no change code"),
    ],
)
def test_corrected_data_that_cannot_be_right_is_refused(change_code, text, reason):
    with pytest.raises(CorrectedDataRefused, match=reason):
        codes.corrected_data(change_code, text)


def test_the_account_number_of_an_international_entry_may_be_longer():
    number = "GB29NWBK60161331926819"

    assert codes.corrected_data("C01", number, is_iat=True).account_number == number


def test_where_corrected_data_stands_can_be_asked():
    assert codes.corrected_data_columns("C03") == {
        "routing_number": (1, 9),
        "account_number": (13, 29),
    }
    assert codes.corrected_data_columns("C61") == {}


@pytest.mark.parametrize(
    ("original", "corrected", "expected"), [(27, 37, 37), (27, 32, 37), (22, 37, 32), (28, 37, 38)]
)
def test_a_corrected_code_changes_the_account_type_only(original, corrected, expected):
    assert codes.corrected_transaction_code(original=original, corrected=corrected) == expected


def test_a_debit_cannot_be_corrected_to_a_loan():
    with pytest.raises(ValueError, match="no live debit of a loan"):
        codes.corrected_transaction_code(original=27, corrected=52)
