"""The section `development`: the readiness today, and the way to delivery."""

from proposals.domain.section.field import Field, Input, Section
from proposals.domain.translation import gettext_noop as _

DEVELOPMENT = Section(
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
)
