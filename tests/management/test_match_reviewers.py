"""`manage.py match_reviewers`: one answer on stdout, and its exit status."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.domain.matching.test_matching import EXAMPLE

ROOT = Path(__file__).resolve().parents[2]


def match(path: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """Run the command in a process of its own, because the solver writes past Python's stdout."""
    done = subprocess.run(
        [sys.executable, "manage.py", "match_reviewers", str(path), *options],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout)


def test_problem_is_answered(tmp_path: Path) -> None:
    (tmp_path / "problem.json").write_text(json.dumps(EXAMPLE))
    status, found = match(tmp_path / "problem.json", "--seconds", "20")
    assert (status, found["status"], found["objective"]["total"]) == (0, "optimal", 189)


@pytest.mark.parametrize("content", ["{", ""])
def test_problem_that_is_no_json_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "problem.json").write_text(content)
    status, found = match(tmp_path / "problem.json")
    assert (status, found["status"]) == (2, "refused")
    assert [one["code"] for one in found["errors"]] == ["not_json"]


def test_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert match(tmp_path / "nothing.json")[0] == 2
