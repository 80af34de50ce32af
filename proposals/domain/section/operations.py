"""The section `operations`: the payload's work from launch to its last day."""

from proposals.domain.section.field import Field, Input, Section
from proposals.domain.translation import gettext_noop as _

OPERATIONS = Section(
    "operations",
    _("Operations"),
    _("What the payload does from launch to its last day."),
    (
        Field("concept", _("Concept of operations"), Input.TEXT, required=True, max_words=500),
        Field(
            "duty_cycle_percent",
            _("Duty cycle"),
            Input.DECIMAL,
            unit="%",
            maximum="100",
            required=True,
        ),
        Field(
            "lunar_night",
            _("Lunar night: survives, works or ends"),
            Input.TEXT,
            max_words=200,
            required=True,
        ),
        Field("ground_segment", _("Ground segment and its operators"), Input.TEXT, max_words=200),
    ),
)
