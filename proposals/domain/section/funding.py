"""The section `funding`: who pays."""

from proposals.domain.section.field import Field, Input, Section
from proposals.domain.translation import gettext_noop as _

FUNDING = Section(
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
)
