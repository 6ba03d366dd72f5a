"""Names of files on the other side: final, temporary, archived."""

import secrets
from dataclasses import dataclass

_DIGEST_LENGTH = 16


@dataclass(frozen=True, kw_only=True)
class TemporaryNames:
    """How a file is called while it is being written, so that its reader leaves it alone.

    The name holds the start of the content's digest: a leftover is ours, and may be removed, only
    if it was made for the same name and the same bytes. Each try has a name of its own, so that a
    late rename of an earlier try can never move a half-written file into place.
    """

    prefix: str = "."
    suffix: str = ".part"

    def fresh(self, *, name: str, digest: str) -> str:
        """Make the temporary name for one try at sending a file."""
        return f"{self._stem(name=name, digest=digest)}{secrets.token_hex(4)}{self.suffix}"

    def is_leftover(self, candidate: str, *, name: str, digest: str) -> bool:
        """Tell whether `candidate` is what an earlier try at the same file left behind."""
        stem = self._stem(name=name, digest=digest)
        return candidate.startswith(stem) and candidate.endswith(self.suffix)

    def _stem(self, *, name: str, digest: str) -> str:
        return f"{self.prefix}{name}.{digest[:_DIGEST_LENGTH].lower()}-"


def require_plain(name: str) -> str:
    """Give `name` back if it names a file inside a directory and nothing else.

    Raises:
        ValueError: it is empty, hidden, or would leave the directory.
    """
    if not is_plain(name):
        raise ValueError(f"{name!r} is not a plain file name.")
    return name


def is_plain(name: str) -> bool:
    """Tell whether `name` names a file inside a directory and nothing else."""
    has_path = any(character in name for character in "/\\\0\r\n")
    return bool(name) and not name.startswith(".") and not has_path


def is_finished(name: str, *, unfinished_suffixes: tuple[str, ...]) -> bool:
    """Tell whether an inbound name is one that a writer gives to a finished file."""
    return is_plain(name) and not name.lower().endswith(unfinished_suffixes)


def beside(name: str) -> str:
    """Make a name for a file whose own name is taken in the archive."""
    return f"{name}.{secrets.token_hex(4)}"
