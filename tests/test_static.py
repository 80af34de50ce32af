"""The style sheets: every class is used by a page, and no rule depends on a field's name."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.contrib.messages import DEFAULT_TAGS

from proposals.domain.workflow.status import Status

ROOT = settings.BASE_DIR
SHEETS = sorted((ROOT / "tracker/static/css").rglob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "tracker/static/js").glob("*.js"))
PYTHON = [path for app in ("proposals", "tracker") for path in sorted((ROOT / app).rglob("*.py"))]
DJANGO = Path(django.__file__).parent

COMMENT = r"/\*.*?\*/"
CLASS = r"\.(-?[_a-zA-Z][\w-]*)"
TAG = r"\{[{%].*?[}%]\}"
# A class that ends in a variable: "status--{{ status }}", "alert-{% if ... %}", "status--{}".
OPEN_ENDED = re.compile(rf"([\w-]+-)(?={TAG}|\{{\}})")
QUOTED = re.compile(r'"([^"\n]*)"|\'([^\'\n]*)\'|`([^`]*)`')
# What may stand where such a class is open: a status, the level of a message, the style of a button.
ENDINGS = {*Status, *DEFAULT_TAGS.values(), "danger", "primary"}


def selectors(sheet: Path) -> Iterator[str]:
    bare = re.sub(COMMENT, "", sheet.read_text(), flags=re.S)
    without_strings = re.sub(r'"[^"]*"', '""', bare)
    for found in re.finditer(r"([^{};]+)\{", without_strings):
        if not found[1].strip().startswith("@"):
            yield " ".join(found[1].split())


def words(text: str) -> set[str]:
    return set(re.split(r"[^\w-]+", text))


def quoted(text: str) -> str:
    return " ".join("".join(parts) for parts in QUOTED.findall(text))


def class_names(template: str) -> str:
    """Return what a template may write into a class: the attributes, and the strings in its tags."""
    attributes = re.findall(rf'class="((?:{TAG}|[^"])*)"', template)
    return " ".join([*attributes, *(quoted(tag) for tag in re.findall(TAG, template))])


def strings(module: Path) -> str:
    nodes = ast.walk(ast.parse(module.read_text()))
    return " ".join(
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@cache
def used() -> set[str]:
    """Return every class that our templates, Python or JavaScript may give to an element."""
    sources = [
        *(class_names(path.read_text()) for path in TEMPLATES),
        *(strings(path) for path in PYTHON),
        *(quoted(path.read_text()) for path in SCRIPTS),
    ]
    text = " ".join(sources)
    open_ended = {start + end for start in OPEN_ENDED.findall(text) for end in ENDINGS}
    return words(text) | open_ended


@cache
def of_django() -> set[str]:
    """Return the words of Django's admin, whose pages the office's style sheets dress too."""
    admin = DJANGO / "contrib" / "admin"
    files = [
        *admin.rglob("templates/**/*.html"),
        *admin.rglob("static/**/*.js"),
        *admin.rglob("*.py"),
        *(DJANGO / "forms").rglob("*.html"),
        *(DJANGO / "forms").glob("*.py"),
    ]
    return set().union(*(words(path.read_text()) for path in files))


def test_style_sheets_are_found() -> None:
    assert {"tokens.css", "field.css", "page.css"} <= {path.name for path in SHEETS}
    assert ".card-link" in " ".join(selectors(ROOT / "tracker/static/css/call.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_every_class_of_a_style_sheet_is_used(sheet: Path) -> None:
    known = used() | (of_django() if sheet.parent.name == "office" else set())
    named = {name for one in selectors(sheet) for name in re.findall(CLASS, one)}
    assert named - known == set()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_no_selector_names_a_field_of_a_form(sheet: Path) -> None:
    for selector in selectors(sheet):
        assert not re.search(r"#id_|\.field-(?!-)|\[\s*(name|id|for)\b", selector), selector


def test_every_style_sheet_is_linked_and_every_link_has_one() -> None:
    linked = {
        name
        for path in TEMPLATES
        for name in re.findall(r"static 'css/([\w/-]+\.css)'", path.read_text())
    }
    assert linked == {str(path.relative_to(ROOT / "tracker/static/css")) for path in SHEETS}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_no_style_sheet_knows_left_and_right(sheet: Path) -> None:
    """A page that is read from right to left needs no sheet of its own."""
    sides = r"(?<![\w-])(?:(?:margin|padding|border|inset)-)?(?:left|right)\s*:|(?:align|float): (?:left|right)"
    assert re.findall(sides, re.sub(COMMENT, "", sheet.read_text(), flags=re.S)) == []
