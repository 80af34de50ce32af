"""`manage.py score_reviews`: one answer on stdout, and its exit status."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.domain.scoring.test_reading import TABLE, changed


def test_table_is_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "table.json").write_text(json.dumps(TABLE))
    call_command("score_reviews", str(tmp_path / "table.json"))
    found = json.loads(capsys.readouterr().out)
    assert (found["status"], found["overall"]["reviews"]) == ("ok", 1)
    assert [one["id"] for one in found["proposals"]] == ["A", "B"]
    assert found["proposals"][0] | {"criteria": None} == {
        "id": "A",
        "n": 1,
        "mean": 4.5,
        "low": 4.5,
        "high": 4.5,
        "range": None,
        "disagree": None,
        "incomplete": 0,
        "criteria": None,
        "rank": None,
        "rank_from": None,
        "rank_to": None,
        "component": 1,
        "corrected": None,
    }


@pytest.mark.parametrize("name", ["refused.json", "not-there.json"])
def test_table_that_is_refused_is_an_answer_of_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "refused.json").write_bytes(changed(proposals=None))
    with pytest.raises(SystemExit) as ended:
        call_command("score_reviews", str(tmp_path / name))
    assert ended.value.code == 2
    assert json.loads(capsys.readouterr().out)["status"] == "refused"
