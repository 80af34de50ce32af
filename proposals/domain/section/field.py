"""The parts of a section: its fields and rows as data, and its functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from proposals.domain.asked_field import AskedRule
from proposals.domain.envelope import Budget, Quantity
from proposals.domain.refusal import RuleBroken
from proposals.domain.requirement import RequirementRule
from proposals.domain.terms import NO_TERMS, Terms

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
    ORCID = "orcid"  # the identifier of a person
    ROR = "ror"  # the identifier of an organisation
    COUNTRY = "country"
    CURRENCY = "currency"  # three letters, as in ISO 4217
    DECIMAL = "decimal"  # a figure, or TBD where the field allows it
    INTEGER = "integer"
    DATE = "date"  # a day or a month: 2027-03-31, or 2027-03
    CHOICE = "choice"
    CHOICES = "choices"


class Source(StrEnum):
    """A list from which a field takes its choices. Answers hold codes of its entries.

    Levels, platforms and objectives are those of the call, periods those of the offer that was
    chosen, and modules those of the proposal's own list, by their names.
    """

    LEVELS = "levels"
    PLATFORMS = "platforms"
    OBJECTIVES = "objectives"
    PERIODS = "periods"
    MODULES = "modules"


# What belongs to no module of the list, or to all of them: no team names a module so.
WHOLE_PAYLOAD = "*"
# The sources that depend on other sections of the proposal.
OF_PROPOSAL = frozenset({Source.PERIODS, Source.MODULES})

# An earlier field of the same section, and the choices in it after which something is asked.
After = tuple[str, tuple[str, ...]]


class Storage(StrEnum):
    """The kinds of typed rows. Rows whose figures are summed or compared have a table of their own.

    The columns of the model have the names of the rows' fields (models/section.py).
    """

    EQUIPMENT_ITEM = "equipment_item"
    EQUIPMENT_MODULE = "equipment_module"
    DESCOPE = "descope"
    MODE = "mode"


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
    # The name in a list of what is missing, where the label doesn't read as one.
    said: str = ""
    # The heading of a group of fields, which this field begins.
    heading: str = ""
    # A text that the person answers, above the label: a requirement, or a clause.
    prose: str = ""
    # The field is asked only after one of these choices; otherwise its answer doesn't count.
    after: After | None = None
    # The figure whose basis this field gives. If it is required, a figure that is known needs it.
    basis_of: str = ""
    # The fields of a box's two other sides. A whole box that is written here is divided among them.
    sides: tuple[str, str] | None = None


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
    # Each row is drawn as a card, because it has too many fields for a line of a table.
    is_card: bool = False
    # Every module of the proposal needs a row, whose field `module` names it.
    of_modules: bool = False
    # The rows are asked only after one of these choices; then at least one is needed.
    after: After | None = None


def cell(table: Rows, place: int, field: Field) -> str:
    """Return the name of the input of a row's field; `place` counts from 0."""
    return f"{table.name}-{place}-{field.name}"


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
class Investigator:
    """A person of the team. `share` is the part of their time in %, and empty if it isn't known."""

    name: str
    institution: str
    email: str = ""
    share: str = ""
    is_principal: bool = False

    def __str__(self) -> str:
        return ", ".join(one for one in (self.name, self.institution) if one)


@dataclass(frozen=True)
class Flags:
    """Properties of a proposal that lists of the office show."""

    has_controlled_components: bool = False
    has_hazards: bool = False


@dataclass(frozen=True)
class Missing:
    """A required answer that isn't there, or that says TBD; `field` names the input.

    `row` is the number of its row in a table, counted from 1. `module` is the module that lacks a row.
    """

    section: str
    field: str
    label: str
    row: int | None = None
    module: str = ""


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


@dataclass(frozen=True)
class Asked:
    """What a call asks of a proposal in its own words: the requirements are those of its offer."""

    requirements: tuple[RequirementRule, ...] = ()
    terms: Terms = NO_TERMS
    fields: tuple[AskedRule, ...] = ()


@dataclass(frozen=True)
class AskedFile:
    """A document that answers a question of the call."""

    code: str
    name: str
    help: str = ""
    required: bool = False


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


def _asks_nothing(asked: Asked) -> tuple[Field, ...]:
    return ()


def _no_files(asked: Asked, answers: Answers) -> tuple[AskedFile, ...]:
    return ()


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
    # The team corrects here what it asks for in the periods of the mission.
    has_periods: bool = False

    # Returns the fields whose words are those of the call.
    asks: Callable[[Asked], tuple[Field, ...]] = _asks_nothing
    # Returns the documents that the call asks for after these answers.
    files: Callable[[Asked, Answers], tuple[AskedFile, ...]] = _no_files
    # The team accepts the call's terms in this section.
    takes_terms: bool = False

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
    # Returns the investigators, the principal one first.
    investigators: Callable[[Answers], tuple[Investigator, ...]] | None = None
    flags: Callable[[Answers], Flags] | None = None
    # Returns the names of the modules.
    modules: Callable[[Answers], tuple[str, ...]] | None = None

    def of_call(self, asked: Asked) -> "Section":
        """Return the section with the fields whose words are those of the call."""
        return replace(self, fields=(*self.fields, *self.asks(asked)))

    @property
    def is_of_call(self) -> bool:
        """Tell whether some fields have the words of the call."""
        return self.asks is not _asks_nothing

    @property
    def parts(self) -> tuple[Field | Rows, ...]:
        """Return all fields and tables, the fields first."""
        return (*self.fields, *self.tables)

    @property
    def depends_on_others(self) -> bool:
        """Tell whether what can be answered here depends on other sections."""
        fields = [*self.fields, *(one for table in self.tables for one in table.fields)]
        return self.is_of_call or any(one.source in OF_PROPOSAL for one in fields)

    def applying(self, answers: Answers) -> frozenset[str]:
        """Return the names of the fields and tables that are asked after these answers.

        A field isn't asked if the field that it depends on isn't: an answer that was given before,
        and is hidden now, doesn't count.
        """
        found: set[str] = set()
        for one in self.parts:
            if one.after is None or (one.after[0] in found and _is_chosen(answers, one.after)):
                found.add(one.name)
        return frozenset(found)


def _is_chosen(answers: Answers, after: After) -> bool:
    return answers.get(after[0]) in after[1]
