"""A page as its reader meets it: text, links, forms as a browser would send them, and errors."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponseBase
from django.test import Client
from django.urls import get_resolver

from proposals.models.account import User

Values = dict[str, list[str]]
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
INLINE = {"a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "time"}
SILENT = {"script", "style", "template", "title"}


@dataclass
class Form:
    """A form with the values that the page filled in."""

    action: str
    method: str
    enctype: str
    values: Values = field(default_factory=dict)
    names: set[str] = field(default_factory=set)  # of every input, ticked or not
    buttons: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)  # what stands on the buttons

    def add(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)

    def filled(self, answers: Mapping[str, Any]) -> Values:
        """Return what is sent after typing `answers` into inputs that are there."""
        unknown = set(answers) - self.names
        assert not unknown, f"the page has no input {sorted(unknown)}"
        typed = {
            name: [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
            for name, value in answers.items()
        }
        return self.values | typed


class Page(HTMLParser):
    """A parsed response."""

    def __init__(self, response: Any) -> None:
        super().__init__()
        self.response: Any = response
        self.status: int = response.status_code
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.inline: list[str] = []  # what stands between <script> or <style> tags
        self.forms: list[Form] = []
        self.headings: list[str] = []
        self.errors: dict[str, str] = {}  # sentences at the fields, by the input's id
        self._open: list[tuple[str, str]] = []
        self._text: list[str] = []
        self._select = self._option = ""
        self._area_name = ""
        self._area: list[str] = []
        self.html = response.content.decode()
        self.feed(self.html)
        self.close()

    # --- What a test asks ---------------------------------------------------------------------

    @property
    def text(self) -> str:
        return " ".join("".join(self._text).split())

    @property
    def links(self) -> list[str]:
        return [attrs["href"] for tag, attrs in self.tags if tag == "a" and "href" in attrs]

    def form(self, holding: str = "", *, action: str = "", label: str = "") -> Form:
        """Return the form that has this input, this address or a button that says this."""
        for one in self.forms:
            if holding in one.names or (action and one.action == action) or label in one.labels:
                return one
        wanted = holding or action or label
        raise AssertionError(f"no form with {wanted} on a page saying: {self.text}")

    # --- Parsing ------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.tags.append((tag, has))
        self._part(tag)
        if tag not in VOID:
            self._open.append((tag, has.get("id", "")))
        if not self._is_in("template"):
            self._take(tag, has)

    def _take(self, tag: str, has: dict[str, str]) -> None:
        if tag == "form":
            method = has.get("method", "get").lower()
            self.forms.append(Form(has.get("action", ""), method, has.get("enctype", "")))
        elif tag in ("input", "select", "textarea", "button") and self._is_in("form"):
            self._take_input(tag, has, self.forms[-1])
        elif tag == "option" and self._select:
            value = has.get("value", "")
            if "selected" in has:
                self.forms[-1].values[self._select] = [value]
            else:  # a browser selects the first option
                self.forms[-1].values.setdefault(self._select, [value])

    def _take_input(self, tag: str, has: dict[str, str], form: Form) -> None:
        name, kind = has.get("name", ""), has.get("type", "")
        if tag == "button":
            form.buttons.append(name)
            return
        if not name or "disabled" in has:
            return
        form.names.add(name)
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area, self._area_name = [], name
        elif kind in ("checkbox", "radio"):
            if "checked" in has:
                form.add(name, has.get("value", "on"))
        elif kind != "file":
            form.add(name, has.get("value", ""))

    def _part(self, tag: str) -> None:
        """Keep the words of two cells, lines or paragraphs apart."""
        if tag not in INLINE:
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._part(tag)
        while self._open and self._open[-1][0] != tag:
            self._open.pop()
        if self._open:
            self._open.pop()
        if tag == "select":
            self._select = ""
        elif tag == "textarea" and self._area_name:
            # The first line break after the tag isn't content; a browser sends CRLF.
            text = (
                "".join(self._area).replace("\r\n", "\n").removeprefix("\n").replace("\n", "\r\n")
            )
            self.forms[-1].values[self._area_name] = [text]
            self._area_name = ""

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self._open]
        if tags and tags[-1] in ("script", "style") and data.strip():
            self.inline.append(data)
        if not SILENT & set(tags):
            self._text.append(data)
            if tags[-1:] == ["button"] and self._is_in("form") and data.strip():
                self.forms[-1].labels.append(" ".join(data.split()))
            if tags[-1:] in (["h1"], ["h2"]) and data.strip():
                self.headings.append(data.strip())
        for _, ident in self._open:
            if found := re.fullmatch(r"id_(.+)_error", ident):
                self.errors[found[1]] = (self.errors.get(found[1], "") + data).strip()
        if self._area_name:
            self._area.append(data)

    def _is_in(self, tag: str) -> bool:
        return any(one == tag for one, _ in self._open)


class Browser:
    """A client that reads pages and sends their forms."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.path = ""
        self.sent: tuple[str, Mapping[str, Any]] = ("", {})

    def open(self, path: str) -> Page:
        return self._follow(self.client.get(path), path)

    def send(self, page: Page, answers: Mapping[str, Any], *, button: str = "") -> Page:
        """Type the answers into their form, press a button, and follow where that leads."""
        form = page.form(next(iter(answers)))
        data: dict[str, Any] = {**form.filled(answers)}
        if button:
            assert button in form.buttons
            data[button] = [""]
        return self._post(form, data)

    def press(self, page: Page, label: str, **files: Any) -> Page:
        """Press the button that says this, with the form as the page filled it in."""
        form = page.form(label=label)
        assert not files or form.enctype == "multipart/form-data"
        return self._post(form, {**form.values, **files})

    def _post(self, form: Form, data: Mapping[str, Any]) -> Page:
        assert form.method == "post"
        self.sent = (form.action or self.path, data)
        return self.again()

    def again(self, **extra: Any) -> Page:
        """Send the last form once more, as a second click does."""
        path, data = self.sent
        return self._follow(self.client.post(path, data, **extra), path)

    def _follow(self, response: HttpResponseBase, path: str) -> Page:
        self.path = path
        hops = 0
        while response.status_code in (301, 302, 303):
            hops += 1
            assert hops < 8, "redirected in a circle"
            self.path = response["Location"]
            response = self.client.get(self.path)
        return Page(response)


def logged_in(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


def browser(user: User | None = None, **options: Any) -> Browser:
    return Browser(logged_in(user, **options) if user else Client(**options))


def arguments(name: str) -> list[str]:
    """Return what the address of a page is made of."""
    found: Any = get_resolver().reverse_dict[name]
    return list(found[0][0][1])
