"""Files in real Chromium: on a slow line, cancelled, several at once, and without a script."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from proposals.models.call import Stage
from proposals.models.document import Document
from proposals.models.section import SectionVersion
from tests import factories as f
from tests import files as samples
from tests.browser.conftest import Person

pytestmark = pytest.mark.django_db(transaction=True)

MB = 1024 * 1024
SECTION = "/proposals/CE8-0001/sections/documents/"
FILES = "/proposals/CE8-0001/documents/"
Open = Callable[..., Person]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder on the lead's machine."""
    pdf = samples.pdf_with(pages=3)
    contents = {
        "letter.pdf": pdf,
        "whole.pdf": pdf + bytes(20 * MB - len(pdf)),
        "larger.pdf": pdf + bytes(21 * MB - len(pdf)),
        "bracket.step": samples.STEP,
        "script.pdf": samples.opens_with("/JavaScript", JS="app.alert(1)"),
        "tool.exe": samples.PROGRAM,
        "empty.pdf": b"",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


@pytest.fixture
def lead(person: Open) -> Person:
    f.written()
    now = timezone.now()
    Stage.objects.filter(number=1).update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9)
    )
    return person(f.lead_a())


class Line:
    """The line of a page, which can be slow or cut."""

    def __init__(self, page: Page) -> None:
        # One session: the settings of another one would stay beside it.
        self.session = page.context.new_cdp_session(page)

    def is_(self, *, mb_per_second: float = 0, offline: bool = False) -> None:
        """Set the speed; without one, the line is as fast as the machine."""
        self.session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": offline,
                "latency": 20,
                "downloadThroughput": -1,
                "uploadThroughput": mb_per_second * MB or -1,
            },
        )


@pytest.fixture
def line(lead: Person) -> Line:
    return Line(lead.page)


def choose(page: Page, folder: Path, *names: str) -> None:
    page.locator("#upload-files").set_input_files([folder / name for name in names])


def mark(page: Page, row: int) -> None:
    page.locator(f"[name=row{row}-code]").select_option("other")
    page.locator(f"[name=row{row}-control][value=not_controlled]").check()


def confirm(page: Page) -> None:
    page.get_by_label("I confirm that these files may be sent to the host.").check()
    page.get_by_role("button", name="Upload", exact=True).click()


def row(page: Page, name: str) -> Any:
    return page.get_by_role("group", name=name)


def stored() -> list[str]:
    return sorted(Document.objects.filter(removed_at=None).values_list("name", flat=True))


def test_20_mb_come_with_progress_on_a_slow_line_and_unsaved_answers_stay(
    lead: Person, folder: Path, line: Line
) -> None:
    page = lead.page
    lead.goes(SECTION)
    page.locator("[name=endorsement]").select_option("given")
    lead.looks("upload-empty")
    choose(page, folder, "whole.pdf")
    mark(page, 1)
    lead.looks("upload-chosen")
    line.is_(mb_per_second=2)
    confirm(page)
    state = row(page, "whole.pdf").locator("[data-state]")
    expect(state).to_contain_text("of 20.0 MB sent, about")
    assert 0 < page.locator("progress").evaluate("bar => bar.value") < 100
    lead.looks("upload-progress")
    expect(page.locator("[data-said]")).to_have_text("Added: whole.pdf.", timeout=30_000)
    assert Document.objects.get().size == 20 * MB
    assert page.locator("[name=endorsement]").input_value() == "given"
    assert page.url.endswith(SECTION)
    lead.looks("upload-done")


def test_upload_that_is_cancelled_adds_nothing_and_can_be_tried_again(
    lead: Person, folder: Path, line: Line
) -> None:
    page = lead.page
    lead.goes(FILES)
    choose(page, folder, "whole.pdf")
    mark(page, 1)
    line.is_(mb_per_second=1)
    confirm(page)
    expect(row(page, "whole.pdf").locator("[data-state]")).to_contain_text("sent")
    lead.clicks("Cancel")
    expect(row(page, "whole.pdf")).to_contain_text("Cancelled: this file was not added.")
    assert stored() == []
    line.is_()
    lead.clicks("Try again")
    expect(page.locator("[data-said]")).to_have_text("Added: whole.pdf.", timeout=30_000)
    assert stored() == ["whole.pdf"]


def test_several_files_are_sent_and_what_cannot_be_taken_is_refused_before(
    lead: Person, folder: Path
) -> None:
    page = lead.page
    lead.goes(FILES)
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    names = ("letter.pdf", "larger.pdf", "tool.exe", "empty.pdf", "bracket.step", "script.pdf")
    choose(page, folder, *names)
    for name, says in (
        ("larger.pdf", "This file has 21.0 MB; 20 MB is the most. It wasn't sent."),
        ("tool.exe", "Files of this kind aren't taken. PDF, PNG, JPEG, DOCX, XLSX or STEP"),
        ("empty.pdf", "This file is empty. Choose another."),
    ):
        expect(row(page, name)).to_contain_text(says)
    lead.clicks("Upload")
    expect(row(page, "letter.pdf")).to_contain_text("Say what this file is.")
    expect(page.locator("[data-send]")).to_contain_text("Confirm that these files may be sent")
    assert sent == []
    # A file whose marking nobody has touched is marked as the file above it.
    for number in (1, 5, 6):
        page.locator(f"[name=row{number}-code]").select_option("other")
    page.locator("[name=row1-control][value=controlled]").check()
    page.locator("[name=row1-classification]").fill("9A515.a")
    lead.clicks("Upload")
    expect(row(page, "letter.pdf")).to_contain_text("Write the classification and the licence")
    assert sent == []
    page.locator("[name=row1-licence]").fill("D-1234567")
    lead.looks("upload-several")
    confirm(page)
    expect(row(page, "script.pdf")).to_contain_text("This PDF holds a script.")
    assert page.locator("[name=row6-licence]").input_value() == "D-1234567"
    assert stored() == ["bracket.step", "letter.pdf"]
    assert len(sent) == 3
    expect(page.locator("#documents")).to_contain_text("Controlled, 9A515.a, D-1234567")


def test_files_are_dropped_replaced_and_removed_on_the_page(lead: Person, folder: Path) -> None:
    page = lead.page
    lead.goes(SECTION)
    page.locator("[name=endorsement]").select_option("given")
    dropped = page.evaluate_handle(
        """content => {
            const data = new DataTransfer();
            data.items.add(new File([content], "bracket.step"));
            return data;
        }""",
        samples.STEP.decode(),
    )
    page.dispatch_event("[data-zone]", "drop", {"dataTransfer": dropped})
    mark(page, 1)
    confirm(page)
    expect(page.locator("[data-said]")).to_have_text("Added: bracket.step.")
    with page.expect_file_chooser() as chosen:
        page.get_by_role("link", name="New version bracket.step").click()
    chosen.value.set_files(folder / "letter.pdf")
    expect(row(page, "letter.pdf")).to_contain_text("New version of bracket.step")
    mark(page, 2)
    confirm(page)
    expect(page.locator("[data-said]")).to_have_text("Added: letter.pdf.")
    expect(page.locator("#documents")).to_contain_text("1 former version")
    assert Document.objects.get(removed_at=None).version == 2
    page.get_by_role("button", name="Remove letter.pdf").click()
    expect(page.locator("[data-said]")).to_have_text("Removed: letter.pdf.")
    assert stored() == []
    assert page.locator("[name=endorsement]").input_value() == "given"


def test_choices_stay_when_the_line_or_the_session_is_lost(
    lead: Person, folder: Path, line: Line, person: Open
) -> None:
    page = lead.page
    lead.goes(FILES)
    choose(page, folder, "letter.pdf")
    mark(page, 1)
    line.is_(offline=True)
    confirm(page)
    expect(row(page, "letter.pdf")).to_contain_text("The connection was lost")
    line.is_()
    Session.objects.all().delete()
    lead.clicks("Try again")
    expect(row(page, "letter.pdf")).to_contain_text("You were logged out")
    assert stored() == []
    back: Any = person(f.lead_a()).page.context.cookies()
    page.context.add_cookies(back)  # the log-in in another tab
    lead.clicks("Try again")
    expect(page.locator("[data-said]")).to_have_text("Added: letter.pdf.")
    assert stored() == ["letter.pdf"]


def test_files_are_added_without_a_script_and_no_answer_is_lost(
    browser: Any, base_url: str, lead: Person, folder: Path
) -> None:
    state = lead.page.context.storage_state()
    phone = browser.new_context(
        java_script_enabled=False, storage_state=state, viewport={"width": 390, "height": 844}
    )
    page = phone.new_page()
    page.goto(f"{base_url}{SECTION}")
    assert not page.locator("#upload-files").is_visible()
    page.locator("[name=endorsement]").select_option("given")
    page.get_by_role("button", name="Save, then add or change files").click()
    latest = SectionVersion.objects.filter(code="documents").latest("number")
    assert latest.data["endorsement"] == "given"
    page.locator("#id_file").set_input_files(folder / "letter.pdf")
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.locator("#add")).to_contain_text("Say whether this file is under export control.")
    page.get_by_label("What it is").select_option("endorsement")
    page.locator("#id_file").set_input_files(folder / "letter.pdf")
    page.get_by_label("Not controlled").check()
    page.get_by_label("I confirm that this file may be sent to the host.").check()
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.locator("#documents")).to_contain_text("letter.pdf")
    assert stored() == ["letter.pdf"]
    phone.close()
