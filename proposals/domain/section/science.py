"""The section `science`: what a payload finds out, and how it serves the call."""

from proposals.domain.section.field import Field, Input, Section
from proposals.domain.translation import gettext_noop as _

SCIENCE = Section(
    "science",
    _("Science"),
    _("What you want to find out, and how it serves the call."),
    (
        Field(
            "objective",
            _("Scientific objective"),
            Input.TEXT,
            required=True,
            max_words=300,
            help=_("300 words at most."),
        ),
        Field(
            "serves",
            _("Objectives of the call that it serves"),
            Input.CHOICES,
            required=True,
            source="objectives",
        ),
        Field(
            "complements",
            _("How it complements the host's own instruments"),
            Input.TEXT,
            max_words=200,
        ),
    ),
)
