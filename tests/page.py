"""A page as a reader sees it: text, links, errors, and forms as a browser sends them."""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import HttpResponseBase
from django.test import Client
from django.urls import get_resolver
from lxml import etree, html

from proposals.models.account import User

Values = dict[str, list[Any]]
INLINE = {"a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "time"}
SILENT = {"script", "style", "title"}
ON_EVERY_PAGE = {"logout-form", "changelist-search"}
PARSER = html.HTMLParser(encoding="utf-8", remove_comments=True)


@dataclass
class Form:
    """A form with the values that the page filled in."""

    id: str = ""
    action: str = ""
    method: str = "get"
    enctype: str = ""
    names: set[str] = field(default_factory=set)  # of every input, ticked or not
    values: Values = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)  # what stands on the buttons

    def filled(self, answers: Mapping[str, Any], *, button: str = "") -> Values:
        """Return what is sent after typing into inputs that are there and pressing a button."""
        unknown = set(answers) - self.names
        assert not unknown, f"no input {sorted(unknown)} among {sorted(self.names)}"
        assert not button or button in self.buttons, f"no button {button} among {self.buttons}"
        typed = {
            name: list(value) if isinstance(value, list | tuple) else [value]
            for name, value in answers.items()
        }
        return self.values | typed | ({button: [""]} if button else {})


class Page:
    """A parsed response."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.html: str = response.content.decode()

    @cached_property
    def _all(self) -> Any:
        return html.document_fromstring(self.response.content or b"<html></html>", parser=PARSER)

    @cached_property
    def _root(self) -> Any:
        """What is on the page before a script adds rows."""
        root = deepcopy(self._all)
        for template in root.xpath("//template"):
            template.drop_tree()
        return root

    @property
    def tags(self) -> list[tuple[str, dict[str, str]]]:
        return [(one.tag, dict(one.attrib)) for one in self._all.iter("*")]

    @cached_property
    def forms(self) -> list[Form]:
        return [_form(one) for one in self._root.forms]

    @cached_property
    def text(self) -> str:
        return _text(self._root)

    @property
    def links(self) -> list[str]:
        return [str(one) for one in self._root.xpath("//a/@href")]

    @property
    def headings(self) -> list[str]:
        return self.texts("//h1 | //h2")

    @property
    def inline(self) -> list[str]:
        """Return what stands between <script> or <style> tags."""
        return [one for one in self._root.xpath("//script/text() | //style/text()") if one.strip()]

    @property
    def errors(self) -> dict[str, str]:
        """Return the sentences at the inputs, by the input's id."""
        marked = self._root.xpath("//*[starts-with(@id, 'id_')]")
        found = [(re.fullmatch("id_(.+)_error", one.get("id")), one) for one in marked]
        return {match[1]: _text(one) for match, one in found if match}

    @property
    def refusals(self) -> list[str]:
        """Return the sentences of an office's page, at the inputs or above the form."""
        return self.texts("//ul[contains(@class, 'errorlist')] | //div[@class='errornote']")

    def texts(self, xpath: str) -> list[str]:
        """Return the text of the elements, or the values of the attributes, that a path names."""
        found = self._root.xpath(xpath)
        return [str(one) if isinstance(one, str) else _text(one) for one in found]

    def form(self, holding: str = "", *, action: str = "", label: str = "") -> Form:
        """Return the form with this input, address or button; the largest unless one is named."""
        if not (wanted := holding or action or label):
            forms = [one for one in self.forms if one.id not in ON_EVERY_PAGE]
            return max(forms, key=lambda one: len(one.names), default=Form())
        for one in self.forms:
            if holding in one.names or (action and one.action == action) or label in one.labels:
                return one
        raise AssertionError(f"no form with {wanted} on a page saying: {self.text}")


def _form(element: Any) -> Form:
    values: Values = {}
    for area in element.iter("textarea"):
        # A browser skips the line break after the tag, and sends the others as CRLF.
        area.value = area.value.replace("\r\n", "\n").removeprefix("\n").replace("\n", "\r\n")
    for one in element.xpath(".//input[not(@value) and not(@type='checkbox' or @type='radio')]"):
        one.set("value", "")
    for name, value in element.form_values():
        values.setdefault(name, []).append(value)
    for one in element.xpath(".//input[@type='radio' and @checked and @value='']"):
        values[one.name] = [""]  # a browser sends no "on" for it
    buttons = element.xpath(".//button | .//input[@type='submit']")
    return Form(
        id=element.get("id", ""),
        action=element.get("action", ""),
        method=element.method.lower(),
        enctype=element.get("enctype", ""),
        names={one.name for one in element.inputs if one.name and "disabled" not in one.attrib},
        values=values,
        buttons=[one.get("name", "") for one in buttons],
        labels=[_text(one) or one.get("value", "") for one in buttons],
    )


def _text(root: Any) -> str:
    """Return what can be read, in one line, with cells, lines and paragraphs kept apart."""
    words = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        text = element.text if event == "start" else element.tail
        gap = "" if element.tag in INLINE else " "
        if event == "end" and element is root:
            break
        if event == "end" or element.tag not in SILENT:
            words += [gap, text or ""]
    return " ".join("".join(words).split())


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
        return self._post(form, form.filled(answers, button=button))

    def press(self, page: Page, label: str, **files: Any) -> Page:
        """Press the button that says this, with the form as the page filled it in."""
        form = page.form(label=label)
        assert not files or form.enctype == "multipart/form-data"
        return self._post(form, form.filled(files))

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


def as_shown(typed: str) -> str:
    """Return a text as it stands in an input: HTML puts a sign in the place of NUL."""
    return typed.replace("\0", "\ufffd")


def as_(user: User, **options: Any) -> Client:
    """Return a client in which this person is logged in."""
    client = Client(**options)
    client.force_login(user)
    return client


def browser(user: User | None = None, **options: Any) -> Browser:
    return Browser(as_(user, **options) if user else Client(**options))


def arguments(name: str) -> list[str]:
    """Return what the address of a page is made of."""
    found: Any = get_resolver().reverse_dict[name]
    return list(found[0][0][1])
