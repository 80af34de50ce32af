"""The section `equipment`: the items with their masses, and the demands on the platform."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from proposals.domain.envelope import (
    BASIS_WORDS,
    CATEGORY_WORDS,
    KIND_WORDS,
    Basis,
    Box,
    Budget,
    Category,
    Item,
    Kind,
    Mass,
    Module,
    Quantity,
    down,
    up,
)
from proposals.domain.name import normalised
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.section.answers import is_tbd, number, reversed_range
from proposals.domain.section.basis import basis_of
from proposals.domain.section.field import (
    Answers,
    Choices,
    Codes,
    Field,
    Input,
    Rows,
    Section,
    Storage,
)
from proposals.domain.translation import gettext_noop as _

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
KINDS: Choices = tuple((kind.value, word) for kind, word in KIND_WORDS.items())
CATEGORIES: Choices = tuple((one.value, word) for one, word in CATEGORY_WORDS.items())
BASES: Choices = tuple((basis.value, word) for basis, word in BASIS_WORDS.items())


# The answers that give each quantity.
_FIGURES = MappingProxyType(
    {
        Quantity.MASS: ("nte_kg",),
        Quantity.POWER: ("power_peak_w",),
        Quantity.DATA: ("data_gb_per_day",),
        Quantity.SIZE: ("length_mm", "width_mm", "height_mm"),
    }
)


def _contradictions(answers: Answers, budget: Budget) -> tuple[RuleBroken, ...]:
    return (
        *reversed_range(answers, "mass_min_kg", "mass_max_kg", Refusal.RANGE_REVERSED),
        *reversed_range(answers, "power_average_w", "power_peak_w", Refusal.PEAK_BELOW_AVERAGE),
        *_nte_below_mev(budget),
        *_module_names(answers),
    )


def _nte_below_mev(budget: Budget) -> Iterator[RuleBroken]:
    """Refuse an NTE, of the proposal or of a module, that its items exceed."""
    yield from _below(budget.nte_kg, budget.mev(), "nte_kg")
    for place, module in enumerate(budget.modules):
        yield from _below(module.nte_kg, budget.mev_of(module), f"modules-{place}-nte_kg")


def _below(nte_kg: Decimal | None, mev: Mass, field: str) -> Iterator[RuleBroken]:
    if nte_kg is not None and nte_kg < mev.kg:
        figures = {"nte": down(nte_kg), "mev": up(mev.kg)}
        yield RuleBroken(Refusal.NTE_BELOW_MEV, field=field, **figures)


def _module_names(answers: Answers) -> Iterator[RuleBroken]:
    """Refuse a module that is named twice, and an item whose module isn't in the table."""
    known: set[str] = set()
    for place, row in enumerate(answers.get("modules") or []):
        name = normalised(row["name"])
        if name and name in known:
            field = f"modules-{place}-name"
            yield RuleBroken(Refusal.MODULE_TWICE, field=field, name=row["name"])
        known.add(name)
    for place, row in enumerate(answers.get("items") or []):
        if row["module"] and normalised(row["module"]) not in known:
            field = f"items-{place}-module"
            yield RuleBroken(Refusal.NO_SUCH_MODULE, field=field, name=row["module"])


def _budget(answers: Answers, budget: Budget) -> Budget:
    power = [number(answers.get(name)) for name in ("power_peak_w", "power_average_w")]
    return replace(
        budget,
        items=tuple(_item(row) for row in answers.get("items") or []),
        mass_max_kg=number(answers.get("mass_max_kg")),
        nte_kg=number(answers.get("nte_kg")),
        power_w=max((one for one in power if one is not None), default=None),
        data_gb_per_day=number(answers.get("data_gb_per_day")),
        modules=tuple(_module(row) for row in answers.get("modules") or []),
        box_mm=_box(answers),
        tbd=budget.tbd | _tbd(answers),
    )


def _tbd(answers: Answers) -> set[Quantity]:
    """Return the quantities that are TBD. A range that is TBD matters only without a list."""
    found = {one for one, names in _FIGURES.items() if is_tbd(answers, *names)}
    has_no_mass = is_tbd(answers, "mass_max_kg") and not answers.get("items")
    return found | {Quantity.MASS} if has_no_mass else found


def _names(answers: Answers) -> tuple[str, ...]:
    return tuple(row["name"] for row in answers.get("modules") or [] if row["name"])


def _box(answers: Answers) -> Box | None:
    box = (_side(answers, "length"), _side(answers, "width"), _side(answers, "height"))
    return box if any(box) else None


def _side(answers: Answers, name: str) -> int | None:
    length = number(answers.get(f"{name}_mm"))
    return None if length is None else int(length)


def _item(row: Answers) -> Item:
    """Read an item. Where its kind, category or basis isn't chosen, its growth isn't known."""
    return Item(
        name=row["name"],
        kind=Kind(row["kind"]) if row["kind"] else None,
        quantity=int(row["quantity"]) if row["quantity"] else None,
        cbe_kg=number(row["cbe_kg"]),
        category=Category(row["category"]) if row["category"] else None,
        basis=Basis(row["basis"]) if row["basis"] else None,
        module=row["module"],
    )


def _module(row: Answers) -> Module:
    count = int(row["count"]) if row["count"] else 1
    return Module(row["name"], count, number(row["nte_kg"]), _box(row))


def with_modules(answers: Answers, codes: Codes | None = None) -> Answers:
    """Make a row for each module that the items name, as schema 1 did it, without regard to case.

    Schema 1 had no weighed flight hardware: what it calls measured may be a model, and grows.
    """
    names: dict[str, str] = {}
    for row in answers.get("items") or []:
        if row["module"]:
            names.setdefault(normalised(row["module"]), row["module"])
    empty = dict.fromkeys(("nte_kg", "length_mm", "width_mm", "height_mm"), "")
    rows = [{"name": name, "count": 1, **empty} for name in names.values()]
    return {**answers, "modules": rows}


def with_deployed(answers: Answers, codes: Codes | None = None) -> Answers:
    """Leave the deployed boxes of the modules open, for which schema 2 didn't ask."""
    if not answers.get("modules"):
        return answers
    empty = dict.fromkeys((one.name for one in DEPLOYED), "")
    return {**answers, "modules": [empty | row for row in answers["modules"]]}


def _figure_of_one(name: str, label: str, **options: Any) -> Field:
    return Field(name, label, Input.DECIMAL, takes_tbd=False, **options)


ITEMS = Rows(
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
        "CBE: current best estimate. Adapters, release devices and cables count. Say of each item with which module it goes, if you list modules below."
    ),
    storage=Storage.EQUIPMENT_ITEM,
)
DEPLOYED = (
    _figure_of_one(
        "deployed_length_mm",
        _("Length deployed"),
        unit="mm",
        places=0,
        sides=("deployed_width_mm", "deployed_height_mm"),
    ),
    _figure_of_one("deployed_width_mm", _("Width deployed"), unit="mm", places=0),
    _figure_of_one("deployed_height_mm", _("Height deployed"), unit="mm", places=0),
)
MODULES = Rows(
    "modules",
    _("Modules"),
    (
        Field("name", _("Module"), required=True, max_length=80),
        Field("count", _("Count"), Input.INTEGER, required=True, minimum="1", maximum="100"),
        _figure_of_one("nte_kg", _("NTE of one"), unit="kg", maximum="10000"),
        _figure_of_one(
            "length_mm",
            _("Length stowed"),
            unit="mm",
            places=0,
            sides=("width_mm", "height_mm"),
        ),
        _figure_of_one("width_mm", _("Width stowed"), unit="mm", places=0),
        _figure_of_one("height_mm", _("Height stowed"), unit="mm", places=0),
        *DEPLOYED,
    ),
    help=_(
        "A module stands or works on its own. Its items are those of one, and the count multiplies them: three rovers of 34 kg are a module with the count 3. Empty NTE: the maximum expected value of its items. The deployed box may stay empty: it is read, and held against no limit."
    ),
    maximum=20,
    is_rare=True,
    is_card=True,
    storage=Storage.EQUIPMENT_MODULE,
)


EQUIPMENT = Section(
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
        basis_of("power_peak_w", _("Basis of the power")),
        Field("data_gb_per_day", _("Data per day"), Input.DECIMAL, required=True, unit="GB"),
        basis_of("data_gb_per_day", _("Basis of the data")),
        Field(
            "length_mm",
            _("Stowed length"),
            Input.DECIMAL,
            required=True,
            unit="mm",
            places=0,
            sides=("width_mm", "height_mm"),
            help=_("Or the whole box: 300 x 150 x 150 mm."),
        ),
        Field("width_mm", _("Stowed width"), Input.DECIMAL, required=True, unit="mm", places=0),
        Field("height_mm", _("Stowed height"), Input.DECIMAL, required=True, unit="mm", places=0),
        basis_of("height_mm", _("Basis of the size")),
        Field(
            "trl",
            _("Technology readiness level of the least ready item"),
            Input.CHOICE,
            required=True,
            choices=TRLS,
        ),
    ),
    tables=(ITEMS, MODULES),
    schema=3,
    readers=MappingProxyType({1: with_modules, 2: with_deployed}),
    one_of=(("items",), ("mass_min_kg", "mass_max_kg")),
    rows_first=True,
    limited=frozenset(Quantity) - {Quantity.TEMPERATURE},
    contradictions=_contradictions,
    budget=_budget,
    modules=_names,
)
