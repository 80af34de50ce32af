"""The content of a revision as its frozen text has it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from proposals.content.document.frozen import frozen_document
from proposals.content.proposal import Content
from proposals.content.section import version_answers
from proposals.domain.section.answers import read
from proposals.domain.section.catalogue import SECTIONS
from proposals.domain.section.field import Answers, Codes, Section
from proposals.domain.section.of_call import as_frozen


@dataclass(frozen=True)
class FrozenText(Content):
    """The content of a revision as its text has it, whatever the rows of its sections say.

    Sections that the stage didn't ask for aren't in the text; their rows are used.
    """

    text: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def _answers(self) -> dict[str, Answers]:
        stored = {
            code: version_answers(version, codes=self.codes)
            for code, version in self.versions.items()
        }
        return stored | answers_in(self.text, codes=self.codes)


def frozen_parts(content: Content) -> dict[str, Any]:
    """Return the content as a revision's text holds it, with the words for its codes."""
    joined = [
        {"name": one.name, "country": str(one.country or "")} for one in content.joined_agencies
    ]
    return {
        "sections": {
            section.code: _frozen_section(section, content)
            for section in content.sections
            if section.code in content.versions
        },
        "names": content.names,
        "documents": [frozen_document(one) for one in content.documents],
        **_terms(content),
        # Left out of most texts, which stay as they were before agencies could join.
        **({"joined_agencies": joined} if joined else {}),
    }


def _frozen_section(section: Section, content: Content) -> dict[str, Any]:
    """Return a section's answers, and beside them what was typed, as "850 g", where it differs."""
    frozen = {"schema": section.schema, "data": content.data(section.code)}
    if section.is_of_call:
        frozen["asked"] = as_frozen(SECTIONS[section.code], content.asked_by_call)
    typed = content.versions[section.code].typed
    return {**frozen, "typed": typed} if typed else frozen


def _terms(content: Content) -> dict[str, Any]:
    """Return the hash of the terms that were accepted or deviated from, if the stage asks for it."""
    terms = content.rules.terms
    if not terms.clauses or not any(section.takes_terms for section in content.sections):
        return {}
    prevailing = terms.prevailing.value if terms.prevailing else ""
    return {"terms": {"sha256": terms.sha256, "prevailing": prevailing}}


def answers_in(text: Mapping[str, Any], *, codes: Callable[[], Codes]) -> dict[str, Answers]:
    """Return the answers of a revision's text in the current schema, by section."""
    return {
        code: read(SECTIONS[code], one["data"], schema=one["schema"], codes=codes)
        for code, one in text["sections"].items()
        if code in SECTIONS
    }
