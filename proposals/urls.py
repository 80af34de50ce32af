"""Every URL of the app on one page."""

from django.urls import path

from proposals.views import (
    account,
    agency,
    call,
    clarification,
    comment,
    document,
    home,
    joining,
    parked,
    proposal,
    question,
    revision,
    section,
    signoff,
)

PROPOSAL = "proposals/<slug:reference>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("calls/", call.list_, name="call-list"),
    path("calls/<slug:slug>/", call.detail, name="call-detail"),
    path("calls/<slug:slug>/questions/", question.ask, name="question-ask"),
    path("calls/<slug:slug>/start/", proposal.start, name="proposal-start"),
    path("preferences/", account.preferences, name="account-preferences"),
    path("agency/", agency.detail, name="agency-detail"),
    path("agency/register/", agency.register, name="agency-register"),
    path("proposals/", proposal.list_, name="proposal-list"),
    path("joinings/<int:pk>/", joining.answer, name="joining-answer"),
    path(PROPOSAL, proposal.detail, name="proposal-detail"),
    path(f"{PROPOSAL}sign-off/", signoff.detail, name="signoff-detail"),
    path(f"{PROPOSAL}submit/", proposal.submit, name="proposal-submit"),
    path(f"{PROPOSAL}act/<slug:name>/", proposal.act, name="proposal-act"),
    path(f"{PROPOSAL}sections/<slug:code>/", section.edit, name="section-edit"),
    path(f"{PROPOSAL}sections/<slug:code>/comments/", comment.list_, name="comment-list"),
    path(f"{PROPOSAL}comments/<int:pk>/", comment.settle, name="comment-settle"),
    path(f"{PROPOSAL}sections/<slug:code>/here/", section.here, name="section-here"),
    path(f"{PROPOSAL}agencies/", joining.list_, name="joining-list"),
    path(f"{PROPOSAL}agencies/<int:pk>/end/", joining.end, name="joining-end"),
    path(f"{PROPOSAL}documents/", document.upload, name="document-upload"),
    path(f"{PROPOSAL}documents/<int:pk>/remove/", document.remove, name="document-remove"),
    path(f"{PROPOSAL}revisions/<int:number>/", revision.detail, name="revision-detail"),
    path(f"{PROPOSAL}revisions/<int:number>/receipt/", revision.receipt, name="revision-receipt"),
    path(
        f"{PROPOSAL}revisions/<int:number>/canonical/",
        revision.canonical,
        name="revision-canonical",
    ),
    path(f"{PROPOSAL}questions/<int:pk>/", clarification.answer, name="clarification-answer"),
    path("unsent/", parked.list_, name="parked-list"),
    path("documents/<int:pk>/", document.download, name="document-download"),
]
