"""The section `compliance`: where components come from, and what could harm."""

from proposals.domain.section.field import Choices, Field, Input, Section
from proposals.domain.translation import gettext_noop as _

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
ORIGINS: Choices = (("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known yet")))

COMPLIANCE = Section(
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
        Field("export_regime", _("Which components, and which regime"), Input.TEXT, max_words=150),
        Field("hazards", _("Hazards on board"), Input.CHOICES, required=True, choices=HAZARDS),
        Field("hazard_notes", _("Notes on the hazards"), Input.TEXT, max_words=150),
    ),
)
