"""The reference page of the rules, written from their registry."""

from collections.abc import Iterable, Iterator

from rentrail.formats.nacha.rules import RULES, Pack, Rule

INTRODUCTION = """\
# Rules for Nacha files

All that `rentrail nacha validate` checks, written from the registry in
`src/rentrail/formats/nacha/rules/`. An error stops a file at the operator, or an entry at a bank; a
warning may. A rule's name stays what it is, so that programs can go by it; `rentrail nacha explain
NAME` says the same as this page. The names in brackets are those of [Sources](../sources.md).
"""
PACKS = {
    Pack.FORMAT: "## The format\n\nWithout these nobody can tell what the file says.\n",
    Pack.NACHA: "## Nacha's rules\n\n"
    "What operators and receiving banks reject, return, or ask about.\n",
    Pack.ODFI: "## A bank's own rules\n\nAsked for with `--rules`, or `validate(bank=...)`: see\n"
    "[Nacha files](nacha.md#a-banks-own-rules).\n",
}  # fmt: skip


def rules_page() -> str:
    """Write docs/reference/nacha-rules.md."""
    parts = [INTRODUCTION]
    for pack, heading in PACKS.items():
        parts.append(heading)
        parts.append(_table(rule for rule in RULES.values() if rule.pack is pack))
    return "\n".join(parts)


def _table(rules: Iterable[Rule]) -> str:
    rows = ["| Rule | Severity | What must be so | Answered with | Source |"]
    rows += ["| --- | --- | --- | --- | --- |", *_rows(rules)]
    return "\n".join(rows) + "\n"


def _rows(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        yield (
            f"| `{rule.id}` | {rule.severity.value.lower()} | **{rule.title}.** {rule.explanation} "
            f"| {rule.return_code} | {rule.source} |"
        )
