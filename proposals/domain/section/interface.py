"""The section `interface`: which of the platform's interface requirements the payload meets."""

from proposals.domain.section.field import Asked, Choices, Field, Input, Section
from proposals.domain.translation import gettext_noop as _

COMPLIANCE: Choices = (
    ("c", _("Compliant")),
    ("pc", _("Partly compliant")),
    ("nc", _("Not compliant")),
)


def _asks(asked: Asked) -> tuple[Field, ...]:
    found: list[Field] = []
    for one in asked.requirements:
        # A merge takes names apart at points.
        name = f"r_{one.code.replace('.', '_')}"
        source = f"\n{one.source}" if one.source else ""
        found += [
            Field(
                name,
                one.code,
                Input.CHOICE,
                required=True,
                choices=COMPLIANCE,
                prose=f"{one.text}{source}",
            ),
            Field(
                f"{name}_why",
                _("Why, and what you ask for instead"),
                Input.TEXT,
                required=True,
                max_words=100,
                after=(name, ("pc", "nc")),
            ),
        ]
    return tuple(found)


INTERFACE = Section(
    "interface",
    _("Interface requirements"),
    _("The platform's requirements, one by one. A deviation that is explained is no fault."),
    asks=_asks,
)
