import json

from rentrail.primitives import problems
from rentrail.primitives.problems import Problem, Severity


def test_a_problem_reads_as_a_sentence_with_its_place():
    problem = Problem(
        rule="amount",
        message="The amount is empty.",
        where="rent.csv",
        line=3,
        columns=(30, 39),
    )

    assert str(problem) == "rent.csv, line 3, columns 30-39: The amount is empty."
    assert str(Problem(rule="r", message="The file is empty.")) == "The file is empty."


def test_json_holds_only_what_is_known():
    problem = Problem(
        rule="amount", message="Empty.", severity=Severity.WARNING, line=3, columns=(30, 39)
    )

    assert json.loads(json.dumps(problem.as_json())) == {
        "severity": "WARNING",
        "rule": "amount",
        "message": "Empty.",
        "line": 3,
        "columns": [30, 39],
    }


def test_warnings_alone_are_no_errors():
    warning = Problem(rule="r", message="m", severity=Severity.WARNING)
    error = Problem(rule="r", message="m")

    assert not problems.has_errors([])
    assert not problems.has_errors([warning])
    assert problems.has_errors([warning, error])
