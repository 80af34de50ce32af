"""A proposal's content as sections: what is there, what is missing, what breaks the envelope."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext

from proposals.content.call import StageRules, stage_rules
from proposals.content.section import item, number, version_data
from proposals.domain import envelope
from proposals.domain.section.answers import count_tbd, missing
from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.section.field import Field, Missing, Section
from proposals.domain.translation import gettext_noop
from proposals.domain.workflow.status import Level
from proposals.models.call import Stage
from proposals.models.document import Document
from proposals.models.offer import Limit, Offer
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from proposals.models.section import SectionVersion


@dataclass(frozen=True)
class FailedCheck:
    """A check that failed, with how strict the stage is about it."""

    message: str
    params: Mapping[str, Any]
    section: str
    blocks: bool


@dataclass(frozen=True)
class SectionState:
    """How far the team is with a section."""

    is_started: bool
    is_complete: bool
    has_warning: bool


@dataclass(frozen=True)
class Content:
    """The named section versions and documents of a proposal, answering one stage."""

    proposal: Proposal
    stage: Stage
    versions: Mapping[str, SectionVersion]
    documents: tuple[Document, ...]

    @property
    def sections(self) -> list[Section]:
        return [SECTIONS[code] for code in self.stage.sections]

    def data(self, code: str) -> dict[str, Any]:
        """Return a section's saved answers, its rows included."""
        version = self.versions.get(code)
        if version is None:
            # The title was given when the proposal was started.
            return {"title": self.proposal.title} if code == "overview" else {}
        return version_data(version)

    @property
    def holds(self) -> tuple[dict[str, int], set[int]]:
        """Which version of each section this is, and which files."""
        numbers = {code: version.number for code, version in self.versions.items()}
        return numbers, {document.pk for document in self.documents}

    @cached_property
    def level(self) -> str:
        return str(self.data("overview").get("level") or "")

    @cached_property
    def rules(self) -> StageRules:
        return stage_rules(self.stage)

    @cached_property
    def uses_platform(self) -> bool:
        levels = {level.code: level.uses_platform for level in self.rules.levels}
        return levels.get(self.level, self.level != Level.MISSION)

    @cached_property
    def offer(self) -> Offer | None:
        """Return the offer that was chosen; None where no platform is used."""
        chosen = str(self.data("overview").get("platform") or "")
        if not self.uses_platform:
            return None
        return next((one for one in self.rules.offers if str(one.platform_id) == chosen), None)

    @cached_property
    def limits(self) -> list[Limit]:
        """List the limits of the offer that was chosen."""
        return list(self.offer.limits.all()) if self.offer else []

    @cached_property
    def missing(self) -> list[Missing]:
        """List the required answers and documents that aren't there."""
        found = []
        for section in self.sections:
            found += missing(section, self.data(section.code), skip=self._without_choices())
        given = {document.code for document in self.documents}
        for asked in self.rules.documents:
            if asked.required and asked.code not in given:
                found.append(Missing("documents", f"document-{asked.code}", asked.name))
        return found

    def _without_choices(self) -> set[str]:
        """Name the fields that this call or this level asks nothing for."""
        return {
            *([] if self.rules.levels else ["level"]),
            *([] if self.uses_platform else ["platform"]),
            *([] if self.rules.objectives else ["serves"]),
        }

    @cached_property
    def tbd(self) -> int:
        return sum(count_tbd(section, self.data(section.code)) for section in self.sections)

    @cached_property
    def budget(self) -> envelope.Budget:
        data = self.data("equipment")
        design = self.data("design")
        box = [number(data.get(name)) for name in ("length_mm", "width_mm", "height_mm")]
        low, high = number(design.get("survival_min_c")), number(design.get("survival_max_c"))
        return envelope.Budget(
            items=tuple(item(row) for row in data.get("items", [])),
            mass_max_kg=number(data.get("mass_max_kg")),
            nte_kg=number(data.get("nte_kg")),
            power_w=number(data.get("power_peak_w")) or number(data.get("power_average_w")),
            data_gb_per_day=number(data.get("data_gb_per_day")),
            box_mm=(int(box[0]), int(box[1]), int(box[2]))
            if box[0] and box[1] and box[2]
            else None,
            temperature_c=(low, high) if low is not None and high is not None else None,
        )

    @cached_property
    def warnings(self) -> list[FailedCheck]:
        """List the checks that failed and aren't ignored by the stage."""
        found = [
            FailedCheck(
                excess.message,
                excess.params,
                "design" if excess.quantity is envelope.Quantity.TEMPERATURE else "equipment",
                self._strictness(excess.quantity) == Stage.Strictness.BLOCK,
            )
            for excess in self.excesses
            if self._strictness(excess.quantity) != Stage.Strictness.IGNORE
        ]
        if self.tbd and self.stage.tbd_check != Stage.Strictness.IGNORE:
            blocks = self.stage.tbd_check == Stage.Strictness.BLOCK
            sentence = gettext_noop("Answers that say TBD: %(count)s.")
            found.append(FailedCheck(sentence, {"count": self.tbd}, "equipment", blocks))
        return found

    @property
    def blocking(self) -> list[FailedCheck]:
        return [warning for warning in self.warnings if warning.blocks]

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.blocking

    def section_state(self, code: str) -> SectionState:
        return SectionState(
            is_started=code in self.versions,
            is_complete=all(gap.section != code for gap in self.missing),
            has_warning=any(warning.section == code for warning in self.warnings),
        )

    @cached_property
    def excesses(self) -> list[envelope.Excess]:
        """List the limits that the content breaks, however strict the stage is about them."""
        rules = [limit.rule() for limit in self.limits]
        return envelope.exceeded(self.budget, rules, margin=self.stage.call.system_margin)

    def _strictness(self, quantity: envelope.Quantity) -> str:
        if quantity is envelope.Quantity.MASS:
            return self.stage.mass_check
        if quantity is envelope.Quantity.POWER:
            return self.stage.power_check
        return self.stage.other_check


def working_copy(proposal: Proposal) -> Content:
    """Load what the team edits now: the latest version of each section, and the files."""
    latest = (
        SectionVersion.objects.filter(proposal=proposal)
        .values("code")
        .annotate(latest=Max("pk"))
        .values("latest")
    )
    versions = SectionVersion.objects.filter(pk__in=latest).prefetch_related("items")
    documents = proposal.documents.filter(removed_at=None)
    proposal.stage.call = proposal.call  # the same row, loaded once
    return Content(
        proposal,
        proposal.stage,
        {version.code: version for version in versions},
        tuple(documents),
    )


def frozen_copy(revision: Revision) -> Content:
    """Load what was frozen, for reading."""
    return Content(
        revision.proposal,
        revision.stage,
        {one.code: one for one in revision.versions.prefetch_related("items")},
        tuple(revision.documents.all()),
    )


def choices(field: Field, content: Content) -> list[tuple[str, str]]:
    """Return a choice field's options; the call gives those that the field has a source for."""
    if field.source == "levels":
        return [(level.code, level.name) for level in content.rules.levels]
    if field.source == "platforms":
        return [
            (str(one.platform_id), str(one))
            for one in content.rules.offers
            if one.platform.carries_partners
        ]
    if field.source == "objectives":
        return [(str(one.pk), one.text) for one in content.rules.objectives]
    return [(value, gettext(label)) for value, label in field.choices]
