"""The section `declarations`: foreign components, hazards, transmitters, organic and living material."""

from proposals.domain.section.basis import basis_of_row
from proposals.domain.section.compliance import HAZARDS, NO_HAZARD
from proposals.domain.section.field import Answers, Choices, Field, Flags, Input, Rows, Section
from proposals.domain.translation import gettext_noop as _

HAVING: Choices = (("yes", _("Yes")), ("no", _("No")))
LICENCES: Choices = (
    ("not_needed", _("Not needed")),
    ("to_apply", _("To be applied for")),
    ("applied", _("Applied for")),
    ("granted", _("Granted")),
    ("refused", _("Refused")),
)
HAZARD_KINDS: Choices = tuple(
    (code, word) for code, word in HAZARDS if code not in (NO_HAZARD, "transmitter", "biological")
)


def _flags(answers: Answers) -> Flags:
    regimes = [row.get("regime") or "" for row in answers.get("components") or []]
    is_listed = answers.get("has_components") == "yes"
    return Flags(
        has_controlled_components=is_listed
        and any(one and not one.strip().lower().startswith("not controlled") for one in regimes),
        has_hazards="yes" in (answers.get("has_hazards"), answers.get("has_biology")),
    )


def _asks_whether(name: str, label: str, said: str, heading: str, hint: str = "") -> Field:
    return Field(
        name,
        label,
        Input.CHOICE,
        required=True,
        choices=HAVING,
        said=said,
        heading=heading,
        help=hint,
    )


COMPONENTS = Rows(
    "components",
    _("Components of foreign origin"),
    (
        Field("item", _("Item"), required=True),
        Field("origin", _("State of origin"), Input.COUNTRY, required=True),
        Field(
            "regime",
            _("Regime and classification"),
            required=True,
            help=_("For example “EAR 9A515.x”, or “not controlled”."),
        ),
        Field("authority", _("Authority")),
        Field("licence", _("Licence"), Input.CHOICE, required=True, choices=LICENCES),
        Field("number", _("Licence number"), max_length=80),
        Field("provisos", _("Provisos"), Input.TEXT, max_words=60),
        Field("expires", _("Expires"), Input.DATE),
        Field("needed_by", _("Needed by"), Input.DATE),
    ),
    maximum=60,
    is_card=True,
    after=("has_components", ("yes",)),
)
HAZARD_LIST = Rows(
    "hazard_list",
    _("Hazards"),
    (
        Field("kind", _("Kind"), Input.CHOICE, required=True, choices=HAZARD_KINDS),
        Field(
            "description",
            _("What it is, and how much"),
            Input.TEXT,
            required=True,
            max_words=60,
            help=_("Pressure and volume, energy, activity, wavelength and power, substance."),
        ),
        Field("inhibits", _("Inhibits"), Input.INTEGER, required=True, maximum="10"),
        Field("control", _("How it is controlled"), Input.TEXT, required=True, max_words=60),
    ),
    maximum=30,
    after=("has_hazards", ("yes",)),
)
TRANSMITTERS = Rows(
    "transmitters",
    _("Transmitters"),
    (
        Field("name", _("Transmitter"), required=True),
        Field("band", _("Band"), required=True, help=_("Lowest and highest frequency.")),
        Field("emission", _("Emission designator"), required=True, max_length=20),
        Field(
            "eirp_dbw",
            _("EIRP"),
            Input.DECIMAL,
            unit="dBW",
            minimum="-200",
            maximum="100",
            required=True,
        ),
        basis_of_row(),
        Field("administration", _("Filing administration"), required=True),
        Field("itu", _("ITU reference"), max_length=80),
    ),
    help=_("An emission designator is written as the Radio Regulations do, for example 2M00G1D."),
    maximum=20,
    is_card=True,
    after=("has_transmitters", ("yes",)),
)
ORGANICS = Rows(
    "organics",
    _("Organic inventory"),
    (
        Field("substance", _("Substance"), required=True),
        Field(
            "mass_kg",
            _("Mass"),
            Input.DECIMAL,
            unit="kg",
            maximum="10000",
            places=6,
            required=True,
        ),
        basis_of_row(),
        Field("where", _("Where"), required=True),
        Field("containment", _("Containment"), required=True),
    ),
    help=_(
        "The mission has the category of planetary protection; each payload owes the list of its organic materials, such as polymers, adhesives, lubricants and fluids."
    ),
    minimum=1,
    maximum=60,
)

DECLARATIONS = Section(
    "declarations",
    _("Declarations"),
    _("What the host, its authorities and other states have to know before anything is shipped."),
    (
        _asks_whether(
            "has_components",
            _("Are there components of foreign origin?"),
            _("the answer on components of foreign origin"),
            _("Export control"),
            _("Foreign: made in, or controlled by, another state than that of your own agency."),
        ),
        _asks_whether(
            "has_hazards",
            _("Is there anything that could harm people, the host or the Moon?"),
            _("the answer on hazards"),
            _("Safety"),
        ),
        _asks_whether(
            "has_transmitters",
            _("Does the payload transmit?"),
            _("the answer on transmitters"),
            _("Radio"),
        ),
        _asks_whether(
            "has_biology",
            _("Is there biological material on board?"),
            _("the answer on biological material"),
            _("Planetary protection"),
        ),
        Field(
            "biology",
            _("Which, how much, and how it is contained"),
            Input.TEXT,
            required=True,
            max_words=150,
            after=("has_biology", ("yes",)),
        ),
    ),
    tables=(COMPONENTS, HAZARD_LIST, TRANSMITTERS, ORGANICS),
    flags=_flags,
)
