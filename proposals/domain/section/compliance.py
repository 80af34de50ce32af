"""The section `compliance`: where components come from, and what could be dangerous."""

from proposals.domain.envelope import Budget
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.section.field import Answers, Choices, Field, Flags, Input, Section
from proposals.domain.translation import gettext_noop as _

NO_HAZARD = "none"
HAZARDS: Choices = (
    ("radioactive", _("Radioactive source")),
    ("pressure", _("Pressurised vessel")),
    ("pyrotechnic", _("Pyrotechnic device")),
    ("battery", _("Battery")),
    ("laser", _("Laser")),
    ("transmitter", _("Radio transmitter")),
    ("toxic", _("Toxic or corrosive substance")),
    ("biological", _("Biological material")),
    (NO_HAZARD, _("None of these")),
)
ORIGINS: Choices = (("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known yet")))


def _needs(answers: Answers) -> tuple[str, ...]:
    """Require the names of components that are under another country's export control."""
    return ("export_regime",) if answers.get("controlled_origin") == "yes" else ()


def _contradictions(answers: Answers, budget: Budget) -> tuple[RuleBroken, ...]:
    hazards = answers.get("hazards") or []
    if NO_HAZARD in hazards and len(hazards) > 1:
        return (RuleBroken(Refusal.HAZARDS_CONTRADICT, field="hazards"),)
    return ()


def _flags(answers: Answers) -> Flags:
    hazards = set(answers.get("hazards") or [])
    return Flags(
        has_controlled_components=answers.get("controlled_origin") == "yes",
        has_hazards=bool(hazards - {NO_HAZARD}),
    )


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
            said=_("the answer on export control"),
            help=_("The office reads this before anybody spends time on a review."),
        ),
        Field("export_regime", _("Which components, and which regime"), Input.TEXT, max_words=150),
        Field("hazards", _("Hazards on board"), Input.CHOICES, required=True, choices=HAZARDS),
        Field("hazard_notes", _("Notes on the hazards"), Input.TEXT, max_words=150),
    ),
    needs=_needs,
    contradictions=_contradictions,
    flags=_flags,
)
