"""The tabs of a call's desk: which of them a person has, and the table of each."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from proposals.access.person import OFFICE, READERS, Role, roles
from proposals.models.account import User
from proposals.models.call import Stage
from proposals.pages.desk.assignment import assignment_table
from proposals.pages.desk.ranking import ranking_table
from proposals.pages.desk.review import review_table
from proposals.pages.desk.screening import screening_table
from proposals.pages.table.declaration import Table


class Tab(StrEnum):
    """A page of a call's desk. The value stands in its address."""

    OVERVIEW = "overview"
    SCREENING = "screening"
    ASSIGNMENT = "assignment"
    REVIEWS = "reviews"
    RANKING = "ranking"

    @property
    def label(self) -> StrOrPromise:
        return LABELS[self]

    @property
    def readers(self) -> frozenset[Role]:
        """Return who has this tab: what the office notes while it screens isn't the panel's."""
        return OFFICE if self in {Tab.SCREENING, Tab.ASSIGNMENT} else READERS


LABELS: Mapping[Tab, StrOrPromise] = {
    Tab.OVERVIEW: _("Overview"),
    Tab.SCREENING: _("Screening"),
    Tab.ASSIGNMENT: _("Assignment"),
    Tab.REVIEWS: _("Reviews"),
    Tab.RANKING: _("Ranking"),
}

TABLES: Mapping[Tab, Callable[[Stage], Table]] = {
    Tab.SCREENING: screening_table,
    Tab.ASSIGNMENT: assignment_table,
    Tab.REVIEWS: review_table,
    Tab.RANKING: ranking_table,
}


def tabs_of(user: User) -> list[Tab]:
    """List the tabs that this person has."""
    return [tab for tab in Tab if roles(user) & tab.readers]
