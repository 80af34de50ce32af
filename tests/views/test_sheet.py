"""The rows of every table as files and back, and rows that were pasted."""

import csv
import io
import zipfile
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext

from proposals.actions import section as actions
from proposals.content.proposal import working_copy
from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.section.field import Input, Rows
from proposals.domain.verb import Verb
from proposals.models.audit import AuditEntry
from proposals.models.call import Stage
from proposals.models.parked import ParkedPost
from proposals.models.proposal import Proposal
from proposals.models.section import SectionVersion
from tests import factories as f
from tests.page import Browser, Page, as_, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TABLES = [(code, table) for code, section in SECTIONS.items() for table in section.tables]
TEAM = "/proposals/CE8-0001/sections/team/"
ORGANISATIONS = f"{TEAM}organisations"


@pytest.fixture
def lead() -> Browser:
    """A lead whose call asks for every section at once."""
    f.draft()
    Stage.objects.filter(number=1).update(sections=list(SECTIONS))
    return browser(f.lead_a())


def file(content: bytes | str, name: str = "rows.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def taken(who: Browser, path: str = ORGANISATIONS, **sent: Any) -> Page:
    """Send a file or a text on the page of a table."""
    page = who.open(f"{path}/import/")
    return who.send(page, sent, button="")


def rows(code: str = "team", table: str = "organisations") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = working_copy(Proposal.objects.get()).inputs(code)[table]
    return [{name: value for name, value in row.items() if name != "key"} for row in found]


def names() -> list[str]:
    return [str(row["name"]) for row in rows()]


def as_workbook(*lines: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sample(table: Rows) -> dict[str, Any]:
    """Return a row with something in every field, half of which can't be submitted."""
    texts = {
        Input.DECIMAL: "=1+1",
        Input.INTEGER: "2",
        Input.DATE: "2027-03",
        Input.EMAIL: "@nobody",
        Input.COUNTRY: "AT",
    }
    return {
        one.name: [choice for choice, _ in one.choices][:2]
        if one.input is Input.CHOICES
        else one.choices[0][0]
        if one.choices
        else texts.get(one.input, f"-{one.name}")
        for one in table.fields
    }


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(("code", "table"), TABLES, ids=[table.name for _, table in TABLES])
def test_download_and_take_give_back_the_rows(
    lead: Browser, code: str, table: Rows, ending: str
) -> None:
    typed = [sample(table), {**sample(table), table.fields[0].name: "12"}]
    proposal = Proposal.objects.get()
    actions.save(proposal, code, {table.name: typed}, by=f.lead_a(), at=f.NOW, base=0)
    before = rows(code, table.name)
    path = f"/proposals/CE8-0001/sections/{code}/{table.name}"
    response = lead.client.get(f"{path}.{ending}")
    content = b"".join(response) if response.streaming else response.content
    page = taken(lead, path, file=file(content), way="replace")
    assert "2 rows taken." in page.text
    assert rows(code, table.name) == before


@pytest.mark.parametrize(("code", "table"), TABLES, ids=[table.name for _, table in TABLES])
def test_download_of_a_template_has_the_names_and_the_choices(
    lead: Browser, code: str, table: Rows
) -> None:
    response = lead.client.get(f"/proposals/CE8-0001/sections/{code}/{table.name}.xlsx?template")
    assert f"CE8-0001-{table.name}-template.xlsx" in response["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    (head,) = book.worksheets[0].iter_rows(values_only=True)
    assert len(head) == len(set(head)) == len(table.fields)
    chosen = [one for one in table.fields if one.choices]
    if chosen:
        listed = {
            str(column[0].value): [one.value for one in column[1:]]
            for column in book["Choices"].columns
        }
        for one in chosen:
            assert gettext(one.choices[-1][1]) in listed[one.label]


def test_download_makes_no_formula_of_what_was_typed(lead: Browser) -> None:
    typed = {"organisations": [{"name": "=cmd()", "role": "industry"}]}
    actions.save(Proposal.objects.get(), "team", typed, by=f.lead_a(), at=f.NOW, base=0)
    text = b"".join(lead.client.get(f"{ORGANISATIONS}.csv")).decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text))
    assert row[head.index("Organisation")] == "'=cmd()"
    assert lead.client.get(f"{ORGANISATIONS}.pdf").status_code == 404


def test_take_adds_rows_and_lists_what_has_to_be_mended(lead: Browser) -> None:
    actions.save(
        Proposal.objects.get(),
        "team",
        {"pi_name": "Ada", "organisations": [{"name": "First", "role": "industry"}]},
        by=f.lead_a(),
        at=f.NOW,
        base=0,
    )
    page = taken(lead, file=file("Role;Name\nIndustry;Second\nbaker;Third\n"))
    assert "2 rows taken. 1 value to mend." in page.text
    assert "“baker” can't be chosen here" in page.text
    # The page shows it chosen, so that saving again doesn't lose it.
    assert page.form("organisations-2-role").values["organisations-2-role"] == ["baker"]
    lead.send(page, {"pi_name": "Ada"}, button="stay")
    assert [(row["name"], row["role"]) for row in rows()] == [
        ("First", "industry"),
        ("Second", "industry"),
        ("Third", "baker"),
    ]
    assert working_copy(Proposal.objects.get()).inputs("team")["pi_name"] == "Ada"
    entries = AuditEntry.objects.filter(verb=Verb.SAVE_SECTION)
    assert entries.count() == SectionVersion.objects.count() == 2


def test_take_of_pasted_rows_needs_no_names_of_columns(lead: Browser) -> None:
    page = taken(lead, text='"A ""quoted"" name"\taustria\tIndustry\r\nB\tAT\tindustry\r\n')
    assert "2 rows taken." in page.text
    assert [(row["name"], row["country"], row["role"]) for row in rows()] == [
        ('A "quoted" name', "AT", "industry"),
        ("B", "AT", "industry"),
    ]


def test_take_says_everything_that_is_wrong_and_takes_nothing(lead: Browser) -> None:
    text = "Name\tWeight\tRole\n" + "x\t1\tindustry\tstray\n" * 5_000
    page = taken(lead, text=text)
    assert page.status == 422
    for sentence in (
        "Column B: this table has no column “Weight”.",
        "5000 rows; there is room for",
        "Row 2, column D: there is text",
    ):
        assert sentence in page.errors["text"]
    assert page.form("text").values["text"] == [text.replace("\n", "\r\n")]
    assert not SectionVersion.objects.exists()


def echo() -> bytes:
    """Return a workbook of which many cells share one long text."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for place in range(20_000):
            sheet.write_string(place // 100, place % 100, "x" * 30_000)
    return stream.getvalue()


def far() -> bytes:
    """Return a workbook with a text in the last cell that there is."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Name", "x"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def bomb() -> bytes:
    """Return a workbook whose sheet unpacks to more than it may."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(301):
                part.write(bytes(1024 * 1024))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "There is nothing in it."),
        (b"%PDF-1.7\nx", "The first line names no column of this table."),
        (b"GIF89a\0\xff", "This is neither a CSV file nor an XLSX file."),
        ("Name\nMaße".encode("cp1252"), "Save it as “CSV UTF-8” or as XLSX."),
        (b"Name\n" + b"x" * 200_000, "Row 2, column A: 200000 characters; 20000 are the most."),
        (b"Name\n" + b"x\n" * 1_100_000, "This has more than 2 MB."),
        (b"PK\3\4 broken", "The content isn't a readable XLSX file."),
        (as_workbook(["Name"], *[["x"]] * 5_000), "5000 rows; there is room for"),
        (as_workbook(["Name"], *[["x"]] * 10_001), "There are more than 10000 rows, or very much text."),
        (echo(), "There are more than 10000 rows, or very much text."),
        (far(), "There are more than 10000 rows, or very much text."),
        (bomb(), "This file unpacks to more than 300 MB."),
    ],
)  # fmt: skip
def test_take_refuses_a_file_with_a_sentence(lead: Browser, content: bytes, sentence: str) -> None:
    page = taken(lead, file=file(content))
    assert page.status == 422
    assert sentence in page.errors["file"]
    assert not SectionVersion.objects.exists()


def test_take_reads_what_a_workbook_shows(lead: Browser) -> None:
    table = SECTIONS["equipment"].tables[0]
    figure = next(one for one in table.fields if one.input is Input.DECIMAL)
    line = next(one for one in table.fields if one.input is Input.LINE)
    content = as_workbook([line.name, figure.name], ["A", 0.1], [], ["B", 12.0], ["C", "850 g"])
    taken(lead, f"/proposals/CE8-0001/sections/equipment/{table.name}", file=file(content))
    assert [row[figure.name] for row in rows("equipment", table.name)] == ["0.1", "12", "850 g"]


def test_take_replaces_the_rows_that_the_page_showed_and_no_others(lead: Browser) -> None:
    proposal = Proposal.objects.get()
    first = {"organisations": [{"name": "First", "role": "industry"}]}
    saved = actions.save(proposal, "team", first, by=f.lead_a(), at=f.NOW, base=0)
    page = lead.open(f"{ORGANISATIONS}/import/")
    content = working_copy(proposal)
    added = [*content.inputs("team")["organisations"], {"name": "Theirs", "role": "industry"}]
    actions.save(
        proposal,
        "team",
        {"organisations": added},
        by=f.proposer_a(),
        at=f.NOW,
        base=saved.version.number,
    )
    lead.send(page, {"text": "Name\nMine", "way": "replace"}, button="")
    assert sorted(names()) == ["Mine", "Theirs"]


def test_take_leaves_a_row_that_somebody_else_changed_meanwhile(lead: Browser) -> None:
    proposal = Proposal.objects.get()
    first = {"organisations": [{"key": "a", "name": "First", "role": "industry"}]}
    saved = actions.save(proposal, "team", first, by=f.lead_a(), at=f.NOW, base=0)
    page = lead.open(f"{ORGANISATIONS}/import/")
    theirs = {"organisations": [{"key": "a", "name": "Theirs", "role": "industry"}]}
    base = saved.version.number
    actions.save(proposal, "team", theirs, by=f.proposer_a(), at=f.NOW, base=base)
    page = lead.send(page, {"text": "Name\nMine", "way": "replace"}, button="")
    assert "A row that somebody else changed meanwhile is still there." in page.text
    assert sorted(names()) == ["Mine", "Theirs"]


def test_take_waits_for_a_log_in_with_its_file(lead: Browser) -> None:
    page = lead.open(f"{ORGANISATIONS}/import/")
    Session.objects.all().delete()
    lead.send(page, {"file": file("Name\nA"), "way": "add"}, button="")
    assert not SectionVersion.objects.exists()
    lead.client.force_login(f.lead_a())
    waiting = ParkedPost.objects.get().pk
    lead.send(lead.open("/unsent/"), {"parked_post": waiting})
    assert names() == ["A"]


def test_take_needs_one_source(lead: Browser) -> None:
    page = taken(lead, text=" ")
    assert page.errors["file"] == "Choose a file, or paste rows."
    page = taken(lead, text="Name\nA", file=file("Name\nB"))
    assert page.errors["file"] == "Choose a file or paste rows, not both. Nothing was taken."
    assert page.form("text").values["text"] == ["Name\r\nA"]


def test_observer_downloads_and_takes_nothing(lead: Browser) -> None:
    observer = browser(f.observer_a())
    assert observer.client.get(f"{ORGANISATIONS}.csv").status_code == 200
    page = observer.open(f"{ORGANISATIONS}/import/")
    assert "it can't be changed by you now" in page.text
    response = observer.client.post(f"{ORGANISATIONS}/import/", {"text": "Name\nA", "way": "add"})
    assert response.status_code == 422
    assert "Observers read; they don't write." in Page(response).text
    assert not SectionVersion.objects.exists()


@pytest.mark.parametrize(
    "path", [f"{TEAM}items", f"{TEAM}nonsense", "/proposals/CE8-0001/sections/x/y"]
)
def test_table_of_no_section_is_not_found(lead: Browser, path: str) -> None:
    for address in (f"{path}.csv", f"{path}.xlsx", f"{path}/import/"):
        assert lead.client.get(address).status_code == 404


def test_stranger_is_told_that_there_is_nothing(lead: Browser) -> None:
    stranger = as_(f.lead_b())
    for address in (f"{ORGANISATIONS}.csv", f"{ORGANISATIONS}/import/"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"{ORGANISATIONS}/import/", {"text": "Name\nA"}).status_code == 404


def test_queries_do_not_grow_with_the_rows(lead: Browser) -> None:
    counts = []
    for number in (1, 3, 30):
        text = "Name\tRole\n" + "x\tindustry\n" * number
        with CaptureQueriesContext(
            connection,
        ) as queries:
            lead.client.post(
                f"{ORGANISATIONS}/import/", {"text": text, "way": "replace", "base": "0"}
            )
            lead.client.get(f"{ORGANISATIONS}.csv")
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_take_says_that_nothing_counts_after_closing(lead: Browser, clock: Any) -> None:
    clock.move_to(f.AFTER)
    page = taken(browser(f.lead_a()), text="Name\nA")
    assert "This stage closed at" in page.text
