import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.formats import ackfile
from rentrail.formats.ackfile import reader
from rentrail.formats.ackfile.records import RejectedBatch

FILE = """\
ACK,1
FILE,076401251,1234567890,260301,0930,A,ACCEPTED,12,120000,500,
BATCH,2,REJECTED,Traces do not rise, see line 14
FILE,076401251,1234567890,260301,0931,B,REJECTED,0,0,0,"Totals differ, file refused"
END,3
"""


def test_each_file_is_accepted_or_rejected_with_its_totals():
    file = reader.read(FILE.encode())

    accepted, rejected = file.acknowledgements
    assert file.problems == ()
    assert (accepted.accepted, accepted.immediate_origin) == (True, "1234567890")
    assert (accepted.file_creation_date, accepted.file_creation_time) == ("260301", "0930")
    assert (accepted.file_id_modifier, accepted.entry_addenda_count) == ("A", 12)
    assert (accepted.total_debit_cents, accepted.total_credit_cents) == (120_000, 500)
    assert accepted.rejected_batches == (
        RejectedBatch(batch_number=2, reason="Traces do not rise, see line 14"),
    )
    assert (rejected.accepted, rejected.reason) == (False, "Totals differ, file refused")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("ACK,1", "ACK,2", "ack.version"),
        ("ACK,1\n", "", "ack.start-missing"),
        ("END,3\n", "", "ack.end-missing"),
        ("END,3", "END,2", "ack.row-count"),
        ("END,3\n", "END,3\nFILE\n", "ack.order"),
        ("ACCEPTED", "MAYBE", "ack.file"),
        ("120000", "1200.00", "ack.counts"),
        ("BATCH,2,REJECTED", "BATCH,X,REJECTED", "ack.batch"),
        ("BATCH,2", "BLOCK,2", "ack.row"),
        ("ACK,1\n", "ACK,1\nBATCH,1,REJECTED,x\n", "ack.order"),
    ],
)
def test_a_file_that_is_not_whole_is_not_sound(old, new, rule):
    file = reader.read(FILE.replace(old, new, 1).encode())

    assert rule in {problem.rule for problem in file.problems}
    assert not file.is_sound


def test_an_acknowledgement_is_recognised_by_its_content():
    assert ackfile.recognise(FILE.encode())
    assert ackfile.recognise(FILE.replace("\n", "\r\n").encode())
    assert not ackfile.recognise(b"101 076401251")
    assert not ackfile.recognise(b"")


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_crash(data):
    reader.read(b"ACK,1\n" + data)
