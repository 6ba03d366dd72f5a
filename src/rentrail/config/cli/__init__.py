"""The command line, `rentrail`: one program, a verb for each piece of work (CLI-1).

It ends with 0 when the work is done, 1 when the input or the state is bad, 2 when the command is
not written rightly. A message says what is wrong, where, and what to do; a bug leaves a reference
and its trace in a file, never on the screen.
"""

import argparse
import importlib
import os
import secrets
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from rentrail.config import garbage
from rentrail.config.cli.arguments import parser
from rentrail.config.cli.refusals import Refused

DONE, BAD = 0, 1
ERRORS = "errors.log"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, and give the status it ends with."""
    args = parser().parse_args(argv)
    try:
        return _run(args)
    except Refused as problem:
        return _say(str(problem))
    except KeyboardInterrupt:
        return _say("Stopped.")
    except BrokenPipeError:  # whoever read our output has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as problem:
        from rentrail.config.cli import readiness  # loads Django, which not every verb needs

        return _say(readiness.reason(problem) or _kept_for_the_makers(args))


def _run(args: argparse.Namespace) -> int:
    if not args.database:
        return run(args)
    from rentrail.config import runtime  # loads Django

    with runtime.running(data_dir=args.data, migrates=args.migrates) as ready:
        args.data = ready.data_dir
        return run(args)


def run(args: argparse.Namespace) -> int:
    """Import a verb's module only now: it needs the settings."""
    module, _, function = args.runs.partition(":")
    work = getattr(importlib.import_module(module), function)
    garbage.settle()
    status: int | None = work(args)
    return status or DONE


def _say(message: str) -> int:
    print(message, file=sys.stderr)
    return BAD


def _kept_for_the_makers(args: argparse.Namespace) -> str:
    from rentrail.config import runtime

    reference = secrets.token_hex(4)
    folder: Path = args.data or runtime.DEFAULT_DATA_DIR
    path = folder.absolute() / ERRORS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("a", encoding="utf-8") as log:
            log.write(f"--- {reference}\n{traceback.format_exc()}\n")
    except OSError:
        return f"This should not have happened (reference {reference}; {path} can't be written)."
    return f"This should not have happened. What did is in {path}, under reference {reference}."
