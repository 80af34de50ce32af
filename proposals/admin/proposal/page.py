"""The proposals in the admin: one set of pages for the office, and one for reviewers."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest
from django.utils import timezone

from proposals.access.person import reads_scores
from proposals.admin.base.act import Act
from proposals.admin.desk.page import DeskAdmin
from proposals.admin.proposal import office, reviewer
from proposals.admin.proposal.acts import bulk_acts, proposal_acts
from proposals.admin.proposal.side import Side
from proposals.models.account import User
from proposals.models.call import Call
from proposals.models.proposal import Proposal
from proposals.pages.table.declaration import Table
from proposals.pages.table.part import Part
from proposals.request import person


def side(user: User) -> Side:
    """Choose the pages by role; nobody has both kinds of roles."""
    return office.SIDE if reads_scores(user) else reviewer.SIDE


@admin.register(Proposal)
class ProposalAdmin(DeskAdmin):
    def table(self, request: HttpRequest) -> Table:
        return side(person(request)).table

    def call_of(self, row: Proposal) -> Call:
        return row.call

    def acts(self, request: HttpRequest, obj: Proposal) -> list[Act]:
        return proposal_acts(obj, by=person(request), at=timezone.now())

    def bulk_acts(self, request: HttpRequest, part: Part) -> list[Act]:
        return bulk_acts(person(request), listed=part.ticked.get("status", ()))

    def row_line(self, row: Proposal) -> str:
        return f"{row.reference} · {row.title_for_office} · {row.office_label}"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        proposal = self.get_object(request, object_id)
        if proposal is None:
            return self.missing(request, object_id)
        page = self.row_page(
            request,
            proposal,
            title=f"{proposal.reference}: {proposal.title_for_office}",
            here=proposal.reference,
            is_of_row=True,
            acts=self.acts(request, proposal),
            neighbours=self.neighbours(request, proposal),
        )
        shown = side(person(request))
        return page.show(shown.template, **shown.content(person(request), proposal))

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        try:
            return side(person(request)).find(person(request), int(object_id))
        except ValueError as error:
            raise Http404 from error
