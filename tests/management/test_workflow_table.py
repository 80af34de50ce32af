"""The page of the workflow says what the table says."""

import io
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from proposals.domain.workflow.need import Need
from proposals.domain.workflow.status import LABELS, Status
from proposals.domain.workflow.table import TRANSITIONS

PAGE = Path(django_settings.BASE_DIR) / "docs" / "workflow.md"


@pytest.fixture
def page() -> str:
    said = io.StringIO()
    call_command("workflow_table", stdout=said)
    return said.getvalue()


def shown(need: Need) -> str:
    """Return a need's sentence, with dots instead of the figures of the single case."""
    return re.sub(r"%\(\w+\)s", "…", need.refusal.value)


def test_page_in_docs_is_what_the_table_says_now(page: str) -> None:
    told = "run: .venv/bin/python manage.py workflow_table --write"
    assert PAGE.read_text() == page, told


def test_page_holds_every_status_transition_and_need(page: str) -> None:
    lines = page.splitlines()
    for status in Status:
        assert any(line.startswith(f"| `{status}` | {LABELS[status]} |") for line in lines)
    for name, row in TRANSITIONS.items():
        (line,) = [one for one in lines if one.startswith(f"| `{name}`<br>{row.label} |")]
        for move in row.moves:
            assert f"`{move.source}`" in line
        for need in row.needs:
            assert f"`{need.name.lower()}`" in line
    for need in Need:
        assert f"| `{need.name.lower()}` | {shown(need)} |" in lines


@pytest.mark.parametrize(
    "line",
    [
        "| `draft` | Draft | yes |  |",
        "| `declined` | Not selected |  | yes |",
        "| `reopen`<br>Reopen with an extension | `lapsed` → where it was<br>`screening` →"
        " `submitted` | officer | `not_cancelled`, `extension` |",
        "| `launch`<br>Record launch | `integrated` → `launched` (system and unit level)<br>"
        "`development` → `launched` (mission level) | officer |  |",
        "    screening --> in_review: start_review",
        "    clarification --> came_from: answer, resume",
        "    development --> launched: launch (mission level)",
    ],
)
def test_page_reads_as_the_design_does(page: str, line: str) -> None:
    assert line in page.splitlines()


def test_every_move_is_drawn_or_named_beside_the_drawing(page: str) -> None:
    drawn = page.split("## Transitions", maxsplit=1)[0]
    for name, row in TRANSITIONS.items():
        beside = [line for line in drawn.splitlines() if line.startswith("Not drawn")]
        if any(f"`{name}`" in line for line in beside):
            continue
        for move in row.moves:
            arrow = f"    {move.source} --> {move.target}: "
            assert any(line.startswith(arrow) and name in line for line in drawn.splitlines()), (
                name,
                move,
            )


def test_page_is_written_where_the_docs_are(settings, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    call_command("workflow_table", write=True)
    assert (tmp_path / "docs" / "workflow.md").read_text().startswith("# Life of a proposal\n")
