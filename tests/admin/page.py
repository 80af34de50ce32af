"""A page of the office as a person uses it: read it, fill in its form, press a button."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from proposals.models.account import User

Values = Mapping[str, Any]
OFFICE = "/admin/proposals"
REFUSED = "This isn't possible any more. Look at where it stands now."


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def change(row: Any) -> str:
    return f"{OFFICE}/{row._meta.model_name}/{row.pk}/change/"


def do(row: Any, act: str) -> str:
    return f"{OFFICE}/{row._meta.model_name}/{row.pk}/do/{act}/"


def rows_of(model: str) -> str:
    return f"{OFFICE}/{model}/"


# --- Reading ---------------------------------------------------------------------------------


@dataclass
class Form:
    """A form of a page, with what it would send if nothing were typed."""

    id: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text_of = ""
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("id", "")))
        elif self.forms:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form, name = self.forms[-1], given.get("name", "")
        kind = given.get("type", "text")
        if tag == "button" or (tag == "input" and kind == "submit"):
            form.buttons.add(name)
        elif tag == "input" and name:
            form.names.add(name)
            if kind not in ("checkbox", "radio", "file") or "checked" in given:
                default = "on" if kind in ("checkbox", "radio") else ""
                form.fields.setdefault(name, []).append(given.get("value", default))
        elif tag == "select":
            form.names.add(name)
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            form.fields.setdefault(self.select, []).append(given.get("value", ""))
        elif tag == "textarea":
            form.names.add(name)
            form.fields[name] = [""]
            self.text_of = name

    def handle_data(self, data: str) -> None:
        if self.text_of:
            # A browser drops the line break that follows the opening tag.
            kept = self.forms[-1].fields[self.text_of][0] + data
            self.forms[-1].fields[self.text_of] = [kept.removeprefix("\n").removeprefix("\r\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.text_of = ""
        elif tag == "select":
            self.select = ""


def html(response: Any) -> str:
    return str(response.content.decode())


def text(response: Any) -> str:
    """Return what can be read on a page, in one line."""
    bare = re.sub(r"<(script|style|template)\b.*?</\1>", " ", html(response), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def form(response: Any) -> Form:
    """Return the form that the page is about; one without any input to fill when it is to read."""
    reader = _Reader()
    reader.feed(html(response))
    ours = [one for one in reader.forms if one.id not in ("logout-form", "changelist-search")]
    return max(ours, key=lambda one: len(one.names), default=Form())


def errors(response: Any) -> list[str]:
    """Return the refusals that a page shows, at a field or above the form."""
    found = re.findall(
        r'<ul class="errorlist[^>]*>(.*?)</ul>|<div class="errornote"[^>]*>(.*?)</div>',
        html(response),
        re.S,
    )
    bare = (unescape(re.sub(r"<[^>]+>", " ", a or b)) for a, b in found)
    return [" ".join(one.split()) for one in bare]


def notes(client: Client, response: Any) -> list[str]:
    """Follow a redirect and return the messages that it brings."""
    return [str(one) for one in client.get(response["Location"]).context["messages"]]


def buttons(response: Any) -> set[str]:
    """Return the acts that a page has a link for, and the labels of those that wait."""
    page = html(response)
    links = re.findall(r'href="[^"]*/do/([a-z_]+)/"', page)
    waiting = re.findall(r'class="button button--waiting"[^>]*>([^<]+)<', page)
    return {*links, *waiting}


# --- Writing ---------------------------------------------------------------------------------


def send(
    client: Client,
    path: str,
    values: Values | None = None,
    *,
    press: str = "",
    rows: Mapping[str, Sequence[Values]] | None = None,
) -> Any:
    """Open a page, fill in its form and send it. Asks for no field that the page doesn't have."""
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    shown = form(response)
    data: dict[str, Any] = {name: list(value) for name, value in shown.fields.items()}
    for prefix, added in (rows or {}).items():
        data |= _rows(shown, prefix, added)
    for name, value in (values or {}).items():
        assert name in shown.names, f"{path} has no field {name}: {sorted(shown.names)}"
        data[name] = value
    assert not press or press in shown.buttons, f"{path} has no button {press}: {shown.buttons}"
    return client.post(path, data | ({press: "1"} if press else {}))


def _rows(shown: Form, prefix: str, added: Sequence[Values]) -> dict[str, Any]:
    """Fill in rows of a table that a script would have added."""
    first = int(shown.fields[f"{prefix}-TOTAL_FORMS"][0])
    data: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": str(first + len(added))}
    for number, values in enumerate(added, first):
        for name, value in values.items():
            assert f"{prefix}-__prefix__-{name}" in shown.names, f"{prefix} has no {name}"
            data[f"{prefix}-{number}-{name}"] = value
    return data


# --- Before and after ------------------------------------------------------------------------


def snapshot() -> dict[str, list[Any]]:
    """Return every row of the app, but for the time of the last log-in."""
    found = {}
    for model in apps.get_app_config("proposals").get_models(include_auto_created=True):
        names = [one.attname for one in model._meta.concrete_fields if one.name != "last_login"]
        found[model.__name__] = list(model._base_manager.order_by("pk").values_list(*names))
    return found


@contextmanager
def nothing_changes() -> Iterator[None]:
    before = snapshot()
    yield
    after = snapshot()
    changed = [name for name in before if before[name] != after[name]]
    assert not changed, f"changed: {changed}"


def queries(client: Client, path: str) -> int:
    """Count the queries of a page, once it is warm."""
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)
