"""The buttons that link organisations of a proposal to registered agencies, and unlink them."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.actions import participation
from proposals.admin.base.act import Act
from proposals.content.agency import unlinked
from proposals.forms.participation import AgencyLinkForm, AgencyUnlinkForm
from proposals.models.account import User
from proposals.models.participation import AgencyLink
from proposals.models.proposal import Proposal


def link_acts(proposal: Proposal) -> list[Act]:
    """List the buttons: link what isn't linked, and unlink what is."""
    found = []
    organisations = unlinked().filter(revision=proposal.current_revision_id)
    if organisations.exists():
        form = partial(AgencyLinkForm, organisations=organisations)
        found.append(Act("link_agency", _("Link an agency"), _link, _linked, form))
    links = proposal.agency_links.select_related("agency")
    if links.exists():
        back = partial(AgencyUnlinkForm, links=links)
        found.append(Act("unlink_agency", _("Unlink an agency"), _unlink, _unlinked, back))
    return found


def _link(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> AgencyLink:
    return participation.link(data["organisation"], agency=data["agency"], by=by, at=at)


def _linked(link: AgencyLink) -> str:
    return gettext("%(organisation)s is linked to the registered agency %(agency)s.") % {
        "organisation": link.name,
        "agency": link.agency,
    }


def _unlink(proposal: Proposal, data: Mapping[str, Any], by: User, at: datetime) -> AgencyLink:
    link: AgencyLink = data["link"]
    participation.unlink(link, reason=data["reason"], by=by, at=at)
    return link


def _unlinked(link: AgencyLink) -> str:
    return gettext("%(organisation)s isn't linked to %(agency)s any more.") % {
        "organisation": link.name,
        "agency": link.agency,
    }
