"""A full proposal with every section filled, written together and submitted, and worked on again."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.actions import comment, document, investigator, invitation, joining, section, signoff
from proposals.actions import proposal as proposal_actions
from proposals.content.investigator import parts
from proposals.content.proposal import working_copy
from proposals.content.signoff import digest
from proposals.domain.document.marking import Control, Marking
from proposals.management.demonstration.proposal import Letter, endorsed
from proposals.management.demonstration.scene import Acts
from proposals.management.demonstration.section import pdf
from proposals.management.demonstration.team import HOUR, may_bind
from proposals.models.proposal import Proposal

STEP = """ISO-10303-21;
HEADER;
FILE_DESCRIPTION(('A fictional payload, made for demonstration'),'2;1');
FILE_NAME('{name}','',(''),(''),'','','');
FILE_SCHEMA(('AP214'));
ENDSEC;
DATA;
#1=CARTESIAN_POINT('Centre of mass',(-820.,145.,165.));
ENDSEC;
END-ISO-10303-21;
"""


def written_in_full(letter: Letter, proposal: Proposal) -> Acts[None]:
    """Fill every section over some weeks, submit with both agencies' approval, and change two figures."""
    yield from _joined(letter, proposal, start=letter.at(-40))
    yield from _sections(letter, proposal, start=letter.at(-36))
    yield from _files(letter, proposal, start=letter.at(-14))
    yield from _talked(letter, proposal, start=letter.at(-12))
    yield from _signed(letter, proposal, start=letter.at(-8))
    at = letter.at(-6)
    yield at
    proposal_actions.submit(proposal, by=letter.lead, at=at)
    yield from _asked(letter, proposal, start=letter.at(-4))
    yield from _invited(letter, proposal, at=letter.at(-3))
    yield from _changed(letter, proposal, start=letter.at(-2))


def _joined(letter: Letter, proposal: Proposal, *, start: datetime) -> Acts[None]:
    """Let a second agency join, and ask a third."""
    cast = letter.scene.cast
    yield start
    asked = joining.ask(
        proposal, agency=cast.agencies[letter.row["with"]], by=letter.lead, at=start
    )
    yield start + HOUR
    joining.accept(asked, by=cast.leads[letter.row["with"]], at=start + HOUR)
    yield start + HOUR * 2
    waiting = cast.agencies[letter.row["asks"]]
    joining.ask(proposal, agency=waiting, by=letter.lead, at=start + HOUR * 2)


def _invited(letter: Letter, proposal: Proposal, *, at: datetime) -> Acts[None]:
    """Invite a colleague to this proposal alone."""
    yield at
    agency, email = proposal.lead_agency, letter.row["invites"]
    invitation.invite(agency, proposal=proposal, email=email, role="edit", by=letter.lead, at=at)


def _asked(letter: Letter, proposal: Proposal, *, start: datetime) -> Acts[None]:
    """Ask the investigators who have an address to confirm their part; the first confirms."""
    now = Proposal.objects.select_related("call", "stage", "lead_agency").get(pk=proposal.pk)
    asked = []
    for place, one in enumerate(parts(working_copy(now))):
        if one.is_askable:
            at = start + HOUR * place
            yield at
            asked.append(investigator.ask(proposal, part=one.sha256, by=letter.lead, at=at))
    at = start + HOUR * 12
    yield at
    investigator.confirm(asked[0], at=at)


def _sections(letter: Letter, proposal: Proposal, *, start: datetime) -> Acts[None]:
    """Write the sections in the order of the stage; both agencies write."""
    partner = letter.scene.cast.leads[letter.row["with"]]
    filled = letter.payload["sections"]
    codes = [code for code in proposal.stage.sections if code in filled]
    for place, code in enumerate(codes):
        at = start + timedelta(days=1) * place
        yield at
        by = partner if code in letter.row["partner_writes"] else letter.lead
        section.save(proposal, code, filled[code], by=by, at=at)


def _files(letter: Letter, proposal: Proposal, *, start: datetime) -> Acts[None]:
    yield start
    endorsed(letter, proposal, at=start)
    marking = Marking(Control.NOT_CONTROLLED, may_be_sent=True)
    for place, (code, file) in enumerate(_drawings(letter), 1):
        at = start + HOUR * place
        yield at
        document.store(proposal, code=code, file=file, marking=marking, by=letter.lead, at=at)


def _drawings(letter: Letter) -> Iterator[tuple[str, SimpleUploadedFile]]:
    title = letter.payload["title"]
    note = "(A fictional drawing, made for demonstration.)"
    drawing = ("Mechanical interface drawing", title, "Four M6 bolts on a square of 160 mm", note)
    yield "drawing", pdf("interface-drawing.pdf", *drawing)
    yield "cad", SimpleUploadedFile("module.step", STEP.format(name="module.step").encode())


def _talked(letter: Letter, proposal: Proposal, *, start: datetime) -> Acts[None]:
    """Leave one comment open, and resolve another."""
    partner = letter.scene.cast.leads[letter.row["with"]]
    yield start
    comment.write(
        proposal,
        "resources",
        "The battery's figures are ours, from last week's test. The night mode could go down to 1.0 W; shall I enter it?",
        by=partner,
        at=start,
    )
    yield start + HOUR
    done = comment.write(
        proposal,
        "declarations",
        "Is UN 3480 right for loose cells?",
        by=letter.lead,
        at=start + HOUR,
    )
    yield start + HOUR * 2
    comment.resolve(done, by=partner, at=start + HOUR * 2)


def _signed(letter: Letter, proposal: Proposal, *, start: datetime) -> Acts[None]:
    """Say that the content is ready, and approve it for both agencies."""
    cast = letter.scene.cast
    people = {
        letter.payload["agency"]: letter.lead,
        letter.row["with"]: cast.leads[letter.row["with"]],
    }
    yield start
    for person in people.values():
        may_bind(person, at=start)
    now = Proposal.objects.select_related("call", "stage", "lead_agency").get(pk=proposal.pk)
    sha256, _ = digest(working_copy(now))
    yield start + HOUR
    signoff.ready(now, sha256=sha256, by=letter.lead, at=start + HOUR)
    for place, (code, person) in enumerate(people.items(), 2):
        at = start + HOUR * place
        yield at
        signoff.approve(now, agency=cast.agencies[code], sha256=sha256, by=person, at=at)


def _changed(letter: Letter, proposal: Proposal, *, start: datetime) -> Acts[None]:
    """Open a figure again, and type one that can be read in two ways: both wait in the working copy."""
    for place, (code, changes) in enumerate(letter.payload["changes"].items()):
        at = start + HOUR * place
        yield at
        now = Proposal.objects.select_related("call", "stage", "lead_agency").get(pk=proposal.pk)
        inputs = working_copy(now).inputs(code)
        for table, cells in changes.items():
            inputs[table][0] |= cells
        section.save(now, code, inputs, by=letter.lead, at=at)
