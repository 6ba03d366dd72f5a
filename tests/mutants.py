"""Breaks the Nacha format in small ways, one at a time, and sees that a test fails each time.

`python tests/mutants.py [PATTERN …]` goes on where it stopped; patterns choose mutants by name
(`*.fixing.*`). mutmut makes the mutants, all in one copy of the source below `mutants/`, each to be
switched on by its name. They are run here rather than by mutmut: the tests are collected once and
forked for each mutant, the quickest and those that killed its neighbours first, which takes a tenth
of the time; and a mutant that mypy refuses, as `make check` would, need not be run. `mutmut show
NAME` shows a mutant. The exit is 1 where one survives that `tests/mutants.toml` does not explain.
"""

import ast
import gc
import io
import json
import os
import re
import resource
import subprocess
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import redirect_stdout
from fnmatch import fnmatch
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / "mutants"
RESULTS = COPY / "results.json"
TESTS = ("tests/formats/nacha", "src/rentrail/formats/nacha")
SLOW = "tests/formats/nacha/test_spelling.py::test_every_name_fits_when_it_was_spelled"
PYTEST = [
    "--rootdir=.", "-q", "--timeout=0", "-p", "no:randomly", "-p", "no:cacheprovider",
    "-p", "no:xdist", "-p", "no:unraisableexception",
]  # fmt: skip
CPU_SECONDS_MIN = 5  # of a mutant, before it is said to hang
ACTIVE, HITS = "MUTANT_UNDER_TEST", "stats"  # mutmut's own words
KILLED, SURVIVED, HUNG = "killed", "survived", "hung"
NOISE = {"unused-ignore", "no-redef", "has-type", "no-untyped-def", "var-annotated", "unreachable"}


def main(patterns: Sequence[str]) -> int:
    """Make what mutants there are not yet, run those without a result, and tell."""
    os.chdir(ROOT)
    names = made()
    refused = refused_by_types(names)
    chosen = [n for n in names if not patterns or any(fnmatch(n, p) for p in patterns)]
    run([name for name in chosen if name not in refused])
    results = saved()
    explained = set(explanations())
    survived = [n for n in chosen if results.get(n) == SURVIVED and n not in explained]
    counts = Counter("refused" if n in refused else results.get(n, "not run") for n in chosen)
    for name in survived:
        print(f"Survived: {name}")
    print(f"{len(chosen):,} mutants: {dict(counts)}; {len(survived)} of those are not explained.")
    return 1 if survived else 0


def explanations() -> Iterator[str]:
    """Give the mutants that may survive."""
    for group in tomllib.loads((ROOT / "tests/mutants.toml").read_text()).get("group", []):
        yield from group["mutants"]


def made() -> list[str]:
    """Let mutmut make the mutants of what changed; give the names of all."""
    from mutmut import __main__ as mutmut
    from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir

    COPY.mkdir(exist_ok=True)
    with redirect_stdout(io.StringIO()):  # each file that is looked at
        copy_src_dir()
        copy_also_copy_files()
        mutmut.create_mutants(1)
    metas = sorted(COPY.glob("src/rentrail/formats/nacha/**/*.meta"))
    return [name for meta in metas for name in json.loads(meta.read_text())["exit_code_by_key"]]


# The type checker


def refused_by_types(names: Iterable[str]) -> set[str]:
    """Give the mutants in which mypy finds what it does not find in the original."""
    report = COPY / "types.json"
    sources = [path.stat().st_mtime for path in COPY.glob("src/rentrail/formats/nacha/**/*.py")]
    if not report.exists() or report.stat().st_mtime < max(sources):
        mypy = [sys.executable, "-m", "mypy", "--output=json", "-p", "rentrail.formats.nacha"]
        found = subprocess.run(mypy, cwd=COPY, capture_output=True, text=True)
        report.write_text(found.stdout)
    errors: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for name, code, message in _errors(report):
        errors[name].add((code, re.sub(r"__mutmut_\w+", "", message)))
    return {name for name in names if errors[name] - errors[f"{_function(name)}__mutmut_orig"]}


def _errors(report: Path) -> Iterator[tuple[str, str, str]]:
    """Give the errors with the mutants that they stand in."""
    by_file = defaultdict(list)
    for line in report.read_text().splitlines():
        error = json.loads(line)
        if error["severity"] == "error" and error["code"] not in NOISE:
            by_file[error["file"]].append(error)
    for file, errors in by_file.items():
        module = file.removeprefix("src/").removesuffix(".py").replace("/", ".")
        owner = {
            line: function.name
            for function in _mutated_functions(ast.parse((COPY / file).read_text()))
            for line in range(function.lineno, (function.end_lineno or 0) + 1)
        }
        for error in errors:
            if error["line"] in owner:
                name = f"{module.removesuffix('.__init__')}.{owner[error['line']]}"
                yield name, error["code"], error["message"]


def _mutated_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and "__mutmut_" in node.name:
            yield node


# The tests


def run(names: Sequence[str]) -> None:
    """Run the mutants that have no result yet, or survived before."""
    results = saved()
    waiting = [name for name in names if results.get(name) in (None, SURVIVED)]
    os.chdir(COPY)
    sys.path[:0] = [str(COPY), str(COPY / "src")]
    os.environ[ACTIVE] = HITS  # while the tests are collected, too
    arguments = [*PYTEST, "--deselect", SLOW, *TESTS]
    pytest.main(arguments, plugins=[_Runner(waiting, results)])
    os.chdir(ROOT)


class _Runner:
    """In place of pytest's loop: finds out which test reaches what, and forks for each mutant."""

    def __init__(self, names: Sequence[str], results: dict[str, str]):
        self.names = names
        self.results = results
        self.seconds: dict[str, float] = {}  # of each test
        self.reached: dict[str, list[pytest.Item]] = defaultdict(list)  # by function
        self.killers: dict[str, list[pytest.Item]] = defaultdict(list)  # by function, best last

    def pytest_sessionstart(self) -> None:
        """Let hypothesis be the same each time, and not look for the simplest failure."""
        from hypothesis import HealthCheck, Phase, settings  # pytest rewrites it first

        settings.register_profile(
            "mutants",
            phases=(Phase.explicit, Phase.generate),
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all mutants."""
        at_import = _hits()
        self._find_out(session.items)
        os.environ[ACTIVE] = ""
        gc.freeze()  # or each fork would copy what the collector touches
        for done, name in enumerate(self.names, 1):
            function = _function(name)
            if function in at_import:
                self.results[name] = _run_anew(name)
            else:
                self.results[name] = self._run(name, self._in_order(function))
            if done % 50 == 0 or done == len(self.names):
                RESULTS.write_text(json.dumps(self.results, indent=0))
                print(f"\r{done:,} of {len(self.names):,}", end="", flush=True, file=sys.stderr)
        return True

    def _find_out(self, tests: Sequence[pytest.Item]) -> None:
        for test in tests:
            start = time.process_time()
            if not _passes(test):
                raise SystemExit(f"{test.nodeid} fails without a mutant.")
            self.seconds[test.nodeid] = time.process_time() - start
            for function in _hits():
                self.reached[function].append(test)
        for reached in self.reached.values():
            reached.sort(key=lambda test: self.seconds[test.nodeid])

    def _in_order(self, function: str) -> list[pytest.Item]:
        """Give what killed mutants of the function first, then the quickest tests."""
        killers = self.killers[function]
        return [*reversed(killers), *(t for t in self.reached[function] if t not in killers)]

    def _run(self, name: str, tests: Sequence[pytest.Item]) -> str:
        """Run a mutant in a fork, until a test fails; tell what became of it."""
        seconds = sum(self.seconds[test.nodeid] for test in tests)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _limit_cpu_seconds(CPU_SECONDS_MIN + 5 * seconds)
            os.environ[ACTIVE] = name
            failing = next((at for at, test in enumerate(tests) if not _passes(test)), len(tests))
            os.write(writing, str(failing).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            told = pipe.read()
        os.waitpid(child, 0)
        if not told:
            return HUNG
        if int(told) == len(tests):
            return SURVIVED
        killer, killers = tests[int(told)], self.killers[_function(name)]
        if killer in killers:
            killers.remove(killer)
        killers.append(killer)
        return KILLED


def _run_anew(name: str) -> str:
    """Run a mutant of what is called while modules are imported, in a process of its own."""
    environment = {**os.environ, ACTIVE: name, "PYTHONPATH": str(COPY / "src")}
    pytest_anew = [sys.executable, "-m", "pytest", *PYTEST, "-x", "--deselect", SLOW, *TESTS]
    done = subprocess.run(pytest_anew, env=environment, capture_output=True)
    return KILLED if done.returncode else SURVIVED


def _passes(test: pytest.Item) -> bool:
    return not any(report.failed for report in runtestprotocol(test, nextitem=None, log=False))


def _hits() -> set[str]:
    """Give the functions that were called since this was asked before."""
    from mutmut.state import state

    found = set(state()._stats)
    state()._stats.clear()
    return found


def _limit_cpu_seconds(seconds: float) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)


def _function(name: str) -> str:
    return name.rpartition("__mutmut_")[0]


def saved() -> dict[str, str]:
    """Give what became of the mutants that were run, by name."""
    found: dict[str, str] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
