"""What a section is made of: fields, rows, and the section itself."""

from dataclasses import dataclass
from enum import StrEnum

TBD = "TBD"
MAX_TEXT = 20_000


class Input(StrEnum):
    LINE = "line"
    TEXT = "text"
    EMAIL = "email"
    COUNTRY = "country"
    DECIMAL = "decimal"  # a figure, or TBD where the field allows it
    INTEGER = "integer"
    CHOICE = "choice"
    CHOICES = "choices"


Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Field:
    """One input. `source` names a list of the call that gives the choices."""

    name: str
    label: str
    input: Input = Input.LINE
    required: bool = False
    help: str = ""
    max_length: int = 200
    max_words: int | None = None
    unit: str = ""
    minimum: str = "0"
    maximum: str = "100000"
    places: int = 3
    choices: Choices = ()
    source: str = ""


@dataclass(frozen=True)
class Rows:
    """A table of like lines within a section."""

    name: str
    label: str
    fields: tuple[Field, ...]
    help: str = ""
    minimum: int = 0
    maximum: int = 60


@dataclass(frozen=True)
class Section:
    code: str
    title: str
    intro: str
    fields: tuple[Field, ...] = ()
    rows: Rows | None = None
    # One of these groups of fields (or the rows' name) must be filled.
    one_of: tuple[tuple[str, ...], ...] = ()
    schema: int = 1


@dataclass(frozen=True)
class Missing:
    """A required answer that isn't there; `field` names the input."""

    section: str
    field: str
    label: str
