"""Check the documentation: links, the room finder, generated pages, words that don't belong.

`docs/generated.toml` says which function writes which page; `--write` writes them all anew.
"""

import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import django

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"

LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
HERE = "|".join(re.escape(str(path)) for path in (ROOT, Path.home()))  # of this machine only
FORBIDDEN = re.compile(
    rf"(?:^|[\s\"'(=])(?:{HERE})(?:/|\b)"
    r"|https?://[a-z0-9.-]*(?:pypi|pythonhosted|npmjs|deb\.debian)[a-z0-9.-]*/"
    r"(?:simple|packages|pool|-/|debian)",
    re.MULTILINE,
)


def main() -> int:
    """Print each problem on a line; the exit status tells whether there was any."""
    django.setup()
    if "--write" in sys.argv:
        write_generated_pages()
    problems = sorted(
        [*broken_links(), *rooms_not_found(), *stale_pages(), *words_that_do_not_belong()]
    )
    print("\n".join(problems) or "Documentation: links, rooms, generated pages and words are fine.")
    return 1 if problems else 0


def broken_links() -> Iterator[str]:
    """Relative links whose file or heading is not there."""
    for page in pages():
        for target in LINK.findall(CODE.sub("", page.read_text())):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = unquote(target).partition("#")
            destination = (page.parent / path).resolve() if path else page
            if not destination.exists():
                yield f"{shown(page)}: {target} leads nowhere."
            elif anchor and destination.suffix == ".md" and anchor not in anchors(destination):
                yield f"{shown(page)}: {target} names no heading."


def rooms_not_found() -> Iterator[str]:
    """Packages that the room finder of the architecture page does not name."""
    page = DOCS / "architecture.md"
    text = page.read_text() if page.exists() else ""
    for package in sorted((ROOT / "src" / "rentrail").glob("*/__init__.py")):
        name = package.parent.name
        if not re.search(rf"\b{name}/", text):
            yield f"docs/architecture.md: the room finder does not name {name}/."


def stale_pages() -> Iterator[str]:
    """Generated pages that differ from what their function would write today."""
    for path, content in generated_pages():
        if not path.exists() or path.read_text() != content:
            yield f"{shown(path)}: is not what its source says; run docs/check.py --write."


def words_that_do_not_belong() -> Iterator[str]:
    """Paths of one machine and addresses of registries, in any file of the repository."""
    for path in repository_files():
        if path.name == "check.py" and path.parent == DOCS:
            continue
        try:
            text = path.read_text()
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        for match in FORBIDDEN.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{shown(path)}:{line}: {match.group().strip()} does not belong here."


def write_generated_pages() -> None:
    """Write every page of docs/generated.toml."""
    for path, content in generated_pages():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def generated_pages() -> Iterator[tuple[Path, str]]:
    """Each generated page and its content: `"reference/page.md" = "package.module:function"`."""
    for page, source in tomllib.loads((DOCS / "generated.toml").read_text()).items():
        module, _, function = source.partition(":")
        yield DOCS / page, getattr(importlib.import_module(module), function)()


def pages() -> list[Path]:
    """The pages that people read."""
    return [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def anchors(page: Path) -> set[str]:
    """The names by which a page's headings can be linked to."""
    titles = HEADING.findall(re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def repository_files() -> list[Path]:
    """What git keeps; without git, all pages and source."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"],  # noqa: S607 # git, wherever it is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        return [*pages(), *(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def shown(path: Path) -> str:
    """A path as people type it."""
    return str(path.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
