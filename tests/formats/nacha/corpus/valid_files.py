"""Valid files of the corpus beside those of `samples`: forms, prenotes, reversals, many batches."""

from collections.abc import Iterator

from tests.formats.nacha import samples
from tests.formats.nacha.conftest import ALICE, BOB, HEADER
from tests.formats.nacha.corpus.making import (
    batches_of,
    cut,
    edited,
    file_in_form,
    ppd,
    put,
    settle,
)

from rentrail.formats import nacha


def own_valid_files() -> dict[str, bytes]:
    """Give them by their names."""
    return {**dict(_forms()), **dict(_contents())}


def _forms() -> Iterator[tuple[str, bytes]]:
    """The same two files in every form."""
    for name, made in (
        ("ppd", nacha.parse(ppd())),
        ("iat", samples.VALID["IAT"]),
        ("returned", samples.VALID["PPD-returned"]),
        ("adv", samples.VALID["ADV"]),
    ):
        yield f"form-{name}-crlf", file_in_form(made, line_end="\r\n")
        yield f"form-{name}-cr", file_in_form(made, line_end="\r")
        yield f"form-{name}-no-line-ends", file_in_form(made, line_end="")
        yield f"form-{name}-last-line-end-missing", file_in_form(made, ends_with_line_end=False)
    full = ppd(
        *(ALICE._replace(identification_number=f"L{n}", trace_sequence=n) for n in range(1, 7))
    )
    yield "form-block-full-without-padding", full


def _contents() -> Iterator[tuple[str, bytes]]:
    credit = ALICE._replace(transaction_code=22)
    yield "prenote-debit", ppd(ALICE._replace(transaction_code=28, amount_cents=0))
    yield "prenote-savings-debit", ppd(BOB._replace(transaction_code=38, amount_cents=0))
    yield (
        "prenote-credit",
        ppd(
            ALICE._replace(transaction_code=23, amount_cents=0),
            service_class_code=220,
        ),
    )
    yield (
        "prenote-among-live-entries",
        ppd(ALICE, BOB._replace(transaction_code=38, amount_cents=0)),
    )
    yield "prenote-returned", edited(samples_of("PPD-returned"), put(3, 30, "0" * 10), settle)
    yield (
        "zero-dollar-ccd-with-remittance",
        ppd(
            credit._replace(
                transaction_code=24, amount_cents=0, payment_related_information="RMR*IV*1\\"
            ),
            service_class_code=220,
            standard_entry_class_code="CCD",
        ),
    )  # fmt: skip
    yield "credits", ppd(credit, service_class_code=220)
    yield (
        "mixed-debits-and-credits",
        ppd(ALICE, credit._replace(trace_sequence=2), service_class_code=200),
    )
    yield "one-cent", ppd(ALICE._replace(amount_cents=1))
    yield "largest-amount", ppd(ALICE._replace(amount_cents=9_999_999_999))
    yield "gaps-between-traces", ppd(ALICE, BOB._replace(trace_sequence=9_000_000))
    yield (
        "three-batches",
        batches_of(
            ({}, [ALICE, BOB]),
            ({"standard_entry_class_code": "CCD"}, [ALICE._replace(trace_sequence=3)]),
            ({"effective_entry_date": "260303"}, [BOB._replace(trace_sequence=4)]),
        ),
    )
    yield (
        "traces-start-lower-in-the-second-batch",
        batches_of(
            ({}, [ALICE._replace(trace_sequence=9)]), ({}, [ALICE._replace(trace_sequence=2)])
        ),
    )
    yield "file-id-modifier-a-digit", edited(ppd(), put(1, 34, "7"))
    yield "creation-time-blank", edited(ppd(), put(1, 30, "    "))
    yield "account-number-with-hyphens", ppd(ALICE._replace(dfi_account_number="7445-6789"))
    yield "account-number-of-seventeen", ppd(ALICE._replace(dfi_account_number="1" * 17))
    yield "lower-case-name", ppd(ALICE._replace(individual_name="Alice Resident"))
    yield "federal-agency", ppd(originator_status_code="2")
    yield (
        "savings-and-general-ledger",
        ppd(ALICE._replace(transaction_code=37), BOB._replace(transaction_code=47)),
    )
    yield "loan-credit", ppd(ALICE._replace(transaction_code=52), service_class_code=220)
    yield (
        "loan-debit-as-reversal",
        ppd(ALICE._replace(transaction_code=55), company_entry_description="REVERSAL"),
    )
    yield "ctx-without-addenda", edited(samples_of("CTX"), cut(4, 2), put(3, 55, "0000"), settle)
    yield "ppd-with-addenda", ppd(ALICE._replace(payment_related_information="RENT MARCH"), BOB)
    yield (
        "reversal-of-represented-check",
        nacha.write(
            nacha.reverse(samples.VALID["RCK"], header=HEADER, effective_entry_date="260303")
        ),
    )
    yield (
        "reversal",
        nacha.write(
            nacha.reverse(
                nacha.parse(ppd()),
                header=HEADER.replace(file_id_modifier="B"),
                effective_entry_date="260303",
                first_trace_sequence=3,
            )
        ),
    )
    yield "retry-of-a-returned-debit", ppd(company_entry_description="RETRY PYMT")
    yield "return-fee", ppd(company_entry_description="RETURN FEE")
    yield (
        "micro-entries",
        ppd(
            credit._replace(amount_cents=12),
            credit._replace(amount_cents=34, trace_sequence=2),
            ALICE._replace(amount_cents=46, trace_sequence=3),
            service_class_code=200,
            company_entry_description="ACCTVERIFY",
        ),
    )
    yield "same-day-mark", ppd(company_descriptive_date="SD1300")
    yield "entry-hash-that-overflows", ppd(
        *(
            ALICE._replace(routing_number="323371076", identification_number=f"L{n}",
                           trace_sequence=n)
            for n in range(1, 13)
        )
    )  # fmt: skip
    yield "iat-with-remittance-and-correspondent", nacha.write(
        samples.file_of(
            samples.batch_header("IAT"),
            samples.entry(
                "IAT", samples.remittance(), samples.correspondent(), addenda_count=9
            ),
        )
    )  # fmt: skip
    yield from _answers()


def _answers() -> Iterator[tuple[str, bytes]]:
    """Returns and notifications, by the codes that are laid out differently."""
    for code in ("R01", "R02", "R05", "R09", "R10", "R11", "R29"):
        sec_code = "CCD" if code in ("R05", "R29") else "PPD"
        yield f"returned-{code.lower()}", nacha.write(samples.returned(sec_code, return_code=code))
    yield (
        "returned-r14-with-date-of-death",
        nacha.write(samples.returned(return_code="R14", date_of_death="260220")),
    )
    for code, data in (
        ("C02", "056005075"),
        ("C03", "056005075   1918171614"),
        ("C04", "ALICE B RESIDENT"),
        ("C05", "37"),
        ("C06", "1918171614          37"),
        ("C07", "0560050751918171614       37"),
        ("C09", "LEASE-0043"),
        ("C13", ""),
    ):
        changed = samples.notified(change_code=code, corrected_data=data)
        yield f"notified-{code.lower()}", nacha.write(changed)
    for code in ("R61", "R62", "R67", "R69"):
        told = {"addenda_information": "01*03"} if code == "R69" else {}
        yield (
            f"dishonored-{code.lower()}",
            nacha.write(samples.dishonored(dishonor_code=code, **told)),
        )
    for code in ("R71", "R72", "R74", "R76"):
        yield f"contested-{code.lower()}", nacha.write(samples.contested(contest_code=code))
    back = samples.returned().batches[0]
    again = samples.returned("WEB").batches[0]
    entries = [nacha.Entry(again.entries[0].detail.replace(trace_number="123456780000002"),
                           tuple(one.replace(trace_number="123456780000002")
                                 for one in again.entries[0].addenda))]  # fmt: skip
    change = samples.notified().batches[0]
    moved = [nacha.Entry(change.entries[0].detail.replace(trace_number="123456780000003"),
                         tuple(one.replace(trace_number="123456780000003")
                               for one in change.entries[0].addenda))]  # fmt: skip
    yield (
        "returns-and-notifications-in-one-file",
        nacha.write(
            nacha.file_of(
                HEADER,
                [
                    back,
                    nacha.batch_of(again.header.replace(batch_number=2), entries),
                    nacha.batch_of(change.header.replace(batch_number=3), moved),
                ],
            )
        ),
    )


def samples_of(name: str) -> bytes:
    """Write one of the samples."""
    return nacha.write(samples.VALID[name])
