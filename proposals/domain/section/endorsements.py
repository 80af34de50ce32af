"""The section `endorsements`: who stands behind the proposal with money, and who signs for them."""

from proposals.domain.section.field import Choices, Field, Input, Rows, Section
from proposals.domain.section.programme import MONEY, MONEY_HELP, PHASES
from proposals.domain.translation import gettext_noop as _

STATES: Choices = (
    ("none", _("No letter yet")),
    ("intent", _("Letter of intent")),
    ("conditional", _("Conditional commitment")),
    ("committed", _("Committed")),
)

ENDORSEMENTS = Section(
    "endorsements",
    _("Endorsement letters"),
    _(
        "Who stands behind the proposal with money, and how firmly. The letters are uploaded as documents."
    ),
    tables=(
        Rows(
            "letters",
            _("Letters"),
            (
                Field("funder", _("Funder"), required=True),
                Field(
                    "signatory",
                    _("Signatory"),
                    required=True,
                    help=_("Where there is no letter yet: who will sign it."),
                ),
                Field(
                    "authority",
                    _("Authority of the signatory"),
                    required=True,
                    help=_("The office that they hold, and what it may bind."),
                ),
                Field("phases", _("Phases"), Input.CHOICES, required=True, choices=PHASES),
                *MONEY,
                Field("state", _("State"), Input.CHOICE, required=True, choices=STATES),
            ),
            help=MONEY_HELP,
            minimum=1,
            maximum=30,
            is_card=True,
        ),
    ),
)
