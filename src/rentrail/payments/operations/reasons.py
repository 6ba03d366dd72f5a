"""The reason that staff give for what they decide by hand."""


class ReasonMissing(Exception):
    """What is decided by hand needs a reason. The text is fit to show a person."""
