"""The history: what an entry says, and that `verify_audit` names what was forged."""

import io
import itertools
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from proposals.actions import audit, status
from proposals.content.audit.anchor import count_unanchored
from proposals.domain.canonical import canonical, sha256
from proposals.domain.verb import Verb
from proposals.models import triggers
from proposals.models.audit import AuditAnchor, AuditEntry, chain_of, last_settled
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_triggers() -> Iterator[None]:
    """Give the forger what an owner of the database has."""
    triggers.remove(connection)
    yield
    triggers.install(connection)


@pytest.fixture
def proposal(no_triggers: None) -> Proposal:
    return f.submitted()


def chain(proposal: Proposal) -> list[AuditEntry]:
    return list(audit.entries(proposal))


def broken() -> list[str]:
    """Return the lines of verify_audit, which ends with an error when there are any.

    Without an anchor one line says so, and is left out. The triggers are back meanwhile.
    """
    triggers.install(connection)
    said = io.StringIO()
    error = ""
    try:
        call_command("verify_audit", stdout=io.StringIO(), stderr=said)
    except CommandError as raised:
        error = str(raised)
    lines = said.getvalue().splitlines()
    triggers.remove(connection)
    assert error == (f"{len(lines)} broken. Nothing was changed." if lines else "")
    return [line for line in lines if not line.startswith("anchor: there is no anchor")]


def forge(entry: AuditEntry, **columns: Any) -> None:
    AuditEntry.objects.filter(pk=entry.pk).update(**columns)


# --- Entries ------------------------------------------------------------------------------


def test_entry_says_who_did_what_when_and_why_with_before_and_after() -> None:
    proposal = f.submitted()
    status.move(proposal, Verb.SCREEN, by=f.officer(), at=f.AFTER)
    status.move(
        proposal, Verb.FIND_INELIGIBLE, by=f.officer(), at=f.AFTER, reason="No agency behind it"
    )
    last = chain(proposal)[-1]
    assert (last.actor_id, last.at, last.verb) == (f.officer().pk, f.AFTER, "find_ineligible")
    told = json.loads(last.text)
    assert told["before"] == {"status": "screening", "stage": 1}
    assert told["after"] == {"status": "ineligible", "stage": 1}
    assert told["reason"] == "No agency behind it"


def test_entries_of_a_subject_are_numbered_and_linked() -> None:
    entries = chain(f.submitted())
    assert [entry.sequence for entry in entries] == list(range(1, 10))
    for one, next_ in itertools.pairwise(entries):
        assert next_.previous_hash == one.hash == sha256(one.text)


def test_whole_history_is_verified_with_its_counts() -> None:
    f.selected()
    audit.anchor(at=f.AFTER)
    said = io.StringIO()
    call_command("verify_audit", stdout=said)
    assert (
        said.getvalue().strip() == f"{AuditEntry.objects.count()} entries and 1 anchors are whole."
    )


# --- Forgeries within a chain -------------------------------------------------------------


def test_changed_text_is_named(proposal: Proposal) -> None:
    entry = chain(proposal)[2]
    forge(entry, text=entry.text.replace("save_section", "praise_team"))
    assert broken() == [f"{entry.chain} 3: the text doesn't match its hash"]


def test_changed_text_with_its_hash_made_anew_breaks_the_next_link(proposal: Proposal) -> None:
    entry = chain(proposal)[2]
    text = entry.text.replace("save_section", "praise_team")
    forge(entry, text=text, hash=sha256(text), verb="praise_team")
    assert broken() == [f"{entry.chain} 4: the entry doesn't continue the one before"]


@pytest.mark.parametrize(
    ("column", "value"),
    [("verb", "save"), ("actor_id", None), ("actor_id", 47), ("at", f.AFTER)],
)
def test_changed_column_is_named(no_triggers: None, column: str, value: object) -> None:
    # 47 begins the number that it replaces.
    person = f.user("someone@test.example", "officer", pk=4711)
    agency = f.agency()
    entry = audit.append(agency, Verb.CHANGE, by=person, at=f.NOW)
    forge(entry, **{column: value})
    name = column.removesuffix("_id")
    assert broken() == [
        f"{entry.chain} {entry.sequence}: columns differ from the hashed text: {name}"
    ]


def test_removed_entry_is_missed_by_the_next(proposal: Proposal) -> None:
    entries = chain(proposal)
    entries[3].delete()
    assert broken() == [f"{entries[0].chain} 5: an entry before this one is missing"]


def test_removed_beginning_is_missed(proposal: Proposal) -> None:
    entries = chain(proposal)
    entries[0].delete()
    assert broken() == [f"{entries[0].chain} 2: an entry before this one is missing"]


def test_reordered_entries_are_named(proposal: Proposal) -> None:
    third, fourth = chain(proposal)[2:4]
    forge(third, sequence=99)
    forge(fourth, sequence=3)
    forge(third, sequence=4)
    assert broken() == [f"{third.chain} 3: the entry doesn't continue the one before"]


def test_text_that_is_no_entry_is_named(proposal: Proposal) -> None:
    last = chain(proposal)[-1]
    for text in ("", "[]", "not JSON"):
        forge(last, text=text, hash=sha256(text))
        assert broken()[0].startswith(f"{last.chain} 9: columns differ from the hashed text")


def test_entry_that_was_put_in_between_is_named(proposal: Proposal) -> None:
    last = chain(proposal)[-1]
    told = json.loads(last.text) | {"verb": "praise_team", "sequence": 10, "previous": last.hash}
    text = canonical(told)
    AuditEntry.objects.create(
        chain=last.chain,
        sequence=10,
        at=last.at,
        actor_id=last.actor_id,
        verb="praise_team",
        text=text,
        previous_hash="0" * 64,
        hash=sha256(text),
    )
    assert broken() == [f"{last.chain} 10: the entry doesn't continue the one before"]


def test_each_broken_chain_is_named_once_and_no_other(proposal: Proposal) -> None:
    other = f.submitted("Another")
    for entry in (*chain(proposal)[1:4], chain(other)[7]):
        forge(entry, text=entry.text + " ")
    assert broken() == [
        f"{chain_of(proposal)} 2: the text doesn't match its hash",
        f"{chain_of(other)} 8: the text doesn't match its hash",
    ]


# --- What only an anchor sees -------------------------------------------------------------


def test_cut_tail_is_seen_by_an_anchor_alone(no_triggers: None) -> None:
    agency = f.agency()
    last = audit.append(agency, Verb.CHANGE, by=f.officer(), at=f.NOW)
    last.delete()
    assert broken() == []
    restored = AuditEntry.objects.create(
        **{field.attname: getattr(last, field.attname) for field in last._meta.fields}
        | {"id": None}
    )
    anchor = audit.anchor(at=f.AFTER)
    restored.delete()
    assert broken() == [f"anchor {anchor.pk}: entries that it saw are gone or differ"]


def test_chain_that_is_gone_as_a_whole_is_seen_by_an_anchor(no_triggers: None) -> None:
    agency = f.agency()
    anchor = audit.anchor(at=f.AFTER)
    audit.entries(agency).delete()
    assert broken() == [f"anchor {anchor.pk}: entries that it saw are gone or differ"]


def old_anchor(*, at: datetime) -> AuditAnchor:
    """An anchor as it was written before version 2: with the heads of all chains."""
    last: dict[str, list[Any]] = {}
    for one in AuditEntry.objects.order_by("pk"):
        last[one.chain] = [one.sequence, one.hash]
    before = AuditAnchor.objects.order_by("pk").last()
    new = AuditAnchor(
        at=at,
        entries=AuditEntry.objects.count(),
        heads=canonical(last),
        previous_hash=before.hash if before else "",
    )
    new.hash = new.computed_hash()
    new.save()
    return new


def test_older_anchors_are_valid_and_still_see_a_cut_tail(no_triggers: None) -> None:
    agency = f.agency()
    old = old_anchor(at=f.NOW)
    f.agency("Agency B")
    assert count_unanchored() == 2
    old_anchor(at=f.NOW)
    audit.anchor(at=f.AFTER)
    assert broken() == []
    audit.entries(agency).order_by("-sequence")[0].delete()
    assert broken() == [
        f"{chain_of(agency)} 2: an entry that anchor {old.pk} saw is gone or differs",
        f"anchor {old.pk + 2}: entries that it saw are gone or differ",
    ]


def test_anchor_does_not_grow_with_the_chains() -> None:
    f.agency()
    sizes = []
    for name in ("B", "C", "D", "E"):
        f.agency(f"Agency {name}")
        sizes.append(len(audit.anchor(at=f.NOW).heads))
    assert max(sizes) - min(sizes) <= 2  # more digits


def test_two_anchors_at_once_continue_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second has asked for the last entry before the first was written over a newer one."""
    f.agency()
    asked = last_settled()
    f.agency("Agency B")
    first = audit.anchor(at=f.NOW)
    monkeypatch.setattr(audit, "last_settled", lambda: asked)
    second = audit.anchor(at=f.AFTER)
    assert second.previous_hash == first.hash
    assert second.heads == first.heads
    assert broken() == []


def test_history_that_goes_on_after_an_anchor_is_whole(proposal: Proposal) -> None:
    audit.anchor(at=f.NOW)
    status.move(proposal, Verb.SCREEN, by=f.officer(), at=f.AFTER)
    audit.anchor(at=f.AFTER)
    assert broken() == []


@pytest.mark.parametrize("forgery", [{"at": f.NOW}, {"heads": "{}"}, {"previous_hash": "0" * 64}])
def test_changed_anchor_is_named(proposal: Proposal, forgery: dict[str, Any]) -> None:
    first, second = audit.anchor(at=f.AFTER), audit.anchor(at=f.INVITED)
    AuditAnchor.objects.filter(pk=second.pk).update(**forgery)
    assert broken() == [f"anchor {second.pk}: the anchor was altered or one before it is missing"]
    first.delete()
    assert broken()[0].startswith(f"anchor {second.pk}:")


def test_removed_anchor_is_missed_by_the_next(proposal: Proposal) -> None:
    first, second = audit.anchor(at=f.AFTER), audit.anchor(at=f.INVITED)
    first.delete()
    assert broken() == [f"anchor {second.pk}: the anchor was altered or one before it is missing"]


# --- Revisions ----------------------------------------------------------------------------


def test_changed_revision_is_named(proposal: Proposal) -> None:
    revision = f.revision(proposal)
    text = revision.content.replace("A spectrometer", "A telescope")
    Revision.objects.filter(pk=revision.pk).update(content=text)
    assert broken() == [f"{proposal} 1: the revision's content doesn't match its hash"]
