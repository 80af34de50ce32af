"""What Django and allauth say is said in our words: locale/en holds them, and no form has another sentence."""

import ast
import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import allauth
import django
import pytest
from django import forms
from django.conf import settings
from django.forms import BaseForm
from django.test import Client
from django.urls import get_resolver
from django.utils.functional import Promise

from proposals.templatetags.rules import has_required
from tests.page import Page

CATALOGUE = settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django"
DJANGO, ALLAUTH = Path(django.__file__).parent, Path(allauth.__file__).parent
CATALOGUES = (
    DJANGO / "conf/locale/en/LC_MESSAGES/django.po",
    DJANGO / "contrib/auth/locale/en/LC_MESSAGES/django.po",
    DJANGO / "contrib/admin/locale/en/LC_MESSAGES/django.po",
    ALLAUTH / "locale/en/LC_MESSAGES/django.po",
)
# From these files come all that a form, a list or an account refuses.
SPEAKING = re.compile(
    r"django/forms/|forms/(fields|forms|formsets|models|utils)\.py"
    r"|core/validators\.py|utils/ipv6\.py|db/models/"
    r"|contrib/auth/password_validation\.py|contrib/admin/(options|actions)\.py"
    r"|(?<!social)account/(adapter|forms)\.py|mfa/adapter\.py"
)
# What this site has no field for: telephones, names of users, an admin with permissions of its own.
UNUSED = re.compile(r"[Pp]hone|[Uu]sername|Hold down|username and password")


@dataclass(frozen=True)
class Entry:
    text: str
    plural: str
    translations: tuple[str, ...]
    places: str


def entries(path: Path) -> Iterator[Entry]:
    """Read a catalogue's source."""
    for block in re.split(r"\n\s*\n", path.read_text()):
        places = " ".join(re.findall(r"^#: (.*)$", block, re.M))
        parts = re.findall(r'^(msg[\w\[\]]+) ("(?:.*"\n?")*.*")$', block, re.M)
        values = {name: ast.literal_eval(f"({text})") for name, text in parts}
        if values.get("msgid"):
            said = tuple(text for name, text in values.items() if name.startswith("msgstr"))
            yield Entry(values["msgid"], values.get("msgid_plural", ""), said, places)


@cache
def ours() -> dict[str, Entry]:
    return {one.text: one for one in entries(CATALOGUE.with_suffix(".po"))}


@cache
def theirs() -> dict[str, Entry]:
    """Return the sentences of the libraries."""
    found = (one for path in CATALOGUES for one in entries(path))
    return {one.text: one for one in found if one.text.endswith(".") and " " in one.text}


def test_every_sentence_that_a_library_may_say_is_said_in_our_words() -> None:
    said = {
        text
        for text, one in theirs().items()
        if SPEAKING.search(one.places) and not UNUSED.search(text)
    }
    assert len(said) > 90
    assert said - ours().keys() == set()


def test_compiled_catalogue_says_what_its_source_says() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for one in ours().values():
        if one.plural:
            told = tuple(compiled.ngettext(one.text, one.plural, n) for n in (1, 2))
        else:
            told = (compiled.gettext(one.text),)
        assert told == one.translations, "run manage.py compilemessages --locale en"


def test_our_words_are_of_sentences_that_a_library_has() -> None:
    known = {one.text for path in CATALOGUES for one in entries(path)}
    assert ours().keys() - known == set()


def test_our_words_name_only_what_the_library_gives() -> None:
    def names(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)\w|%d|\{\w*\}", text))

    for one in ours().values():
        for said in one.translations:
            assert names(said) <= names(one.text + one.plural), said


def all_forms(of: type[BaseForm] = BaseForm) -> Iterator[type[BaseForm]]:
    for one in of.__subclasses__():
        yield one
        yield from all_forms(one)


def messages(field: forms.Field) -> Iterator[str]:
    yield from (str(text) for text in field.error_messages.values())
    for validator in field.validators:
        message = getattr(validator, "message", "")
        if isinstance(message, str) or (isinstance(message, Promise) and "%(" not in str(message)):
            yield str(message)


def test_no_form_has_a_sentence_of_a_library() -> None:
    assert get_resolver().url_patterns  # everything that has a form is imported
    own = [one for one in all_forms() if one.__module__.startswith(("proposals", "tracker"))]
    assert len(own) > 25
    found = {
        (one.__name__, name, text)
        for one in own
        for name, field in getattr(one, "base_fields", {}).items()
        for text in messages(field)
        if text in theirs()
    }
    assert found == set()


def test_a_refused_value_is_answered_in_our_words() -> None:
    class Form(forms.Form):
        name = forms.CharField(max_length=3)
        count = forms.IntegerField(min_value=0)
        day = forms.DateField()
        kind = forms.ChoiceField(choices=[("a", "A")])
        address = forms.EmailField()

    form = Form({"name": "four", "count": "-1", "day": "soon", "kind": "b", "address": "x"})
    assert {name: list(lines) for name, lines in form.errors.items()} == {
        "name": ["Write at most 3 characters; this has 4."],
        "count": ["Write 0 or more."],
        "day": ["Write the date as year-month-day, such as 2027-03-31."],
        "kind": ["“b” isn't offered here. Choose from the list."],
        "address": ["Write an e-mail address, such as name@agency.example."],
    }
    assert Form({}).errors["name"] == ["This can't be left empty."]


def test_e_mail_has_one_spelling() -> None:
    texts = [*(settings.BASE_DIR / "templates").rglob("*.*"), CATALOGUE.with_suffix(".po")]
    visible = re.compile(r"""(?:translate|msgstr|_\() ?["'][^"'\n]*\b[Ee]mails?\b""")
    python = [
        one for app in ("proposals", "tracker") for one in (settings.BASE_DIR / app).rglob("*.py")
    ]
    assert [str(one) for one in (*texts, *python) if visible.search(one.read_text())] == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/login/"])
def test_mark_of_a_required_field_is_explained(client: Client, path: str) -> None:
    page = Page(client.get(path))
    assert "* must be filled in" in page.text
    for tag, has in page.tags:
        if tag == "input" and "required" in has:
            assert page.texts(f"//label[@for='{has['id']}']")[0].endswith("*")


def test_form_without_a_required_field_explains_no_mark() -> None:
    class Form(forms.Form):
        note = forms.CharField(required=False)
        saw = forms.CharField(widget=forms.HiddenInput)

    assert not has_required(Form())
