"""The reference page of the rules, written from their registry."""

from collections.abc import Iterable, Iterator

from rentrail.formats.x937.rules import RULES, Pack, Rule

INTRODUCTION = """\
# Rules for image cash letters

All that `rentrail icl validate` checks, written from the registry in
`src/rentrail/formats/x937/rules/`. An error stops a file, or an item, at the bank; a warning may. A
rule's name stays what it is, so that programs can go by it. The names in brackets are those of
[Sources](../sources.md).
"""
PACKS = {
    Pack.FORMAT: "## The format\n\nWithout these nobody can tell what the file says.\n",
    Pack.EXCHANGE: "## The exchange\n\nWhat banks check of each other's files, and of images.\n",
    Pack.BANK: "## A bank's own rules\n\n"
    "Asked for with `--profile`, or `validate(profile=...)`: see\n"
    "[Add a bank profile](../how-to/add-a-bank-profile.md).\n",
}  # fmt: skip


def rules_page() -> str:
    """Write docs/reference/x937-rules.md."""
    parts = [INTRODUCTION]
    for pack, heading in PACKS.items():
        parts.append(heading)
        parts.append(_table(rule for rule in RULES.values() if rule.pack is pack))
    return "\n".join(parts)


def _table(rules: Iterable[Rule]) -> str:
    rows = ["| Rule | Severity | What must be so | Source |"]
    rows += ["| --- | --- | --- | --- |", *_rows(rules)]
    return "\n".join(rows) + "\n"


def _rows(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        yield (
            f"| `{rule.id}` | {rule.severity.value.lower()} | **{rule.title}.** {rule.explanation} "
            f"| {rule.source} |"
        )
