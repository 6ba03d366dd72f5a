"""How each command is written, and which function runs it. No module of a verb is imported here."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

COMMANDS = "rentrail.config.cli"
Parsers = Any  # argparse keeps the type of its subparsers to itself


def parser() -> argparse.ArgumentParser:
    """Make the parser of the whole command line."""
    whole = argparse.ArgumentParser(
        prog="rentrail",
        description="Rent payments: from the lease to the bank statement.",
        epilog="Without DATABASE_URL a PostgreSQL of our own runs in the data folder.",
    )
    verbs = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for family in (_starting, _working, _properties, _mri, _bank, _nacha, _icl, _scanner, _showing):
        family(verbs)
    return whole


def _starting(verbs: Parsers) -> None:
    setup = _verb(verbs, "setup", "setup:run", "Bring a company to what its company.toml says")
    setup.add_argument("file", type=Path, help="the company's company.toml")
    _json(setup)

    import_ = verbs.add_parser(
        "import", help="Read households, charges or payers' accounts from CSV files"
    )
    kinds = import_.add_subparsers(title="what", required=True, metavar="KIND")
    for kind, about in (
        ("households", "Take over households and their people, where no MRI sends them"),
        ("charges", "Charge households from a CSV file"),
        ("recurring", "Set up the charges that leases bear every month from a CSV file"),
        ("accounts", "Add payers' bank accounts from a CSV file"),
        ("preauthorized", "Add preauthorized payments from a CSV file"),
    ):
        one = _verb(kinds, kind, f"importing:{kind}", about)
        one.add_argument("file", type=Path, help="the CSV file; its first line names the columns")
        one.add_argument("--dry-run", action="store_true", help="show what would be done, only")
        _company(one)
        _json(one)

    user = verbs.add_parser("user", help="Add a member of the staff, or lock one out")
    users = user.add_subparsers(title="what", required=True, metavar="ACTION")
    add = _verb(users, "add", "users:add", "Add a user, who signs in by e-mail and password")
    add.add_argument("email")
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, help='such as "Property manager"')
    add.add_argument("--property", default="", metavar="CODE", help="only there; else everywhere")
    add.add_argument(
        "--password-env",
        metavar="NAME",
        help="the environment variable with the password; else it is asked for",
    )
    _company(add)
    for action, about in (
        ("lock", "Lock a user out, at once and out of every session"),
        ("unlock", "Let a user in again who was locked out"),
    ):
        one = _verb(users, action, f"users:{action}", about)
        one.add_argument("email")
        _company(one)

    _verb(
        verbs,
        "migrate",
        "tables:migrate",
        "Bring the database's tables up to date, as their owner",
        migrates=True,
    )

    keys = verbs.add_parser("keys", help="Turn the ring of vault keys")
    actions = keys.add_subparsers(title="what", required=True, metavar="ACTION")
    rotate = _verb(
        actions,
        "rotate",
        "keys:rotate",
        "Seal anew, under the ring's first vault key, what an older one sealed",
    )
    _json(rotate)


def _working(verbs: Parsers) -> None:
    run_day = _verb(verbs, "run-day", "day:run_day", "Run the whole business day, step by step")
    run_day.add_argument(
        "--date", type=_day, help="the business day, such as 2026-03-02; else the bank's today"
    )
    _company(run_day)
    _json(run_day)

    verify = _verb(
        verbs, "verify", "proving:verify", "Prove that books, payments, bank and MRI agree"
    )
    verify.add_argument(
        "--against-mri", action="store_true", help="read every balance from MRI too"
    )
    _company(verify)
    _json(verify)

    worker = _verb(verbs, "worker", "working:worker", "Do the background work until stopped")
    worker.add_argument("--concurrency", type=_count, default=4, help="jobs at once (default 4)")

    serve = _verb(verbs, "serve", "serving:serve", "Serve the web site until stopped")
    serve.add_argument("--bind", default="127.0.0.1:8000", help="(default 127.0.0.1:8000)")
    serve.add_argument("--workers", type=_count, default=2, help="processes (default 2)")
    serve.add_argument("--threads", type=_count, default=4, help="threads of each (default 4)")


def _properties(verbs: Parsers) -> None:
    property_ = verbs.add_parser("property", help="Advance a property's date")
    actions = property_.add_subparsers(title="what", required=True, metavar="ACTION")
    advance = _verb(
        actions, "advance", "properties:advance", "Advance the date that its postings carry"
    )
    advance.add_argument("code", metavar="CODE", help="the property's code")
    advance.add_argument(
        "--to", type=_day, metavar="DATE", help="such as 2026-03-03; else the day it is there"
    )
    _company(advance)

    period = verbs.add_parser("period", help="Close a fiscal period of a property")
    actions = period.add_subparsers(title="what", required=True, metavar="ACTION")
    close = _verb(
        actions, "close", "properties:close_period", "Close a month and all before it, for good"
    )
    close.add_argument("code", metavar="CODE", help="the property's code")
    close.add_argument("period", type=_month, metavar="MONTH", help="such as 2026-03")
    _company(close)

    balances = _verb(
        verbs, "balances", "balances:show", "Show what a property's accounts held at a past date"
    )
    balances.add_argument("code", metavar="PROPERTY", help="the property's code")
    balances.add_argument(
        "--as-of", type=_day, metavar="DATE", help="what is dated to it, such as 2026-03-31"
    )
    balances.add_argument(
        "--known-on", type=_day, metavar="DATE", help="what had been posted when that day ended"
    )
    balances.add_argument("--households", action="store_true", help="each household's balances too")
    _company(balances)
    _json(balances)


def _mri(verbs: Parsers) -> None:
    mri = verbs.add_parser("mri", help="Talk to MRI: test, sync, post, status")
    actions = mri.add_subparsers(title="what", required=True, metavar="ACTION")
    for action, about in (
        ("test", "Check the connection to MRI, right by right, and list what it offers"),
        ("sync", "Bring leases and charges in from MRI, now"),
        ("post", "Post payments that wait to MRI, and read doubtful ones back"),
        ("status", "Show how postings and syncs stand"),
    ):
        one = _verb(
            actions,
            action,
            f"mri:{action}_" if action in {"test", "sync"} else f"mri:{action}",
            about,
        )
        one.add_argument("property", nargs="?", metavar="PROPERTY", help="its code; else all")
        if action == "test":
            one.add_argument(
                "--post-cents",
                metavar="RESIDENT",
                help="post two payments of a cent for this resident of the property, to learn "
                "whether an external batch id may be repeated; void them in MRI afterwards",
            )
        _company(one)
        _json(one)


def _bank(verbs: Parsers) -> None:
    bank = verbs.add_parser("bank", help="Exchange files with the bank: send, fetch, status")
    actions = bank.add_subparsers(title="what", required=True, metavar="ACTION")
    for action, about in (
        ("send", "Send the files that are built, and ask after those in doubt"),
        ("fetch", "Fetch what the bank has put out, and apply it"),
        ("status", "Show the files to and from the bank"),
    ):
        one = _verb(actions, action, f"bank:{action}", about)
        _company(one)
        _json(one)


def _nacha(verbs: Parsers) -> None:
    nacha = verbs.add_parser("nacha", help="Check, show, change and explain Nacha files")
    actions = nacha.add_subparsers(title="what", required=True, metavar="ACTION")
    several: dict[str, Any] = {
        "nargs": "+",
        "metavar": "FILE",
        "help": "a file; - reads standard input",
    }
    form = "a file, as Nacha, JSON or CSV; - reads standard input"

    validate = _nacha_verb(actions, "validate", "Say all that is wrong with files")
    validate.add_argument("files", **several)
    validate.add_argument(
        "--rules", metavar="BANK", help="what a bank asks for beside: FILE, or FILE:BANK"
    )
    validate.add_argument(
        "--today", type=_day, metavar="DATE", help="check effective dates against this day"
    )
    _json(validate)

    inspect = _nacha_verb(actions, "inspect", "Show what a file holds, for people")
    inspect.add_argument("file", metavar="FILE", help=form)
    inspect.add_argument(
        "--level", choices=("file", "batch", "entry"), default="entry", help="(default entry)"
    )
    _unmasked(inspect)

    convert = _nacha_verb(actions, "convert", "Write a file as Nacha, JSON or CSV")
    convert.add_argument("file", metavar="FILE", help=form)
    convert.add_argument("--to", choices=("nacha", "json", "csv"), required=True)
    _output(convert, "the file to write; else standard output", required=False)

    diff = _nacha_verb(actions, "diff", "Show in what two files differ, field by field")
    diff.add_argument("first", metavar="FILE", help=form)
    diff.add_argument("second", metavar="FILE", help=form)
    _unmasked(diff)
    _json(diff)

    fix = _nacha_verb(actions, "fix", "Work out counts, totals, hashes and padding anew")
    fix.add_argument("file", metavar="FILE", help=form)
    _output(fix, "the file to write; else it is only told what would change", required=False)
    fix.add_argument("--without-padding", action="store_true", help="leave the last block open")
    _json(fix)

    merge = _nacha_verb(actions, "merge", "Make one file of several to the same bank")
    merge.add_argument("files", **several)
    _output(merge, "the file to write", required=True)
    merge.add_argument(
        "--join-batches", action="store_true", help="make one of batches with equal headers"
    )

    split = _nacha_verb(actions, "split", "Make several files of one")
    split.add_argument("file", metavar="FILE", help=form)
    _output(split, "the folder to write to", required=True, metavar="DIR")
    split.add_argument(
        "--by", choices=("batch", "class", "company", "date"), help="a file for each of these"
    )
    split.add_argument("--records-max", type=_count, metavar="COUNT", help="records of a file")

    explain = _nacha_verb(actions, "explain", "Say what a code or a rule means")
    explain.add_argument(
        "code", metavar="CODE", help="a return, change, class or transaction code, or a rule's id"
    )
    _json(explain)


def _icl(verbs: Parsers) -> None:
    icl = verbs.add_parser("icl", help="Check, show, take apart and convert image cash letters")
    actions = icl.add_subparsers(title="what", required=True, metavar="ACTION")
    form = "a file, as X9.37 or JSON; - reads standard input"

    validate = _file_verb(actions, "icl", "validate", "Say all that is wrong with files")
    validate.add_argument("files", nargs="+", metavar="FILE", help="a file; - reads standard input")
    validate.add_argument(
        "--profile", metavar="BANK", help="what a bank asks for beside: FILE, or FILE:BANK"
    )
    validate.add_argument(
        "--today", type=_day, metavar="DATE", help="tell of files made after this day"
    )
    _json(validate)

    inspect = _file_verb(actions, "icl", "inspect", "Show what a file holds, without its images")
    inspect.add_argument("file", metavar="FILE", help=form)
    inspect.add_argument(
        "--level", choices=("file", "bundle", "item"), default="item", help="(default item)"
    )
    _unmasked(inspect)
    _json(inspect)

    extract = _file_verb(actions, "icl", "extract", "Write the images of a file into a folder")
    extract.add_argument("file", metavar="FILE", help="a file; - reads standard input")
    _output(extract, "the folder to write to", required=True, metavar="DIR")
    _json(extract)

    convert = _file_verb(
        actions, "icl", "convert", "Write a file in another encoding or framing, or as JSON"
    )
    convert.add_argument("file", metavar="FILE", help=form)
    convert.add_argument("--to", choices=("x937", "json"), default="x937", help="(default x937)")
    convert.add_argument("--encoding", choices=("EBCDIC", "ASCII"), help="else as it is")
    convert.add_argument(
        "--framing", choices=("length-prefixed", "lines", "none"), help="else as it is"
    )
    convert.add_argument(
        "--line-end", choices=("LF", "CRLF", "CR"), default="LF", help="of lines (default LF)"
    )
    _output(convert, "the file to write; else standard output", required=False)


def _nacha_verb(actions: Parsers, name: str, about: str) -> argparse.ArgumentParser:
    return _file_verb(actions, "nacha", name, about)


def _file_verb(actions: Parsers, family: str, name: str, about: str) -> argparse.ArgumentParser:
    """Add a command that works on files alone: it needs no database and no folder of data."""
    one: argparse.ArgumentParser = actions.add_parser(name, help=about, description=f"{about}.")
    one.set_defaults(runs=f"{COMMANDS}.{family}:{name}", database=False, data=None)
    return one


def _unmasked(one: argparse.ArgumentParser) -> None:
    one.add_argument("--unmasked", action="store_true", help="show account numbers in full")


def _output(
    one: argparse.ArgumentParser, about: str, *, required: bool, metavar: str = "FILE"
) -> None:
    one.add_argument("-o", "--output", type=Path, metavar=metavar, required=required, help=about)


def _scanner(verbs: Parsers) -> None:
    scanner = verbs.add_parser("scanner", help="Feed paper items from a scanner")
    actions = scanner.add_subparsers(title="what", required=True, metavar="ACTION")
    about = "Write pictures of made-up checks and money orders, to practise with"
    synthetic = actions.add_parser("synthetic", help=about, description=f"{about}.")
    synthetic.set_defaults(runs=f"{COMMANDS}.scanner:synthetic", database=False, data=None)
    synthetic.add_argument("folder", type=Path, help="the folder to write to")
    synthetic.add_argument("--count", type=_count, default=40, help="items (default 40)")
    synthetic.add_argument("--seed", type=int, default=7, help="the same seed, the same items")


def _showing(verbs: Parsers) -> None:
    demo = _verb(
        verbs, "demo", "showing:demo", "Serve a demo company with a month of rent", database=False
    )
    demo.add_argument("--bind", default="127.0.0.1:8000", help="(default 127.0.0.1:8000)")
    demo.add_argument("--fresh", action="store_true", help="forget the demo's data, start anew")
    demo.add_argument("--leases", type=_count, default=120, help="households (default 120)")
    demo.add_argument("--seed", type=int, default=7, help="the same seed, the same month")

    simulate = _verb(
        verbs,
        "simulate",
        "showing:simulate",
        "Live a month against a simulated bank and MRI, and verify it",
        database=False,
    )
    simulate.add_argument("--days", type=_count, default=31)
    simulate.add_argument("--leases", type=_count, default=1_000)
    simulate.add_argument("--seed", type=int, default=7, help="the same seed, the same month")
    simulate.add_argument("--start", type=_day, default=date(2026, 3, 1), help="the first day")
    simulate.add_argument("--faults", action="store_true", help="let bank, MRI and workers fail")
    _json(simulate)


def _verb(
    verbs: Parsers,
    name: str,
    runs: str,
    about: str,
    *,
    database: bool = True,
    migrates: bool = False,
) -> argparse.ArgumentParser:
    """Add a command with what all of them have."""
    one: argparse.ArgumentParser = verbs.add_parser(name, help=about, description=f"{about}.")
    one.set_defaults(runs=f"{COMMANDS}.{runs}", database=database, migrates=migrates)
    one.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="the folder of our own database and files (default .rentrail)",
    )
    return one


def _company(one: argparse.ArgumentParser) -> None:
    one.add_argument("--company", metavar="CODE", help="needed where there are several")


def _json(one: argparse.ArgumentParser) -> None:
    one.add_argument("--json", action="store_true", help="print JSON, for programs")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date; write it as 2026-03-02") from None


def _month(text: str) -> int:
    """Read a fiscal period as people write it, 2026-03, or as the books name it, 202603."""
    year, month = text.replace("-", "")[:4], text.replace("-", "")[4:]
    try:
        first = date.fromisoformat(f"{year}-{month}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no month; write it as 2026-03") from None
    return first.year * 100 + first.month


def _count(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1")
    return int(text)
