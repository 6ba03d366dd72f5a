"""Why a command cannot be done."""


class Refused(Exception):
    """The input or the state is bad. The text says what is wrong, where, and what to do."""
