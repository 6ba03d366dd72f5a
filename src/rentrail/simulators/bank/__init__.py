"""A bank to practise with: a program of its own, reached over SFTP like a real one.

It takes Nacha files, checks them as an operator would, posts to accounts that have balances, and
answers with acknowledgements, returns, notifications of change and BAI2 statements on the days a
bank would. Its payers behave as they are told or as a seed decides; faults can be switched on.

It reads and writes every format with code of its own, so that a fault in Rentrail's formats
does not hide behind the same fault here. The same seed, configuration and files give the same
answers, byte for byte.
"""

from rentrail.simulators.bank.bank import Bank
from rentrail.simulators.bank.config import BankConfig, Behaviour, DepositAccount, Originator
from rentrail.simulators.bank.faults import Faults
from rentrail.simulators.bank.server import BankServer, RunningBank

__all__ = [
    "Bank",
    "BankConfig",
    "BankServer",
    "Behaviour",
    "DepositAccount",
    "Faults",
    "Originator",
    "RunningBank",
]
