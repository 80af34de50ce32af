"""The section `science_case`: from objectives to data, and what science is left with less."""

from proposals.domain.section.basis import basis_of_row
from proposals.domain.section.field import Field, Input, Rows, Section, Source, Storage
from proposals.domain.translation import gettext_noop as _

TRACES = Rows(
    "traces",
    _("Traceability table"),
    (
        Field("objective", _("Objective"), Input.TEXT, required=True, max_words=60),
        Field("serves", _("Objective of the call"), Input.CHOICE, source=Source.OBJECTIVES),
        Field("observable", _("Observable"), Input.TEXT, required=True, max_words=60),
        Field("requirement", _("Measurement requirement"), Input.TEXT, required=True, max_words=60),
        Field("performance", _("Predicted performance"), Input.TEXT, required=True, max_words=60),
        Field("product", _("Data product"), required=True),
    ),
    help=_(
        "One row for each objective and observable: what must be measured, and how well you will."
    ),
    minimum=1,
    maximum=40,
    is_card=True,
)
DESCOPES = Rows(
    "descopes",
    _("Descopes"),
    (
        Field("name", _("What you could leave out"), required=True),
        Field("saves_kg", _("Saves"), Input.DECIMAL, unit="kg", maximum="10000", required=True),
        Field("saves_w", _("Saves"), Input.DECIMAL, unit="W", takes_tbd=False),
        Field("saves_wh", _("Saves"), Input.DECIMAL, unit="Wh", takes_tbd=False),
        Field("loses", _("Science that is lost"), Input.TEXT, required=True, max_words=60),
        Field("decide_by", _("Decide by"), Input.DATE, required=True),
        basis_of_row(),
    ),
    help=_(
        "What the payload could do without if mass or power is short. The office uses these as alternatives when it plans the manifest."
    ),
    maximum=20,
    is_card=True,
    is_rare=True,
    storage=Storage.DESCOPE,
)

SCIENCE_CASE = Section(
    "science_case",
    _("Science case"),
    _("From your objectives to your data, and how much of it must be reached."),
    (
        Field(
            "principle",
            _("Measurement or operating principle"),
            Input.TEXT,
            required=True,
            max_words=400,
        ),
        Field(
            "baseline",
            _("Baseline"),
            Input.TEXT,
            required=True,
            max_words=200,
            help=_("What the investigation reaches if everything works."),
        ),
        Field(
            "threshold",
            _("Threshold"),
            Input.TEXT,
            required=True,
            max_words=200,
            help=_("The least that is worth flying for."),
        ),
    ),
    tables=(TRACES, DESCOPES),
)
