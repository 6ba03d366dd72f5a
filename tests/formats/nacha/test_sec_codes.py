from rentrail.formats.nacha import sec_codes
from rentrail.formats.nacha.entries import ENTRY_CLASSES


def test_a_class_and_a_sec_code_allow_what_the_rules_allow():
    def allowed(service_class_code: int, sec_code: str) -> set[int]:
        return set(
            sec_codes.allowed_transaction_codes(
                service_class_code=service_class_code, sec_code=sec_code
            )
        )

    assert allowed(225, "PPD") == {27, 28, 37, 38, 47, 48}
    assert allowed(220, "PPD") == {22, 23, 32, 33, 42, 43, 52, 53}
    assert allowed(200, "PPD") == allowed(220, "PPD") | allowed(225, "PPD")
    assert allowed(225, "CCD") - allowed(225, "PPD") == {29, 39, 49}
    assert allowed(225, "ARC") == {27, 37, 47}
    assert allowed(220, "ARC") == set()
    assert allowed(220, "ACK") == {24, 34, 44, 54}
    assert allowed(280, "ADV") == set(range(81, 89))


def test_a_reversal_may_go_the_other_way_and_debit_a_loan():
    allowed = sec_codes.allowed_transaction_codes(
        service_class_code=200, sec_code="ARC", is_reversal=True
    )

    assert allowed == {22, 27, 32, 37, 42, 47, 52, 55}


def test_every_class_that_has_a_record_has_rules():
    assert set(sec_codes.SEC_CODES) == set(ENTRY_CLASSES)
    assert {*ENTRY_CLASSES, "COR"} == sec_codes.KNOWN_SEC_CODES
