"""Bad input at every section form: a sentence at the field, the text kept, and no submission."""

from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings

from proposals.actions import section
from proposals.actions.call import publish
from proposals.content.proposal import working_copy
from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.section.field import Field, Input, Source
from proposals.models.call import Stage
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from proposals.models.section import EquipmentItem, SectionVersion
from tests import factories as f
from tests.page import Browser, Page, as_shown, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FIGURES = (Input.DECIMAL, Input.INTEGER)
WORDS = (Input.LINE, Input.TEXT, Input.EMAIL)
CHOICES = (Input.CHOICE, Input.CHOICES, Input.COUNTRY)


@pytest.fixture
def lead() -> Browser:
    """A lead whose call asks for every section at once."""
    call = f.call(publish=False)
    f.period(call)
    publish(call, by=f.officer(), at=f.NOW)
    f.draft()
    Stage.objects.filter(number=1).update(sections=list(SECTIONS))
    return browser(f.lead_a())


def path(code: str) -> str:
    return f"/proposals/CE8-0001/sections/{code}/"


def inputs(code: str, *kinds: Input) -> Iterator[tuple[str, Field]]:
    """Yield the section's inputs of these kinds, the first row's included."""
    section = SECTIONS[code]
    named = [(one.name, one) for one in section.fields]
    named += [(f"{rows.name}-0-{one.name}", one) for rows in section.tables for one in rows.fields]
    # The draft has no platform yet, so that there is no period to choose.
    yield from (
        (name, one) for name, one in named if one.input in kinds and one.source != Source.PERIODS
    )


def sections_with(*kinds: Input) -> list[str]:
    return [code for code in SECTIONS if any(inputs(code, *kinds))]


def spread(values: Sequence[str], *kinds: Input) -> list[Any]:
    """Pair every value with the equipment list, and every other section with two of the values."""
    codes = sections_with(*kinds)
    first = codes.pop(codes.index("equipment"))
    turns = cycle(range(len(values)))
    pairs = [(value, first) for value in values]
    pairs += [(values[next(turns)], code) for code in codes for _ in range(2)]
    return [pytest.param(value, code, id=f"{value[:12]!a}-{code}") for value, code in pairs]


def type_in(lead: Browser, code: str, value: str, *kinds: Input) -> Page:
    """Type one value into the inputs of these kinds, as many as a request takes, and save it."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // len(quote(value))
    names = [name for name, _ in inputs(code, *kinds)][:most]
    page = lead.send(lead.open(path(code)), dict.fromkeys(names, value), button="stay")
    assert page.status == 200
    assert {one.field for one in working_copy(Proposal.objects.get()).to_mend} >= set(names)
    for name in names:
        assert page.errors.get(name), name
        if not {Input.CHOICE, Input.CHOICES, Input.COUNTRY} & set(kinds):
            # A browser sends line breaks in its own way, and drops them from one-line inputs.
            kept = value.replace("\0", "\ufffd")
            assert page.form(name).values[name] == [as_shown(kept)], name
    assert lead.client.post("/proposals/CE8-0001/submit/").status_code == 422
    assert not Revision.objects.exists()
    return page


# --- Figures ------------------------------------------------------------------------------------


BAD_FIGURES = (
    "NaN", "sNaN", "Infinity", "-Infinity", "inf", "-99999", "1e999", "1E5", "99999999999999",
    "9" * 200_000, "0.00000000001", "ten", "1.2.3", "1,000,000,000,000,000", "0x10", "1\0", "<b>1</b>", "½",
)  # fmt: skip


@pytest.mark.parametrize(("value", "code"), spread(BAD_FIGURES, *FIGURES))
def test_figures_that_cannot_be(lead: Browser, code: str, value: str) -> None:
    type_in(lead, code, value, *FIGURES)


@pytest.mark.parametrize("value", ["1,500", "12,000", "100,000"])
def test_figures_whose_comma_could_mean_either(lead: Browser, value: str) -> None:
    page = lead.send(lead.open(path("equipment")), {"power_peak_w": value}, button="stay")
    assert "comma" in page.errors["power_peak_w"]
    assert page.form("power_peak_w").values["power_peak_w"] == [value]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1,5", "1.5"), ("0,500", "0.5"), (" 12 ", "12"), ("१२", "12"), ("１２", "12"),
        ("007", "7"), ("1500", "1500"), ("tbd", "TBD"), ("-0", "0"), ("0.000", "0"), ("+5", "5"),
    ],
)  # fmt: skip
def test_figures_are_stored_in_one_spelling(lead: Browser, typed: str, stored: str) -> None:
    lead.send(lead.open(path("equipment")), {"power_peak_w": typed}, button="stay")
    assert SectionVersion.objects.get().data == {"power_peak_w": stored}


def test_quantity_is_a_whole_number_from_one_to_a_thousand(lead: Browser) -> None:
    row = {f"items-0-{name}": value for name, value in f.item().items()}
    for value in ("0", "-1", "1001", "1.5", "1e3", "TBD", "", "9" * 5000):
        typed = row | {"items-0-quantity": value}
        page = lead.send(lead.open(path("equipment")), typed, button="stay")
        assert page.errors["items-0-quantity"]
        assert page.form("base").values["items-0-quantity"] == [value]
        assert EquipmentItem.objects.latest("version__number").quantity is None
    lead.send(lead.open(path("equipment")), row | {"items-0-quantity": "१२"}, button="stay")
    assert EquipmentItem.objects.latest("version__number").quantity == 12


# --- Words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "code"), spread(["x" * 200_000, "月" * 200_000, "a\0b"], *WORDS))
def test_words_that_cannot_be(lead: Browser, code: str, value: str) -> None:
    page = type_in(lead, code, value, *WORDS)
    sentences = " ".join(page.errors.values())
    assert "can't be stored" in sentences or "are the most" in sentences


COUNTED = [
    code
    for code in sections_with(Input.TEXT)
    if all(field.max_words for _, field in inputs(code, Input.TEXT))
]


@pytest.mark.parametrize("code", COUNTED)
def test_words_over_the_limit_are_counted(lead: Browser, code: str) -> None:
    limits = {name: field.max_words for name, field in inputs(code, Input.TEXT)}
    page = type_in(lead, code, " ".join(["word"] * 900), Input.TEXT)
    for name, limit in limits.items():
        assert page.errors[name] == f"900 words; {limit} are the most."


def test_words_up_to_the_limit_are_taken(lead: Browser) -> None:
    text = "word " * 300
    page = lead.send(lead.open(path("science")), {"objective": text}, button="stay")
    assert "Saved" in page.text


@pytest.mark.parametrize("value", ["nobody", "a@b", "a@b.c\r\nBcc: x@y.example", "<a@b.example>"])
def test_words_that_are_no_address(lead: Browser, value: str) -> None:
    page = lead.send(lead.open(path("team")), {"pi_email": value}, button="stay")
    assert "whole e-mail address" in page.errors["pi_email"]
    assert page.form("pi_email").values["pi_email"] == [" ".join(value.split())]


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "raw_unicode_escape", "unicode_escape"])
@pytest.mark.parametrize("text", ["+2AA-", "\\ud800", "plain"])
def test_words_in_another_encoding_than_the_page(lead: Browser, charset: str, text: str) -> None:
    """A lone surrogate can't be stored, hashed or shown; the site reads UTF-8 and nothing else."""
    body = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("base", "0"), ("objective", text))
    )
    response = lead.client.generic(
        "POST",
        path("science"),
        (body + "--b--\r\n").encode("latin-1"),
        content_type=f"multipart/form-data; boundary=b; charset={charset}",
    )
    assert response.status_code in (302, 400)
    for version in SectionVersion.objects.all():
        assert version.data == {"objective": text}


def test_words_that_are_no_utf8_are_replaced(lead: Browser) -> None:
    response = lead.client.generic(
        "POST",
        path("science"),
        b"base=0&objective=%ED%A0%80%FF+text",
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 302
    assert SectionVersion.objects.get().typed["objective"].endswith(" text")
    assert lead.open(path("science")).status == 200


# --- Choices ------------------------------------------------------------------------------------


BAD_CHOICES = ["nonsense", "99999999999999999999", "-1", "\0", "<script>", "x" * 200_000]


@pytest.mark.parametrize(("value", "code"), spread(BAD_CHOICES, *CHOICES))
def test_choices_that_were_not_offered(lead: Browser, code: str, value: str) -> None:
    page = type_in(lead, code, value, *CHOICES)
    assert "<script>" not in page.inline


def test_choices_of_another_call_are_refused(lead: Browser) -> None:
    theirs = f.call("OTH")
    topic = theirs.topics.get(kind="objective")
    page = lead.send(lead.open(path("science")), {"serves": [topic.pk]}, button="stay")
    assert "can't be chosen here" in page.errors["serves"]


def test_choices_tell_two_values_of_one_apart(lead: Browser) -> None:
    page = lead.send(lead.open(path("overview")), {"level": ["unit", "system"]}, button="stay")
    assert page.form("level").values["level"] == ["system"]


# --- The form itself ----------------------------------------------------------------------------


@pytest.mark.parametrize("base", ["x", "1.5", "-1", "7", "9" * 400, "\0", "NaN"])
@pytest.mark.parametrize("code", ["overview", "equipment"])
def test_form_with_a_tampered_base_is_saved(lead: Browser, code: str, base: str) -> None:
    name = {"overview": "title", "equipment": "power_peak_w"}[code]
    page = lead.send(lead.open(path(code)), {"base": base, name: "12"}, button="stay")
    assert page.status == 200
    assert page.form(name).values[name] == ["12"]


@pytest.mark.parametrize("value", [None, "", "x", "-1", "99999999999999999999", "NaN"])
def test_form_without_its_count_of_rows_leaves_the_rows_alone(
    lead: Browser, value: str | None
) -> None:
    answers = {"items": [f.item()]}
    section.save(Proposal.objects.get(), "equipment", answers, by=f.lead_a(), at=f.NOW)
    data: dict[str, Any] = lead.open(path("equipment")).form("base").filled({"power_peak_w": "12"})
    data["items-TOTAL_FORMS"] = [value] if value is not None else []
    assert lead.client.post(path("equipment"), data).status_code == 302
    version = SectionVersion.objects.latest("number")
    assert version.data["power_peak_w"] == "12"
    assert [row.name for row in version.items.all()] == ["Spectrometer"]


@pytest.mark.parametrize(("code", "most"), [("team", 60), ("equipment", 60)])
def test_form_with_too_many_rows_keeps_them_all(lead: Browser, code: str, most: int) -> None:
    rows = SECTIONS[code].tables[0]
    data: dict[str, Any] = lead.open(path(code)).form("base").filled({})
    data[f"{rows.name}-TOTAL_FORMS"] = ["5000"]
    data |= {f"{rows.name}-{n}-name": [f"Row {n}"] for n in range(most + 5)}
    assert lead.client.post(path(code), data).status_code == 302
    page = lead.open(path(code))
    assert f"{most + 5} rows; {most} are the most." in page.text
    assert page.form("base").values[f"{rows.name}-{most + 4}-name"] == [f"Row {most + 4}"]
    data |= {f"{rows.name}-{n}-name": [f"Row {n}"] for n in range(6000)}
    page = Page(lead.client.post(path(code), data))
    assert page.status == 400
    assert "This request wasn't understood" in page.text


def test_form_of_six_megabytes_is_refused_with_a_page(lead: Browser) -> None:
    page = Page(lead.client.post(path("science"), {"objective": "x" * 6_000_000}))
    assert page.status == 400
    assert "Nothing was changed." in page.text
