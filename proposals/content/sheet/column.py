"""The columns of a table, with the words of the reader's language, of English and of the call."""

from collections.abc import Iterable

from django.utils.translation import gettext, override
from django_countries import countries

from proposals.content.proposal import Content, choices
from proposals.domain.section.field import Field, Input, Rows
from proposals.domain.sheet.grid import Option, SheetColumn
from proposals.domain.translation import Sentence

CHOSEN = (Input.CHOICE, Input.CHOICES, Input.COUNTRY)


def columns(table: Rows, content: Content) -> tuple[SheetColumn, ...]:
    """Return the columns of a table; their first names are those of the reader's language."""
    with override("en"):
        english = [_words(field, content) for field in table.fields]
    return tuple(
        SheetColumn(field, _each(names, more), tuple(_options(options, dict(other))))
        for field, (more, other) in zip(table.fields, english, strict=True)
        for names, options in [_words(field, content)]
    )


def _words(field: Field, content: Content) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """Return the names of a field's column, with its unit and without, and the words of each code."""
    label = gettext(field.label) if isinstance(field.label, Sentence) else field.label
    names = (f"{label}, {gettext(field.unit)}", label) if field.unit else (label,)
    if field.input is Input.COUNTRY:
        return names, [(code, str(name)) for code, name in countries]
    return names, choices(field, content) if field.input in CHOSEN else []


def _options(shown: Iterable[tuple[str, str]], english: dict[str, str]) -> Iterable[Option]:
    for code, name in shown:
        yield Option(code, _each((name,), (english[code],)))


def _each(*names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some))
