"""Forms that wait to be sent: what a person typed, as text, and the button that sends it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import Resolver404, resolve
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from proposals.content.parked import opened_head
from proposals.domain.parked import Post, PostedFile
from proposals.models.parked import ParkedPost

# Fields that no one typed: what a page carries to know which version it showed.
CARRIED = re.compile(r"base|saw\w*|.*(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS")
ROW = re.compile(r"(\w+)-(\d+)-(\w+)")


@dataclass(frozen=True)
class ParkedKind:
    """How the page speaks of a form: its heading, and what stands on the button."""

    heading: StrOrPromise
    button: StrOrPromise


OTHER = ParkedKind(
    _("You were logged out before this was sent. Nothing was changed."), _("Send now")
)
# By the name of the address to which the form goes.
KINDS = {
    "section-edit": ParkedKind(
        _("You were logged out before this was saved. It isn't saved yet."), _("Save now")
    ),
    "proposal-submit": ParkedKind(
        _("You were logged out before this was submitted. Nothing was submitted yet."),
        _("Submit now"),
    ),
    "document-upload": ParkedKind(
        _("You were logged out before this file was uploaded. It isn't on the proposal yet."),
        _("Upload now"),
    ),
}


@dataclass(frozen=True)
class WaitingPost:
    """One form that waits: where it goes, what was typed, and until when it is kept.

    `about` is the reference of a proposal, or empty.
    """

    pk: int
    path: str
    about: str
    kind: ParkedKind
    lines: list[tuple[str, str]]
    files: tuple[PostedFile, ...]
    expires_at: datetime


def waiting(rows: Iterable[ParkedPost], *, key: bytes) -> list[WaitingPost]:
    found = [(row, opened_head(row, key=key)) for row in rows]
    return [
        WaitingPost(row.pk, post.path, *_place(post), lines(post), post.files, row.expires_at)
        for row, post in found
    ]


def _place(post: Post) -> tuple[str, ParkedKind]:
    """Return the reference of the proposal that the form is about, if there is one, and its kind."""
    try:
        found = resolve(post.path.split("?")[0])
    except Resolver404:
        return "", OTHER
    return found.kwargs.get("reference", ""), KINDS.get(str(found.url_name), OTHER)


def lines(post: Post) -> list[tuple[str, str]]:
    """Return what was typed or chosen: the name of each field, and its text."""
    return [
        (_label(name), value)
        for name, value in post.fields
        if value.strip() and not CARRIED.fullmatch(name)
    ]


def _label(name: str) -> str:
    if not (match := ROW.fullmatch(name)):
        return _words(name)
    table, number, field = match.groups()
    return gettext("%(table)s, row %(number)s: %(field)s") % {
        "table": _words(table),
        "number": int(number) + 1,
        "field": _words(field).lower(),
    }


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
