"""Masses as pages and files show them, rounded so that nothing that is asked for is lost."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from proposals.domain import envelope


def up(figure: Decimal) -> str:
    """Write a figure that is asked for."""
    return number_format(Decimal(envelope.up(figure)))


def down(figure: Decimal) -> str:
    """Write a figure that is allowed."""
    return number_format(Decimal(envelope.down(figure)))


def percent(fraction: Decimal) -> str:
    """Write a fraction that is added to a demand."""
    return gettext("%(figure)s %%") % {"figure": up(fraction * 100)}


def mass(value: envelope.Mass) -> str:
    """Write a mass with its unit; a lower bound says that it is one."""
    if not value.unknown:
        return gettext("%(kg)s kg") % {"kg": up(value.kg)}
    sentence = ngettext(
        "at least %(kg)s kg, %(count)s item without mass",
        "at least %(kg)s kg, %(count)s items without mass",
        value.unknown,
    )
    return sentence % {"kg": up(value.kg), "count": value.unknown}


def growth_lines(policy: envelope.GrowthPolicy) -> list[str]:
    """Write a growth policy as pages show it: an allowance in each line, then the source."""
    lines = [
        gettext("%(what)s: %(percent)s")
        % {
            "what": ", ".join(gettext(word) for word in one.words) or gettext("All items"),
            "percent": percent(one.percent / 100),
        }
        for one in policy.allowances
    ]
    if not any(one.words == [] for one in policy.allowances) and policy != envelope.ESA:
        default = gettext("What is not named here: by %(source)s")
        lines.append(default % {"source": envelope.ESA.source})
    weighed = gettext("Weighed flight hardware: none")
    return [*lines, weighed, gettext("Source: %(source)s") % {"source": policy.source}]


def mass_cell(value: envelope.Mass | None) -> Decimal | str | None:
    """Return the figure in kg for a table's cell; a lower bound is words, so that no sum hides it."""
    if value is None:
        return None
    return mass(value) if value.unknown else value.kg


def mass_sign(value: envelope.Mass | None) -> str:
    """Write the same for a page, where a sign says that a figure is a lower bound."""
    if value is None:
        return "–"
    return f"≥ {up(value.kg)}" if value.unknown else up(value.kg)
