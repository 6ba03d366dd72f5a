"""The transport that fails on demand tells the truth about what it did."""

import hashlib
from pathlib import Path

import pytest
from tests.banking.transports import bank_servers
from tests.banking.transports.bank_servers import Directories
from tests.banking.transports.faulty import Fault, FaultyTransport

from rentrail.banking.transports import AnswerUnknown, NotSent, Outcome, Unreachable

DATA = b"101 "
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.mark.parametrize(
    ("fault", "failure", "outcome"),
    [
        (Fault.UNREACHABLE, Unreachable, Outcome.ABSENT),
        (Fault.NOT_SENT, NotSent, Outcome.ABSENT),
        (Fault.REQUEST_LOST, AnswerUnknown, Outcome.ABSENT),
        (Fault.ANSWER_LOST, AnswerUnknown, Outcome.PRESENT),
    ],
)
def test_each_fault_does_what_it_says_once(
    tmp_path: Path, fault: Fault, failure: type[Exception], outcome: Outcome
) -> None:
    transport = FaultyTransport(bank_servers.folder_transport(Directories.made_in(tmp_path)))
    transport.put_faults.append(fault)

    with pytest.raises(failure):
        transport.put(name="a.ach", data=DATA)

    assert transport.outcome(name="a.ach", size=4, digest=DIGEST) is outcome
    transport.put(name="b.ach", data=DATA)
    assert transport.put_digests[-1] == ("b.ach", DIGEST)


def test_the_bank_may_be_impossible_to_ask(tmp_path: Path) -> None:
    transport = FaultyTransport(bank_servers.folder_transport(Directories.made_in(tmp_path)))
    transport.outcome_faults.append(Fault.UNREACHABLE)

    with pytest.raises(AnswerUnknown):
        transport.outcome(name="a.ach", size=4, digest=DIGEST)
