"""Time zones as a form offers them: a few likely ones, then all."""

from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

UTC, BEIJING = "UTC", "Asia/Shanghai"
# Of a country that has many zones, so that the list of likely ones stays short.
MOST = 6


@cache
def _all_zones() -> tuple[str, ...]:
    zones = available_timezones()
    return tuple(sorted(one for one in zones if "/" in one and not one.startswith("Etc/")))


@cache
def _by_country() -> dict[str, list[str]]:
    """Read the table that the time zone database keeps: a country's code, a place, its zone."""
    found: dict[str, list[str]] = {}
    table = resources.files("tzdata") / "zoneinfo" / "zone.tab"
    for line in table.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            country, _place, zone, *_note = line.split("\t")
            found.setdefault(country, []).append(zone)
    return found


def _label(zone: str) -> str:
    if zone == BEIJING:
        return gettext("Beijing (%(zone)s)") % {"zone": zone}
    return zone.replace("_", " ")


def _choices(likely: Iterable[str]) -> list[Any]:
    first = [(one, _label(one)) for one in dict.fromkeys((*likely, UTC, BEIJING))]
    rest = [(one, one.replace("_", " ")) for one in _all_zones()]
    return [(gettext("Likely"), first), (gettext("All"), rest)]


class ZoneField(forms.ChoiceField):
    """A person's time zone. A script adds the browser's zone to the likely ones."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Your time zone"))
        options.setdefault("help_text", _("Times are shown in it, beside UTC and Beijing time."))
        super().__init__(choices=lambda: _choices(()), **options)
        self.widget.attrs |= {
            "data-own-zone": "offer",
            "data-own-zone-text": _("{zone} (this browser's)"),
        }

    def choose_by_browser(self) -> None:
        """Let the script choose the browser's zone, for a person who hasn't chosen one."""
        self.widget.attrs["data-own-zone"] = "choose"

    def put_first(self, *, zone: str, countries: Iterable[str]) -> None:
        """Offer the person's zone first, then those of some countries."""
        there = [one for code in countries for one in _by_country().get(code, [])[:MOST]]
        self.choices = _choices((zone, *there))
