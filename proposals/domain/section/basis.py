"""How well a figure is known: the basis that stands beside it."""

from typing import Any

from proposals.domain.envelope import BASIS_WORDS, Basis
from proposals.domain.section.field import Choices, Field, Input
from proposals.domain.translation import gettext_noop as _

# Weighed flight hardware is a basis of a mass alone, and TBD is written in place of a figure.
BASES: Choices = tuple(
    (basis.value, word)
    for basis, word in BASIS_WORDS.items()
    if basis not in (Basis.WEIGHED, Basis.TBD)
)


def based(name: str, label: str, **options: Any) -> tuple[Field, Field]:
    """Return a field for a figure, and the field for its basis. A figure that is known needs one."""
    figure = Field(name, label, Input.DECIMAL, **options)
    return figure, basis_of(name, _("Basis"), required=True)


def basis_of(figure: str, label: str, *, required: bool = False) -> Field:
    """Return the field for the basis of a figure, or of the figures that go with it."""
    name = f"{figure}_basis"
    return Field(name, label, Input.CHOICE, required, choices=BASES, basis_of=figure)


def basis_of_row() -> Field:
    """Return the field for the basis of all figures of a row."""
    return Field("basis", _("Basis of these figures"), Input.CHOICE, required=True, choices=BASES)
