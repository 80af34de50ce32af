"""The sections of a proposal as data: which fields each has, and what it takes to be complete.

A stage lists section codes. A change of a section's fields raises its schema number, which
every saved version carries.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from proposals.domain.envelope import Basis, Category, Kind
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.translation import gettext_noop as _

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


ORIGINS: Choices = (("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known yet")))
TRLS: Choices = (
    ("1", _("1: basic principles")),
    ("2", _("2: concept formulated")),
    ("3", _("3: proof of concept")),
    ("4", _("4: laboratory breadboard")),
    ("5", _("5: breadboard in relevant environment")),
    ("6", _("6: model in relevant environment")),
    ("7", _("7: model in operational environment")),
    ("8", _("8: flight qualified")),
    ("9", _("9: flight proven")),
)
KINDS: Choices = (
    (Kind.INSTRUMENT.value, _("Instrument")),
    (Kind.ADAPTER.value, _("Adapter")),
    (Kind.RELEASE.value, _("Release device")),
    (Kind.HARNESS.value, _("Harness")),
    (Kind.THERMAL.value, _("Thermal")),
)
CATEGORIES: Choices = (
    (Category.OFF_THE_SHELF.value, _("Off the shelf (+5 %)")),
    (Category.MODIFIED.value, _("Minor modification (+10 %)")),
    (Category.NEW.value, _("New design (+20 %)")),
)
BASES: Choices = (
    (Basis.TBD.value, _("TBD")),
    (Basis.TBC.value, _("TBC")),
    (Basis.ESTIMATED.value, _("Estimated")),
    (Basis.CALCULATED.value, _("Calculated")),
    (Basis.MEASURED.value, _("Measured (no growth)")),
)
HAZARDS: Choices = (
    ("radioactive", _("Radioactive source")),
    ("pressure", _("Pressurised vessel")),
    ("pyrotechnic", _("Pyrotechnic device")),
    ("battery", _("Battery")),
    ("laser", _("Laser")),
    ("transmitter", _("Radio transmitter")),
    ("toxic", _("Toxic or corrosive substance")),
    ("biological", _("Biological material")),
    ("none", _("None of these")),
)
ENDORSEMENTS: Choices = (
    ("none", _("Not asked for yet")),
    ("requested", _("Asked for, no answer yet")),
    ("promised", _("Promised")),
    ("given", _("Given, letter attached")),
)
ROLES: Choices = (
    ("lead_institution", _("Lead institution")),
    ("lead_funding", _("Lead funding agency")),
    ("co_funder", _("Co-funder")),
    ("co_proposer", _("Co-proposer")),
    ("industry", _("Industry")),
)

_SECTIONS = (
    Section(
        "overview",
        _("Overview"),
        _("What you propose, and what would carry it."),
        (
            Field("title", _("Title"), required=True, help=_("As it should be read in public.")),
            Field(
                "level",
                _("Level of cooperation"),
                Input.CHOICE,
                required=True,
                source="levels",
                help=_("Mission level uses none of the platform's mass."),
            ),
            Field("platform", _("Platform"), Input.CHOICE, required=True, source="platforms"),
            Field(
                "summary",
                _("Summary"),
                Input.TEXT,
                help=_("Two or three sentences for a reader outside of your field."),
                max_words=150,
            ),
        ),
    ),
    Section(
        "team",
        _("Team and agencies"),
        _("Who leads, and which organisations take part as far as you know today."),
        (
            Field("pi_name", _("Principal investigator"), required=True),
            Field("pi_institution", _("Institution of the principal investigator"), required=True),
            Field(
                "pi_email", _("E-mail of the principal investigator"), Input.EMAIL, required=True
            ),
        ),
        rows=Rows(
            "organisations",
            _("Organisations"),
            (
                Field("name", _("Organisation"), required=True),
                Field("country", _("Country"), Input.COUNTRY),
                Field("role", _("Role"), Input.CHOICE, required=True, choices=ROLES),
                Field("brings", _("Brings"), max_length=300),
            ),
            help=_("Your own agency is on the proposal already."),
            maximum=30,
        ),
    ),
    Section(
        "science",
        _("Science"),
        _("What you want to find out, and how it serves the call."),
        (
            Field(
                "objective",
                _("Scientific objective"),
                Input.TEXT,
                required=True,
                max_words=300,
                help=_("300 words at most."),
            ),
            Field(
                "serves",
                _("Objectives of the call that it serves"),
                Input.CHOICES,
                required=True,
                source="objectives",
            ),
            Field(
                "complements",
                _("How it complements the host's own instruments"),
                Input.TEXT,
                max_words=200,
            ),
        ),
    ),
    Section(
        "equipment",
        _("Equipment list"),
        _("Three to five items are enough for a letter, or a mass range. TBD is an answer."),
        (
            Field("mass_min_kg", _("Mass range, from"), Input.DECIMAL, unit="kg", maximum="10000"),
            Field("mass_max_kg", _("Mass range, to"), Input.DECIMAL, unit="kg", maximum="10000"),
            Field(
                "nte_kg",
                _("Not-to-exceed mass asked for"),
                Input.DECIMAL,
                unit="kg",
                maximum="10000",
                help=_("Empty: the maximum expected value of the list."),
            ),
            Field("power_average_w", _("Average power"), Input.DECIMAL, required=True, unit="W"),
            Field("power_peak_w", _("Peak power"), Input.DECIMAL, required=True, unit="W"),
            Field("data_gb_per_day", _("Data per day"), Input.DECIMAL, required=True, unit="GB"),
            Field(
                "length_mm", _("Stowed length"), Input.DECIMAL, required=True, unit="mm", places=0
            ),
            Field("width_mm", _("Stowed width"), Input.DECIMAL, required=True, unit="mm", places=0),
            Field(
                "height_mm", _("Stowed height"), Input.DECIMAL, required=True, unit="mm", places=0
            ),
            Field(
                "trl",
                _("Technology readiness level of the least ready item"),
                Input.CHOICE,
                required=True,
                choices=TRLS,
            ),
        ),
        rows=Rows(
            "items",
            _("Items"),
            (
                Field("name", _("Item"), required=True),
                Field("kind", _("Kind"), Input.CHOICE, required=True, choices=KINDS),
                Field(
                    "quantity",
                    _("Quantity"),
                    Input.INTEGER,
                    required=True,
                    minimum="1",
                    maximum="1000",
                ),
                Field(
                    "cbe_kg",
                    _("CBE of one"),
                    Input.DECIMAL,
                    required=True,
                    unit="kg",
                    maximum="10000",
                ),
                Field(
                    "category",
                    _("Design category"),
                    Input.CHOICE,
                    required=True,
                    choices=CATEGORIES,
                ),
                Field("basis", _("Basis"), Input.CHOICE, required=True, choices=BASES),
                Field("module", _("Module"), max_length=80),
            ),
            help=_(
                "CBE: current best estimate. Adapters, release devices and cables count. A module stands or works on its own; items that name the same module are added up."
            ),
        ),
        one_of=(("items",), ("mass_min_kg", "mass_max_kg")),
    ),
    Section(
        "compliance",
        _("Compliance"),
        _("Where components come from, and what could harm people, the host or the Moon."),
        (
            Field(
                "controlled_origin",
                _("Are any components under another country's export control?"),
                Input.CHOICE,
                required=True,
                choices=ORIGINS,
                help=_("The office reads this before anybody spends time on a review."),
            ),
            Field(
                "export_regime", _("Which components, and which regime"), Input.TEXT, max_words=150
            ),
            Field("hazards", _("Hazards on board"), Input.CHOICES, required=True, choices=HAZARDS),
            Field("hazard_notes", _("Notes on the hazards"), Input.TEXT, max_words=150),
        ),
    ),
    Section(
        "documents",
        _("Documents"),
        _(
            "Endorsements and annexes. Files are checked, kept private and sent to nobody but the office and its reviewers."
        ),
        (
            Field(
                "endorsement",
                _("Endorsement by your government or agency"),
                Input.CHOICE,
                required=True,
                choices=ENDORSEMENTS,
            ),
        ),
    ),
    Section(
        "design",
        _("Payload design"),
        _("How it works, and how it meets the platform."),
        (
            Field(
                "principle",
                _("Measurement or operating principle"),
                Input.TEXT,
                required=True,
                max_words=600,
            ),
            Field("performance", _("Performance"), Input.TEXT, required=True, max_words=400),
            Field(
                "mechanical",
                _("Mechanical and field-of-view needs"),
                Input.TEXT,
                required=True,
                max_words=300,
            ),
            Field(
                "electrical",
                _("Electrical and data interface"),
                Input.TEXT,
                required=True,
                max_words=300,
            ),
            Field(
                "survival_min_c",
                _("Lowest temperature survived"),
                Input.DECIMAL,
                unit="°C",
                minimum="-273",
                maximum="1000",
                required=True,
            ),
            Field(
                "survival_max_c",
                _("Highest temperature survived"),
                Input.DECIMAL,
                unit="°C",
                minimum="-273",
                maximum="1000",
                required=True,
            ),
        ),
    ),
    Section(
        "operations",
        _("Operations"),
        _("What the payload does from launch to its last day."),
        (
            Field("concept", _("Concept of operations"), Input.TEXT, required=True, max_words=500),
            Field(
                "duty_cycle_percent",
                _("Duty cycle"),
                Input.DECIMAL,
                unit="%",
                maximum="100",
                required=True,
            ),
            Field(
                "lunar_night",
                _("Lunar night: survives, works or ends"),
                Input.TEXT,
                max_words=200,
                required=True,
            ),
            Field(
                "ground_segment", _("Ground segment and its operators"), Input.TEXT, max_words=200
            ),
        ),
    ),
    Section(
        "development",
        _("Development plan"),
        _("From today's readiness to delivery."),
        (
            Field("heritage", _("Heritage"), Input.TEXT, required=True, max_words=300),
            Field(
                "schedule",
                _("Schedule with models and reviews"),
                Input.TEXT,
                required=True,
                max_words=400,
            ),
            Field(
                "risks",
                _("Main risks, and what you do about each"),
                Input.TEXT,
                required=True,
                max_words=400,
            ),
        ),
    ),
    Section(
        "data_policy",
        _("Data policy"),
        _("Who gets the data, and when."),
        (
            Field("products", _("Data products"), Input.TEXT, required=True, max_words=300),
            Field(
                "proprietary_months",
                _("Proprietary period"),
                Input.DECIMAL,
                unit=_("months"),
                maximum="120",
                places=0,
                required=True,
            ),
            Field(
                "archive", _("Archive and open access"), Input.TEXT, required=True, max_words=200
            ),
        ),
    ),
    Section(
        "funding",
        _("Funding"),
        _("Partners bear the cost of their payloads; the office asks how that is secured."),
        (
            Field(
                "secured",
                _("Is the funding secured?"),
                Input.CHOICE,
                required=True,
                choices=(
                    ("yes", _("Yes")),
                    ("partly", _("In part")),
                    ("applied", _("Applied for")),
                    ("no", _("Not yet")),
                ),
            ),
            Field("plan", _("Who pays for what"), Input.TEXT, required=True, max_words=300),
        ),
    ),
)
SECTIONS = MappingProxyType({section.code: section for section in _SECTIONS})


def missing(
    section: Section, data: Mapping[str, Any], *, skip: Iterable[str] = ()
) -> list[Missing]:
    """List the required answers that a section's saved data lacks. TBD is an answer.

    Components under another country's export control have to be named.

    `skip` names fields that this call has no choices for.
    """
    skipped = set(skip)
    found = [
        Missing(section.code, field.name, field.label)
        for field in section.fields
        if field.required and field.name not in skipped and not data.get(field.name)
    ]
    if data.get("controlled_origin") == "yes" and not data.get("export_regime"):
        regime = next(field for field in section.fields if field.name == "export_regime")
        found.append(Missing(section.code, regime.name, regime.label))
    groups = section.one_of
    if groups and not any(all(data.get(name) for name in group) for group in groups):
        name = groups[0][0]
        label = section.rows.label if section.rows and section.rows.name == name else name
        found.append(Missing(section.code, name, label))
    return found


def contradictions(data: Mapping[str, Any]) -> list[RuleBroken]:
    """List the answers of one section that can't both be true, each with the field to mend."""
    found = []
    if "none" in (data.get("hazards") or []) and len(data["hazards"]) > 1:
        found.append(RuleBroken(Refusal.HAZARDS_CONTRADICT, field="hazards"))
    for low, high, refusal in (
        ("mass_min_kg", "mass_max_kg", Refusal.RANGE_REVERSED),
        ("power_average_w", "power_peak_w", Refusal.PEAK_BELOW_AVERAGE),
    ):
        figures = [data.get(low) or "", data.get(high) or ""]
        if all(figures) and TBD not in figures and Decimal(figures[0]) > Decimal(figures[1]):
            found.append(RuleBroken(refusal, field=high))
    return found


def count_tbd(section: Section, data: Mapping[str, Any]) -> int:
    """Count the answers that say TBD, the rows' included."""
    answers: list[Any] = [data.get(field.name) for field in section.fields]
    if section.rows:
        for row in data.get(section.rows.name) or []:
            answers += [row.get(field.name) for field in section.rows.fields]
    return sum(1 for answer in answers if answer in (TBD, Basis.TBD.value))
