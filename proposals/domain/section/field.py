"""The parts of a section: its fields and rows as data, and its functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from proposals.domain.envelope import Budget, Quantity
from proposals.domain.refusal import RuleBroken

TBD = "TBD"
MAX_TEXT = 20_000

# The saved answers of a section or of one row, by field name: text, lists of text, whole numbers.
Answers = Mapping[str, Any]
# What a person typed into a section, by field name: text, lists of text, and for each table a list of
# rows. A row also has a `key`, which stays the same in all versions.
Inputs = Mapping[str, Any]
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
    """A list of the call from which a field takes its choices. Answers hold codes of its entries."""

    LEVELS = "levels"
    PLATFORMS = "platforms"
    OBJECTIVES = "objectives"


class Storage(StrEnum):
    """The kinds of typed rows. Rows whose figures are summed or compared have a table of their own.

    The columns of the model have the names of the rows' fields (models/section.py).
    """

    EQUIPMENT_ITEM = "equipment_item"
    EQUIPMENT_MODULE = "equipment_module"


@dataclass(frozen=True)
class Field:
    """One input, with its choices or with the list of the call that has them."""

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
    # An optional figure of a typed row can't be TBD, because an empty column means no answer.
    takes_tbd: bool = True


@dataclass(frozen=True)
class Rows:
    """A table in a section, whose lines all have the same fields."""

    name: str
    label: str
    fields: tuple[Field, ...]
    help: str = ""
    minimum: int = 0
    maximum: int = 60
    # Most teams leave the table empty.
    is_rare: bool = False
    # If this is None, the rows are part of the section's JSON.
    storage: Storage | None = None


@dataclass(frozen=True)
class Heading:
    """The answers that lists and access need of a proposal. `platform` is the code of an offer."""

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
    """Properties of a proposal that lists of the office show."""

    has_controlled_components: bool = False
    has_hazards: bool = False


@dataclass(frozen=True)
class Missing:
    """A required answer that isn't there; `field` names the input."""

    section: str
    field: str
    label: str


@dataclass(frozen=True)
class ToMend:
    """An input that was kept as typed and can't be submitted.

    `field` names it; `row` is the number of its row in a table, counted from 1.
    """

    section: str
    field: str
    label: str
    row: int | None
    refusal: RuleBroken


# The codes that stand for the row numbers that older schemas held, by the list of the call.
Codes = Mapping[Source, Mapping[str, str]]
# A function that turns answers of one schema into answers of the next schema.
Reader = Callable[[Answers, Codes], Answers]


def _nothing_more(answers: Answers) -> tuple[str, ...]:
    return ()


def _no_contradiction(answers: Answers, budget: Budget) -> tuple[RuleBroken, ...]:
    return ()


def _nothing_known(heading: Heading) -> Answers:
    return {}


def _nothing_asked(answers: Answers, budget: Budget) -> Budget:
    return budget


@dataclass(frozen=True)
class Section:
    """One section. A change of its fields raises `schema`, which every saved version carries.

    No other layer names a section or one of its fields. Other layers call the functions below to
    learn something from the answers; the default of each function returns nothing.
    """

    code: str
    title: str
    intro: str
    fields: tuple[Field, ...] = ()
    tables: tuple[Rows, ...] = ()
    # At least one of these groups of fields (or the rows, by their name) must be filled.
    one_of: tuple[tuple[str, ...], ...] = ()
    schema: int = 1
    # The reader of each older schema.
    readers: Mapping[int, Reader] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    # Show the tables of rows before the fields.
    rows_first: bool = False
    # The team uploads documents in this section.
    takes_files: bool = False
    # If a limit of one of these quantities is broken, the team corrects it in this section.
    limited: frozenset[Quantity] = frozenset()

    # Returns further fields that these answers make necessary.
    needs: Callable[[Answers], tuple[str, ...]] = _nothing_more
    # Returns the answers that contradict each other, each with the field to correct. The budget is
    # what these answers alone ask for.
    contradictions: Callable[[Answers, Budget], tuple[RuleBroken, ...]] = _no_contradiction
    # Adds the demands of these answers on the platform.
    budget: Callable[[Answers, Budget], Budget] = _nothing_asked
    # Returns the organisations that take part.
    organisations: Callable[[Answers], tuple[Organisation, ...]] | None = None
    # Return title, level and platform from the answers, and the answers from these.
    heading: Callable[[Answers], Heading] | None = None
    from_heading: Callable[[Heading], Answers] = _nothing_known
    # Returns the institutions of the investigators.
    institutions: Callable[[Answers], tuple[str, ...]] | None = None
    # Returns the investigators with their institutions, the principal one first.
    investigators: Callable[[Answers], tuple[str, ...]] | None = None
    flags: Callable[[Answers], Flags] | None = None
