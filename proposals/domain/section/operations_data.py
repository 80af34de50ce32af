"""The section `operations_data`: who operates the payload, and what becomes of its data."""

from proposals.domain.section.basis import basis_of_row
from proposals.domain.section.field import Choices, Field, Input, Rows, Section
from proposals.domain.translation import gettext_noop as _

NIGHTS: Choices = (
    ("works", _("It works in the night")),
    ("survives", _("It survives the night, switched off")),
    ("ends", _("It ends with the first night")),
    ("not_landed", _("It isn't on the surface")),
)
LEVELS: Choices = (
    ("0", _("Level 0: raw")),
    ("1", _("Level 1: calibrated instrument data")),
    ("2", _("Level 2: physical quantities")),
    ("3", _("Level 3: derived and combined products")),
)
ARCHIVES: Choices = (
    ("pds4", _("An archive in the PDS4 standard")),
    ("doi", _("A repository that gives each data set a DOI")),
    ("host", _("The host's data centre")),
)

OPERATIONS_DATA = Section(
    "operations_data",
    _("Operations and data"),
    _("Who operates the payload, how it is calibrated, and where its data go."),
    (
        Field(
            "concept",
            _("Concept of operations"),
            Input.TEXT,
            required=True,
            max_words=400,
            heading=_("Operations"),
        ),
        Field(
            "operator",
            _("Who operates it, from where"),
            Input.TEXT,
            required=True,
            max_words=100,
        ),
        Field("night", _("Lunar night"), Input.CHOICE, required=True, choices=NIGHTS),
        Field(
            "night_how",
            _("How it survives the night"),
            Input.TEXT,
            required=True,
            max_words=100,
            after=("night", ("works", "survives")),
        ),
        Field(
            "calibration_ground",
            _("Calibration on ground"),
            Input.TEXT,
            required=True,
            max_words=150,
            heading=_("Calibration"),
        ),
        Field(
            "calibration_flight",
            _("Calibration in flight"),
            Input.TEXT,
            required=True,
            max_words=150,
        ),
        Field(
            "archives",
            _("Archive"),
            Input.CHOICES,
            required=True,
            choices=ARCHIVES,
            heading=_("Data"),
        ),
        Field(
            "archive_where",
            _("Which archive, and who fills it"),
            Input.TEXT,
            required=True,
            max_words=100,
        ),
    ),
    tables=(
        Rows(
            "products",
            _("Data products"),
            (
                Field("name", _("Product"), required=True),
                Field("level", _("Data level"), Input.CHOICE, required=True, choices=LEVELS),
                Field("format", _("Format"), required=True, max_length=80),
                Field(
                    "volume_mb",
                    _("Volume in all"),
                    Input.DECIMAL,
                    unit="MB",
                    maximum="1000000000",
                    required=True,
                ),
                basis_of_row(),
                Field(
                    "public_months",
                    _("Public after"),
                    Input.INTEGER,
                    unit=_("months"),
                    maximum="120",
                    required=True,
                ),
            ),
            minimum=1,
            maximum=30,
        ),
    ),
)
