"""The content of a proposal: its answers, the missing answers, and the limits that it breaks."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext
from django_countries import countries

from proposals.content.call import StageRules, stage_rules
from proposals.content.section import load_versions, version_answers, version_inputs
from proposals.domain import envelope
from proposals.domain.refusal import Refusal
from proposals.domain.section.answers import missing, names, tbd, without_row
from proposals.domain.section.catalogue import SECTIONS, for_files, limited_by, named
from proposals.domain.section.field import (
    WHOLE_PAYLOAD,
    Answers,
    Asked,
    AskedFile,
    Codes,
    Field,
    Flags,
    Heading,
    Input,
    Inputs,
    Investigator,
    Missing,
    Organisation,
    Section,
    Source,
    ToMend,
)
from proposals.domain.section.inputs import Understood, complete, place_of, understand
from proposals.domain.section.of_call import from_frozen
from proposals.domain.translation import Sentence, gettext_noop
from proposals.domain.workflow.status import Level
from proposals.models.agency import Agency
from proposals.models.call import RequiredDocument, Stage
from proposals.models.document import Document
from proposals.models.joining import Joining
from proposals.models.offer import Limit, Offer, Period
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from proposals.models.section import SectionVersion


@dataclass(frozen=True)
class FailedCheck:
    """A check that failed, and whether the stage lets it block a submission."""

    message: str
    params: Mapping[str, Any]
    section: str
    blocks: bool
    # The answers that fail it, where it names them.
    places: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class SectionState:
    """How far the team is with a section."""

    is_started: bool
    is_complete: bool
    has_warning: bool
    to_mend: int = 0


@dataclass(frozen=True)
class Content:
    """Some section versions and documents of a proposal, which together answer one stage."""

    proposal: Proposal
    stage: Stage
    versions: Mapping[str, SectionVersion]
    documents: tuple[Document, ...]
    rules_of: Callable[[Stage], StageRules] = stage_rules
    # The fields in the call's words when a revision was frozen, by section.
    frozen_fields: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    # What is typed into sections and isn't saved, as answers.
    unsaved: Mapping[str, Answers] = field(default_factory=dict)

    @property
    def sections(self) -> list[Section]:
        return [self.section(code) for code in self.stage.sections]

    def section(self, code: str) -> Section:
        """Return a section with the fields that this call asks for in its own words."""
        section = SECTIONS[code]
        if code in self.frozen_fields:
            return replace(section, fields=(*section.fields, *self.frozen_fields[code]))
        if section.is_of_call and code not in self._of_call:
            self._of_call[code] = section.of_call(self.asked_by_call)
        return self._of_call.get(code, section)

    @cached_property
    def _of_call(self) -> dict[str, Section]:
        return {}

    @cached_property
    def asked_documents(self) -> list[RequiredDocument | AskedFile]:
        """List the documents that the stage asks for, also those that answer a question."""
        files = [
            one
            for section in self.sections
            if section.is_of_call
            for one in section.files(self.asked_by_call, self.data(section.code))
        ]
        return [*self.rules.documents, *files]

    @cached_property
    def asked_by_call(self) -> Asked:
        """Return what the call asks in its own words; the requirements are those of the offer."""
        requirements = self.offer.requirements.all() if self.offer else []
        return Asked(tuple(one.rule() for one in requirements), self.rules.terms, self.rules.asked)

    @property
    def file_section(self) -> Section:
        """Return the section where documents are uploaded."""
        return for_files(self.stage.sections)

    def data(self, code: str) -> Answers:
        """Return a section's saved answers, its rows included."""
        if code in self._answers:
            return self._answers[code]
        # The title was given when the proposal was started.
        return SECTIONS[code].from_heading(Heading(title=self.proposal.title))

    def inputs(self, code: str) -> dict[str, Any]:
        """Return what was typed into a section, complete with its empty fields."""
        section = self.section(code)
        if version := self.versions.get(code):
            return version_inputs(version, section, codes=self.codes)
        return complete(section, self.data(code))

    def options(self, field: Field) -> Collection[str]:
        """Return the codes that can be chosen in a field."""
        if field.input is Input.COUNTRY:
            return countries.countries.keys()
        return dict(choices(field, self))

    def understood(self, code: str, inputs: Inputs | None = None) -> Understood:
        """Read what was typed into a section, or these inputs, and what is wrong with it."""
        section = self.section(code)
        typed = self.inputs(code) if inputs is None else inputs
        found = understand(section, typed, self.options)
        budget = section.budget(found.answers, envelope.Budget(growth=self.rules.growth))
        found.refusals += section.contradictions(found.answers, budget)
        return found

    def with_inputs(self, code: str, inputs: Inputs) -> "Content":
        """Return a copy in which a section says what is typed into it, not what was saved."""
        typed = complete(self.section(code), inputs, before=self.inputs(code))
        return replace(self, unsaved={code: self.understood(code, typed).answers})

    @cached_property
    def to_mend(self) -> list[ToMend]:
        """List what was typed and can't be submitted as it is."""
        found = []
        for section in self.sections:
            if section.code in self.versions:
                found += to_mend(section, self.understood(section.code))
        return found

    def codes(self) -> Codes:
        """Return the codes of the call's lists, for answers of older schemas."""
        return self.rules.codes()

    @cached_property
    def _answers(self) -> dict[str, Answers]:
        saved = {
            code: version_answers(version, codes=self.codes)
            for code, version in self.versions.items()
        }
        return saved | dict(self.unsaved)

    @property
    def _saved(self) -> list[tuple[Section, Answers]]:
        """List all saved sections in the order of the catalogue, also those of other stages."""
        return [
            (section, self._answers[code])
            for code, section in SECTIONS.items()
            if code in self._answers
        ]

    @property
    def holds(self) -> tuple[dict[str, int], set[int]]:
        """Return the version number of each section, and the ids of the files."""
        numbers = {code: version.number for code, version in self.versions.items()}
        return numbers, {document.pk for document in self.documents}

    @cached_property
    def heading(self) -> Heading:
        """Return title, level and platform as they were answered."""
        given = [section.heading(data) for section, data in self._saved if section.heading]
        return given[0] if given else Heading(title=self.proposal.title)

    @cached_property
    def organisations(self) -> list[Organisation]:
        """List the organisations that take part beside the lead agency."""
        return [
            one
            for section, data in self._saved
            if section.organisations
            for one in section.organisations(data)
        ]

    @cached_property
    def joined_agencies(self) -> list[Agency]:
        """List the agencies that have joined the proposal of the lead agency, as of now."""
        return [one.agency for one in self.joinings if one.is_joined]

    @cached_property
    def joinings(self) -> list[Joining]:
        """List the agencies that are asked to join or have joined, as of now."""
        rows = Joining.objects.live().filter(proposal=self.proposal)
        return list(rows.select_related("agency").order_by("pk"))

    @cached_property
    def institutions(self) -> list[str]:
        """List the institutions of the investigators."""
        return [
            one
            for section, data in self._saved
            if section.institutions
            for one in section.institutions(data)
        ]

    @cached_property
    def investigators(self) -> list[Investigator]:
        """List the investigators, the principal one first."""
        return [
            one
            for section, data in self._saved
            if section.investigators
            for one in section.investigators(data)
        ]

    @cached_property
    def flags(self) -> Flags:
        given = [section.flags(data) for section, data in self._saved if section.flags]
        return Flags(
            has_controlled_components=any(one.has_controlled_components for one in given),
            has_hazards=any(one.has_hazards for one in given),
        )

    @cached_property
    def modules(self) -> list[str]:
        """List the names of the modules."""
        return [
            name
            for section, data in self._saved
            if section.modules
            for name in section.modules(data)
        ]

    @cached_property
    def names(self) -> dict[str, dict[str, dict[str, str]]]:
        """Return the words of each code that was chosen, by section and field.

        They are those of the call and of this program, untranslated: for text that has to be
        read without either.
        """
        found = {
            section.code: names(section, self.data(section.code), self._words)
            for section in self.sections
        }
        return {code: words for code, words in found.items() if words}

    def _words(self, field: Field) -> dict[str, str]:
        if field.source:
            return dict(self.of_source(field.source))
        return {code: str(label) for code, label in field.choices}

    def of_source(self, source: Source) -> list[tuple[str, str]]:
        """Return the entries of a list, each with its code and its words."""
        if source is Source.PERIODS:
            return [(one.code, one.name) for one in self.periods]
        if source is Source.MODULES:
            named = [(one, one) for one in self.modules]
            return [(WHOLE_PAYLOAD, gettext_noop("The payload as a whole")), *named]
        return self.rules.choices(source)

    @cached_property
    def periods(self) -> list[Period]:
        """List the periods of the offer that was chosen."""
        return list(self.offer.periods.all()) if self.offer else []

    @cached_property
    def rules(self) -> StageRules:
        return self.rules_of(self.stage)

    @cached_property
    def uses_platform(self) -> bool:
        levels = {level.code: level.uses_platform for level in self.rules.levels}
        return levels.get(self.heading.level, self.heading.level != Level.MISSION)

    @cached_property
    def offer(self) -> Offer | None:
        """Return the offer that was chosen; None where no platform is used."""
        if not self.uses_platform:
            return None
        return next((one for one in self.rules.offers if one.code == self.heading.platform), None)

    @cached_property
    def limits(self) -> list[Limit]:
        """List the limits of the offer that was chosen."""
        return list(self.offer.limits.all()) if self.offer else []

    @cached_property
    def missing(self) -> list[Missing]:
        """List the required answers and documents that aren't there."""
        found = []
        for section in self.sections:
            version = self.versions.get(section.code)
            found += missing(
                section,
                self.data(section.code),
                typed=version.typed if version else (),
                without=self._without(),
            )
            found += without_row(section, self.data(section.code), self.modules)
        given = {document.code for document in self.documents}
        for asked in self.asked_documents:
            if asked.required and asked.code not in given:
                found.append(Missing(self.file_section.code, f"document-{asked.code}", asked.name))
        return found

    def _without(self) -> set[Source]:
        """Return the lists that are empty in this call, or don't apply to this level."""
        return {
            *([] if self.periods else [Source.PERIODS]),
            *([] if self.rules.levels else [Source.LEVELS]),
            *([] if self.uses_platform else [Source.PLATFORMS]),
            *([] if self.rules.objectives else [Source.OBJECTIVES]),
        }

    @cached_property
    def tbd(self) -> list[Missing]:
        """List the answers that say TBD."""
        return [one for section in self.sections for one in tbd(section, self.data(section.code))]

    @cached_property
    def budget(self) -> envelope.Budget:
        budget = envelope.Budget(growth=self.rules.growth)
        for section, data in self._saved:
            budget = section.budget(data, budget)
        return budget

    @property
    def asked(self) -> envelope.Mass | None:
        """Return the mass asked of the platform; None if it uses none, or while none is known."""
        return self.budget.asked() if self.uses_platform else None

    @cached_property
    def warnings(self) -> list[FailedCheck]:
        """List the failed checks that the stage doesn't ignore."""
        found = [
            FailedCheck(
                excess.message,
                excess.params,
                limited_by(excess.quantity, self.stage.sections, scope=excess.scope).code,
                # Nobody is stopped by a figure that the host hasn't published.
                self._strictness(excess.quantity) == Stage.Strictness.BLOCK
                and not excess.is_of_host,
            )
            for excess in self.excesses
            if self._strictness(excess.quantity) != Stage.Strictness.IGNORE
        ]
        if self.tbd and self.stage.tbd_check != Stage.Strictness.IGNORE:
            blocks = self.stage.tbd_check == Stage.Strictness.BLOCK
            sentence = gettext_noop("Answers that say TBD: %(count)s.")
            first, count = self.tbd[0].section, {"count": len(self.tbd)}
            found.append(FailedCheck(sentence, count, first, blocks, tuple(self.tbd)))
        return found + self._harmful()

    def _harmful(self) -> list[FailedCheck]:
        """List the files in which the scanner found something, whatever the stage says."""
        sentence = Refusal.FILE_HARMFUL.value
        return [
            FailedCheck(
                sentence, {"name": one.name, "found": one.scan_found}, self.file_section.code, True
            )
            for one in self.documents
            if one.is_harmful
        ]

    @property
    def blocking(self) -> list[FailedCheck]:
        return [warning for warning in self.warnings if warning.blocks]

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.to_mend and not self.blocking

    def section_state(self, code: str) -> SectionState:
        return SectionState(
            is_started=code in self.versions,
            is_complete=all(gap.section != code for gap in self.missing),
            has_warning=any(warning.section == code for warning in self.warnings),
            to_mend=sum(one.section == code for one in self.to_mend),
        )

    @cached_property
    def excesses(self) -> list[envelope.Excess]:
        """List the limits that the content breaks or may break, even those that the stage ignores."""
        limits = [limit.rule() for limit in self.limits]
        periods = [period.rule() for period in self.periods]
        return [
            *envelope.exceeded(self.budget, limits),
            *envelope.exceeded_in_periods(self.budget, periods),
        ]

    def _strictness(self, quantity: envelope.Quantity) -> str:
        if quantity is envelope.Quantity.MASS:
            return self.stage.mass_check
        if quantity in (envelope.Quantity.POWER, envelope.Quantity.ENERGY):
            return self.stage.power_check
        return self.stage.other_check


def working_copy(proposal: Proposal) -> Content:
    """Load the working copy: the latest version of each section, and the files."""
    latest = (
        SectionVersion.objects.filter(proposal=proposal)
        .values("code")
        .annotate(latest=Max("pk"))
        .values("latest")
    )
    versions = SectionVersion.objects.filter(pk__in=latest).select_related("saved_by")
    documents = proposal.documents.filter(removed_at=None).select_related("uploaded_by")
    proposal.stage.call = proposal.call  # the same row, loaded once
    return Content(
        proposal,
        proposal.stage,
        load_versions(versions),
        tuple(documents),
    )


def frozen_copy(
    revision: Revision, *, rules_of: Callable[[Stage], StageRules] = stage_rules
) -> Content:
    """Load the content of a revision, with the words that the call had when it was frozen."""
    return Content(
        revision.proposal,
        revision.stage,
        load_versions(revision.versions.all()),
        tuple(revision.documents.select_related("uploaded_by")),
        rules_of,
        _frozen_fields(revision),
    )


def _frozen_fields(revision: Revision) -> dict[str, tuple[Field, ...]]:
    """Return the fields in the call's words, which the revision's text holds, by section."""
    if not any(one.is_of_call for one in named(revision.stage.sections)):
        return {}
    sections = json.loads(revision.content)["sections"]
    return {code: from_frozen(one["asked"]) for code, one in sections.items() if "asked" in one}


def frozen_topics(revision: Revision) -> list[str]:
    """List the codes of the call's objectives that a revision serves, from its text alone."""
    return [
        code
        for key, one in json.loads(revision.content)["sections"].items()
        for field in SECTIONS[key].fields
        if field.source is Source.OBJECTIVES
        for code in one["data"].get(field.name) or []
    ]


def to_mend(section: Section, found: Understood) -> list[ToMend]:
    """List what is wrong with the inputs of a section, each with its place."""
    return [
        ToMend(section.code, name, *place_of(section, name), refusal)
        for refusal in found.refusals
        for name in [refusal.field or ""]
    ]


def choices(field: Field, content: Content) -> list[tuple[str, str]]:
    """Return the options of a choice field. If the field has a source, the call gives them."""
    if field.source:
        return [(code, _shown(words)) for code, words in content.of_source(field.source)]
    return [(value, gettext(label)) for value, label in field.choices]


def _shown(words: str) -> str:
    return gettext(words) if isinstance(words, Sentence) else words
