"""A revision against its hash, the history, its frozen text, and the rows made from it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db.models import Max

from proposals.content.call import load_rules
from proposals.content.document.frozen import frozen_document
from proposals.content.revision import FrozenText, answers_in
from proposals.content.section import load_versions, version_answers
from proposals.domain.canonical import sha256
from proposals.domain.name import normalised
from proposals.models.call import Amendment
from proposals.models.revision import Revision

# What a revision asks for depends on the rules of growth, too, so it can't be told from the text.
FIGURES = ("asked_kg", "asked_without_interfaces_kg", "items_without_mass")


class Texts:
    """Compares revisions with their texts; it loads the rules of each call once."""

    def __init__(self) -> None:
        self._rules_of = cache(load_rules)
        amendments = Amendment.objects.order_by().values_list("call")
        self._amended: dict[int, datetime] = dict(amendments.annotate(Max("published_at")))

    def problem(
        self, revision: Revision, previous: Revision | None, told: Mapping[str, Any]
    ) -> str:
        """Describe what is wrong with a revision, or return "".

        `told` is what the history says of it, with its SHA-256; entries of before this check don't
        have its figures.
        """
        if sha256(revision.content) != revision.sha256:
            return "the revision's content doesn't match its hash"
        if revision.previous_sha256 != (previous.sha256 if previous else ""):
            return "the revision doesn't continue the one before"
        if revision.sha256 != told.get("sha256"):
            return f"the history holds {'another' if told else 'no'} SHA-256 of the revision"
        if any(str(getattr(revision, name)) != told[name] for name in FIGURES if name in told):
            return "the masses differ from the history"
        text = json.loads(revision.content)
        content = FrozenText(
            revision.proposal,
            revision.stage,
            load_versions(revision.versions.all()),
            tuple(revision.documents.all()),
            self._rules_of,
            text=text,
        )
        pairs = _heading(revision, content) | _sections(content) | _parts(revision, content)
        if self._amended.get(revision.stage.call_id, revision.received_at) <= revision.received_at:
            # Which platform a code names depends on the call.
            platform_id = content.offer.platform_id if content.offer else None
            pairs["platform"] = (revision.platform_id, platform_id)
        differing = [name for name, (stored, frozen) in pairs.items() if stored != frozen]
        return f"differs from the frozen text: {', '.join(differing)}" if differing else ""


# Each returns by its name what is stored, and what the frozen text says.
Pairs = dict[str, tuple[object, object]]


def _heading(revision: Revision, content: FrozenText) -> Pairs:
    text = content.text
    stored = {
        "reference": revision.proposal.reference,
        "revision": revision.number,
        "call": revision.stage.call.slug,
        "stage": revision.stage.number,
        "channel": revision.channel,
        "submitted_by": revision.submitted_by_id,
        "received_at": revision.received_at.astimezone(UTC).isoformat(),
        "previous_sha256": revision.previous_sha256,
    }
    # The first texts had fewer names; their SHA-256 vouches for what they lack.
    pairs: Pairs = {name: (value, text[name]) for name, value in stored.items() if name in text}
    pairs["level"] = (revision.level, content.heading.level)
    if any(section.heading for section in content.sections if section.code in text["sections"]):
        pairs["title"] = (revision.title, content.heading.title or revision.title)
    return pairs


def _sections(content: FrozenText) -> Pairs:
    stored = {
        code: version_answers(version, codes=content.codes)
        for code, version in content.versions.items()
    }
    frozen = answers_in(content.text, codes=content.codes)
    return {f"section {code}": (stored.get(code), answers) for code, answers in frozen.items()}


def _parts(revision: Revision, content: FrozenText) -> Pairs:
    organisations = [
        (one.name, one.country, one.role, one.brings) for one in revision.participations.all()
    ]
    lead, *others = organisations or [("", "", "", "")]
    named = {(normalised(one.name), one.country) for one in content.organisations}
    joined = [
        (one["name"], one["country"], "co_proposer", "")
        for one in content.text.get("joined_agencies", [])
        if (normalised(one["name"]), one["country"]) not in named
    ]
    return {
        "documents": (
            [frozen_document(one) for one in content.documents],
            content.text["documents"],
        ),
        "lead_agency": (lead[0], content.text.get("lead_agency", lead[0])),
        "organisations": (
            others,
            [
                *joined,
                *((one.name, one.country, one.role, one.brings) for one in content.organisations),
            ],
        ),
        "institutions": (
            [one.name_folded for one in revision.institutions.all()],
            sorted({normalised(one) for one in content.institutions} - {""}),
        ),
    }
