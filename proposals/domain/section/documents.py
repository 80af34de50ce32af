"""The section `documents`: endorsements and annexes."""

from proposals.domain.section.field import Choices, Field, Input, Section
from proposals.domain.translation import gettext_noop as _

ENDORSEMENTS: Choices = (
    ("none", _("Not asked for yet")),
    ("requested", _("Asked for, no answer yet")),
    ("promised", _("Promised")),
    ("given", _("Given, letter attached")),
)

DOCUMENTS = Section(
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
    takes_files=True,
)
