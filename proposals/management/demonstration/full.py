"""Full proposals with every section filled, written and submitted, and one of them worked on again."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.actions import comment, document, investigator, invitation, joining, section, signoff
from proposals.content.investigator import parts
from proposals.content.proposal import working_copy
from proposals.content.signoff import digest
from proposals.domain.document.marking import Control, Marking
from proposals.management.demonstration.proposal import Letter, endorsed, extended, submitted
from proposals.management.demonstration.scene import Acts
from proposals.management.demonstration.section import pdf
from proposals.management.demonstration.team import HOUR, may_bind
from proposals.models.account import User
from proposals.models.proposal import Proposal

STEP = """ISO-10303-21;
HEADER;
FILE_DESCRIPTION(('A fictional payload, made for demonstration'),'2;1');
FILE_NAME('module.step','',(''),(''),'','','');
FILE_SCHEMA(('AP214'));
ENDSEC;
DATA;
#1=CARTESIAN_POINT('Centre of mass',({point}));
ENDSEC;
END-ISO-10303-21;
"""


def written_in_full(letter: Letter, proposal: Proposal) -> Acts[None]:
    """Fill every section over some weeks, and submit with the approval of each agency."""
    day = letter.row["submit"]
    if "with" in letter.row:
        yield from _joined(letter, proposal, start=letter.at(day - 34))
    yield from _sections(letter, proposal, start=letter.at(day - 30))
    yield from _files(letter, proposal, start=letter.at(day - 8))
    if "with" in letter.row:
        yield from _talked(letter, proposal, start=letter.at(day - 6))
    if "extension" in letter.row:
        yield from extended(letter, proposal, letter.row["extension"])
    yield from _asked(letter, proposal, start=letter.at(day - 4))
    yield from _signed(letter, proposal, start=letter.at(day - 2))
    yield from submitted(letter, proposal, at=letter.at(day))


def written_on(letter: Letter, proposal: Proposal) -> Acts[None]:
    """Go on after the submission: an investigator declines, a colleague is invited, figures change."""
    at = letter.at(letter.row["submit"] + 2)
    yield at
    for name in letter.row["investigators"]["declined"]:
        investigator.decline(proposal.investigator_requests.get(name=name), at=at)
    yield from _invited(letter, proposal, at=at + HOUR)
    yield from _changed(letter, proposal, start=at + HOUR * 24)


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
    """Ask the investigators who have an address to confirm their part; some do so on the next day."""
    yield start
    now = _as_it_is(proposal)
    for one in parts(working_copy(now)):
        if one.is_askable:
            investigator.ask(now, part=one.sha256, by=letter.lead, at=start)
    for place, name in enumerate(letter.row["investigators"]["confirmed"], 12):
        at = start + HOUR * place
        yield at
        investigator.confirm(proposal.investigator_requests.get(name=name), at=at)


def _sections(letter: Letter, proposal: Proposal, *, start: datetime) -> Acts[None]:
    """Write the sections in the order of the stage; a second agency writes its own."""
    filled = letter.payload["sections"]
    codes = [code for code in proposal.stage.sections if code in filled]
    for place, code in enumerate(codes):
        at = start + timedelta(days=1) * place
        yield at
        section.save(proposal, code, filled[code], by=_author(letter, code), at=at)


def _author(letter: Letter, code: str) -> User:
    if code in letter.row.get("partner_writes", ()):
        return letter.scene.cast.leads[letter.row["with"]]
    return letter.lead


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
    first = letter.payload["sections"]["accommodation"]["accommodation"][0]
    point = ",".join(f"{first[f'com_{axis}_mm']}." for axis in "xyz")
    note = "(A fictional drawing, made for demonstration.)"
    drawing = ("Mechanical interface drawing", title, "Four M6 bolts on a square of 160 mm", note)
    yield "drawing", pdf("interface-drawing.pdf", *drawing)
    yield "cad", SimpleUploadedFile("module.step", STEP.format(point=point).encode())


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
    """Say that the content is ready, and approve it for each agency."""
    cast = letter.scene.cast
    codes = [letter.payload["agency"], *filter(None, [letter.row.get("with")])]
    people = {code: cast.leads[code] for code in codes}
    yield start
    for person in people.values():
        may_bind(person, at=start)
    now = _as_it_is(proposal)
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
        now = _as_it_is(proposal)
        inputs = working_copy(now).inputs(code)
        for table, cells in changes.items():
            inputs[table][0] |= cells
        section.save(now, code, inputs, by=letter.lead, at=at)


def _as_it_is(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_related("call", "stage", "lead_agency").get(pk=proposal.pk)
