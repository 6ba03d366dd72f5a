"""Addenda 02: when and where a card or a machine was used."""

from rentrail.formats.nacha.addenda import MachineAddenda, TerminalAddenda
from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.states import STATES
from rentrail.formats.nacha.validation import days


def check(addenda: TerminalAddenda | MachineAddenda, report: Report) -> None:
    """Check the moment and the state of a terminal."""
    if addenda.transaction_date.isdecimal() and not days.is_month_and_day(addenda.transaction_date):
        message = f"{addenda.transaction_date} is no day of a year."
        report.field(
            "addenda.terminal-moment", addenda, "transaction_date", message, expected="MMDD"
        )
    if isinstance(addenda, MachineAddenda):
        _check_time(addenda, report)
    if addenda.terminal_state.strip() and addenda.terminal_state not in STATES:
        message = f"{addenda.terminal_state!r} is no state or territory of the United States."
        report.field("entry.terminal-state", addenda, "terminal_state", message)


def _check_time(addenda: MachineAddenda, report: Report) -> None:
    if addenda.transaction_time.isdecimal() and not days.is_time(addenda.transaction_time):
        message = f"{addenda.transaction_time} is no time of day."
        report.field(
            "addenda.terminal-moment", addenda, "transaction_time", message, expected="HHMMSS"
        )
