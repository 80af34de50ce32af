"""The proposal: its status, its stage and who leads it."""

from django.db import models
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.domain.window import Window
from proposals.domain.workflow.status import CHAIN, EDITABLE, FINAL, LABELS, OFFICE_LABELS, Status
from proposals.models.call import CallLevel
from proposals.models.clarification import Clarification


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting_for_officer(self) -> "ProposalQuerySet":
        """Return the letters of which Proposal.waits_for_officer is true."""
        return self.filter(status=Status.DRAFT, current_revision=None).exclude(
            channel=Proposal.Channel.PORTAL
        )

    def listed(self) -> "ProposalQuerySet":
        """Load what a row of a list shows, and annotate `answer_due_at`."""
        clarifications = Clarification.objects.filter(
            proposal=OuterRef("pk"), state=Clarification.State.OPEN
        )
        # Prefetching would build a query set for each row, which takes longer.
        return self.select_related("call", "stage", "lead_agency").annotate(
            answer_due_at=Subquery(clarifications.order_by("due_at").values("due_at")[:1]),
        )

    def shown(self) -> "ProposalQuerySet":
        """Load what the pages of one proposal show."""
        return (
            self.listed()
            .select_related("current_revision")
            .defer("current_revision__content", "current_revision__search")
        )

    def announced(self) -> "ProposalQuerySet":
        """Keep the selected proposals that everybody may read of."""
        return self.filter(status__in=CHAIN, announced_at__isnull=False)

    def unannounced(self) -> "ProposalQuerySet":
        """Keep the selected proposals that only their teams and the office know of."""
        return self.filter(status__in=CHAIN, announced_at__isnull=True)


class Proposal(models.Model):
    """A proposal, from draft to end of operation. Only actions/status/move.py changes `status`."""

    class Channel(models.TextChoices):
        PORTAL = "portal", _("Portal")
        EMAIL = "email", _("E-mail")
        NOTE = "note", _("Diplomatic note")

    reference = models.CharField(_("reference"), max_length=16, unique=True, editable=False)
    call = models.ForeignKey(
        "Call", models.PROTECT, related_name="proposals", verbose_name=_("call")
    )
    stage = models.ForeignKey(
        "Stage", models.PROTECT, related_name="proposals", verbose_name=_("stage")
    )
    # The end of the latest extension of the current stage.
    extended_to = models.DateTimeField(_("extended to"), null=True, editable=False)
    lead_agency = models.ForeignKey(
        "Agency", models.PROTECT, related_name="proposals", verbose_name=_("lead agency")
    )
    lead = models.ForeignKey(
        "User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_proposals",
        verbose_name=_("lead proposer"),
    )
    channel = models.CharField(
        _("channel"), max_length=6, choices=Channel.choices, default=Channel.PORTAL
    )
    status = models.CharField(
        _("status"),
        max_length=14,
        choices=[(status.value, _(label)) for status, label in LABELS.items()],
        default=Status.DRAFT,
    )
    came_from_status = models.CharField(max_length=14, blank=True)
    came_from_stage = models.ForeignKey("Stage", models.PROTECT, null=True, related_name="+")
    status_since = models.DateTimeField(_("in this status since"))
    # When the public was told of the selection. The team was notified by the decision's release.
    announced_at = models.DateTimeField(_("announced"), null=True, editable=False)
    # These columns are those of the working copy, for lists. A revision holds its own.
    title = models.CharField(_("title"), max_length=200)
    level = models.CharField(_("level"), max_length=10, choices=CallLevel.Code.choices, blank=True)
    platform = models.ForeignKey(
        "Platform",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("platform"),
    )
    current_revision = models.ForeignKey(
        "Revision", models.PROTECT, null=True, related_name="+", verbose_name=_("revision")
    )
    # A section or a file was changed after the current revision was submitted.
    has_unsubmitted_changes = models.BooleanField(default=False, editable=False)
    # Reference, title and agency, normalised: SQLite ignores case for ASCII only.
    search = models.TextField(editable=False, default="")
    created_at = models.DateTimeField(_("started"))

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["call", "status"], name="proposal_by_status"),
            models.Index(fields=["lead_agency", "-id"], name="proposal_by_agency"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in Status]),
                name="proposal_status_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("proposal-detail", args=[self.reference])

    @property
    def status_label(self) -> str:
        return gettext(LABELS[Status(self.status)])

    @property
    def office_label(self) -> str:
        return gettext(OFFICE_LABELS[Status(self.status)])

    @property
    def waits_for_acceptance(self) -> bool:
        return self.status == Status.SELECTED

    @property
    def came_by_portal(self) -> bool:
        return self.channel == self.Channel.PORTAL

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    @property
    def is_writable(self) -> bool:
        """Tell whether the working copy can be saved: after closing too, though nothing counts then."""
        return self.is_editable or self.status == Status.LAPSED

    @property
    def waits_for_officer(self) -> bool:
        """Tell whether an officer entered this letter late and a second officer must confirm it."""
        return (
            self.status == Status.DRAFT
            and not self.came_by_portal
            and self.current_revision_id is None
        )

    @property
    def is_submitted(self) -> bool:
        return self.status == Status.SUBMITTED

    @property
    def is_final(self) -> bool:
        return self.status in FINAL

    @property
    def is_selected(self) -> bool:
        return self.status in CHAIN

    @property
    def is_accepted(self) -> bool:
        return self.is_selected and not self.waits_for_acceptance

    @property
    def waits_for_announcement(self) -> bool:
        return self.is_selected and self.announced_at is None

    @property
    def title_for_office(self) -> str:
        """Return the title that the office and its reviewers read: the submitted title."""
        return self.current_revision.title if self.current_revision else self.title

    def window(self) -> Window:
        """Return the window of the proposal's stage, with the proposal's own extension."""
        return self.stage.window(extended_to=self.extended_to)
