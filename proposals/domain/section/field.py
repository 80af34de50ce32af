"""What a section is made of: its fields and rows as data, and the functions that it brings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from proposals.domain.envelope import Budget, Quantity
from proposals.domain.refusal import RuleBroken

TBD = "TBD"
MAX_TEXT = 20_000

# What was saved of a section, or of one row: text, lists of text and whole numbers by field name.
Answers = Mapping[str, Any]
Choices = tuple[tuple[str, str], ...]


class Input(StrEnum):
    LINE = "line"
    TEXT = "text"
    EMAIL = "email"
    COUNTRY = "country"
    DECIMAL = "decimal"  # a figure, or TBD where the field allows it
    INTEGER = "integer"
    CHOICE = "choice"
    CHOICES = "choices"


class Source(StrEnum):
    """A list of the call that gives a field its choices. Answers hold the codes of its entries."""

    LEVELS = "levels"
    PLATFORMS = "platforms"
    OBJECTIVES = "objectives"


class Storage(StrEnum):
    """Where rows are stored that are summed or compared: the kind of a typed row.

    The names of the model's columns are those of the rows' fields (models/section.py).
    """

    EQUIPMENT_ITEM = "equipment_item"


@dataclass(frozen=True)
class Field:
    """One input, with its choices or the list of the call that gives them."""

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
    source: Source | None = None


@dataclass(frozen=True)
class Rows:
    """A table of like lines within a section."""

    name: str
    label: str
    fields: tuple[Field, ...]
    help: str = ""
    minimum: int = 0
    maximum: int = 60
    # None: the rows are part of the section's JSON.
    storage: Storage | None = None


@dataclass(frozen=True)
class Heading:
    """What lists and access ask of a proposal. `platform` is the code of an offer."""

    title: str = ""
    level: str = ""
    platform: str = ""


LEAD_INSTITUTION = "lead_institution"


@dataclass(frozen=True)
class Organisation:
    """An organisation that takes part beside the lead agency."""

    name: str
    role: str
    country: str = ""
    brings: str = ""


@dataclass(frozen=True)
class Flags:
    """What an officer wants to see of a proposal at a glance."""

    has_controlled_components: bool = False
    has_hazards: bool = False


@dataclass(frozen=True)
class Missing:
    """A required answer that isn't there; `field` names the input."""

    section: str
    field: str
    label: str


# The codes that stand for the row numbers that older schemas held, by the list of the call.
Codes = Mapping[Source, Mapping[str, str]]
# Turns answers of one schema into answers of the next.
Reader = Callable[[Answers, Codes], Answers]


def _nothing_more(answers: Answers) -> tuple[str, ...]:
    return ()


def _no_contradiction(answers: Answers) -> tuple[RuleBroken, ...]:
    return ()


def _nothing_known(heading: Heading) -> Answers:
    return {}


def _nothing_asked(answers: Answers, budget: Budget) -> Budget:
    return budget


@dataclass(frozen=True)
class Section:
    """One section. A change of its fields raises `schema`, which every saved version carries.

    No other layer names a section or one of its fields: what others want to know of the answers
    is asked through the functions below, each of which has a default that says nothing.
    """

    code: str
    title: str
    intro: str
    fields: tuple[Field, ...] = ()
    rows: Rows | None = None
    # One of these groups of fields (or the rows' name) must be filled.
    one_of: tuple[tuple[str, ...], ...] = ()
    schema: int = 1
    # How to read the answers of each schema before the current one.
    readers: Mapping[int, Reader] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    # The table of rows stands before the fields.
    rows_first: bool = False
    # Documents are uploaded here.
    takes_files: bool = False
    # A limit of these quantities that is broken is mended here.
    limited: frozenset[Quantity] = frozenset()

    # Names further fields that these answers make necessary.
    needs: Callable[[Answers], tuple[str, ...]] = _nothing_more
    # Lists the answers that can't both be true, each with the field to mend.
    contradictions: Callable[[Answers], tuple[RuleBroken, ...]] = _no_contradiction
    # Adds what the answers ask of the platform.
    budget: Callable[[Answers, Budget], Budget] = _nothing_asked
    # Lists who takes part.
    organisations: Callable[[Answers], tuple[Organisation, ...]] | None = None
    # Gives title, level and platform, and writes them as answers.
    heading: Callable[[Answers], Heading] | None = None
    from_heading: Callable[[Heading], Answers] = _nothing_known
    # Names who leads the science, with the institution.
    investigator: Callable[[Answers], str] | None = None
    flags: Callable[[Answers], Flags] | None = None
