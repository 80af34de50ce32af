"""Time the pages over loopback, each in turn with the plain table, and count their queries."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from itertools import count, repeat
from statistics import median
from time import perf_counter
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import seed
from proposals.domain.workflow.status import Status
from proposals.models.account import User
from proposals.models.call import Criterion
from proposals.models.proposal import Proposal
from proposals.models.review import Assignment

WARM_UP = 12  # the server answers by four threads, each with a connection of its own
COUNTED = 2  # visits in this process: one to fill caches, one to count
CSRF = "b" * 32
TABLE = "table"

Form = dict[str, str | int]


@dataclass(frozen=True)
class Visit:
    path: str
    form: Form | None = None


@dataclass
class Page:
    """One kind of request; `target` is its allowance as a multiple of the plain table's time."""

    name: str
    target: float
    visits: Iterator[Visit]
    session: str = ""
    queries: int = 0
    size: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def median_ms(self) -> float:
        return median(self.seconds) * 1000


def pages(*, drafts: int) -> list[Page]:
    """List the plain table first, then the pages that have a target."""
    lead, reviewer, officer = (_log_in(one) for one in (seed.LEAD, seed.REVIEWER, seed.OFFICER))
    ready = _ready(drafts)
    mine = Proposal.objects.filter(lead__email=seed.LEAD)
    shown = mine.filter(status=Status.IN_REVIEW).latest("pk")
    review = Assignment.objects.filter(
        reviewer__email=seed.REVIEWER, state=Assignment.State.ACCEPTED
    )[0]
    write = reverse("admin:proposals_assignment_review", args=[review.pk])
    edit = {
        code: reverse("section-edit", args=[ready[0], code]) for code in ("overview", "equipment")
    }
    rows = reverse("admin:proposals_proposal_changelist")
    return [
        _page(TABLE, 1, reverse("bench-table")),
        _page("public call page", 1.5, shown.call.get_absolute_url()),
        _page("own list", 2.5, reverse("proposal-list"), lead),
        _page("proposal page", 2.5, shown.get_absolute_url(), lead),
        _page("section form: overview", 2, edit["overview"], lead),
        _page("section form: equipment", 2.5, edit["equipment"], lead),
        Page("submit", 3.5, _submits(ready[1:]), lead),
        _page("list of 100 by score", 6, f"{rows}?sort=-score", officer),
        _page("review form", 3, write, reviewer),
        Page("review save", 2.5, _saves(write, review), reviewer),
    ]


def _page(name: str, target: float, path: str, session: str = "") -> Page:
    return Page(name, target, repeat(Visit(path)), session)


def _ready(drafts: int) -> list[str]:
    """Return the references of complete drafts that nobody has submitted."""
    rows = Proposal.objects.filter(
        lead__email=seed.LEAD, status=Status.DRAFT, current_revision=None
    ).order_by("pk")
    references = list(rows.values_list("reference", flat=True)[:drafts])
    if len(references) < drafts:
        raise SystemExit("Too few drafts are left to submit: run without --reuse.")
    return references


def _submits(references: list[str]) -> Iterator[Visit]:
    saw = ",".join(
        f"{code}:1"
        for code in sorted(("overview", "team", "science", "equipment", "compliance", "documents"))
    )
    form: Form = {"saw": saw, "saw_revision": 0}
    return (Visit(reverse("proposal-submit", args=[one]), form) for one in references)


def _saves(path: str, assignment: Assignment) -> Iterator[Visit]:
    """Save one review again and again, each time on top of the version before."""
    criteria = list(Criterion.objects.filter(stage=assignment.proposal.stage))
    for version in count(assignment.review.version):
        form: Form = {"base": version, "recommendation": "minor", "save": ""}
        form |= {"summary": f"Read {version} times. " * 20, "confidential": "No reservations."}
        for criterion in criteria:
            form[f"score_{criterion.pk}"] = version % 6
            form[f"comment_{criterion.pk}"] = "Sound, and said in plain words. " * 6
        yield Visit(path, form)


def _log_in(email: str) -> str:
    """Make a session as a log-in does, and return its key."""
    user = User.objects.get(email=email)
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    key = store.session_key
    assert key is not None
    return key


# --- Queries ------------------------------------------------------------------------------


def count_queries(page: Page) -> None:
    """Count one visit's statements in this process, savepoints included."""
    for _ in range(COUNTED):
        client = Client(SERVER_NAME="127.0.0.1")
        client.cookies[settings.SESSION_COOKIE_NAME] = page.session
        visit = next(page.visits)
        with CaptureQueriesContext(connection) as captured:
            response = (
                client.get(visit.path)
                if visit.form is None
                else client.post(visit.path, visit.form)
            )
        _require(page, response.status_code, response.headers.get("Location", ""), visit)
        page.queries = len(captured)


# --- Time ---------------------------------------------------------------------------------


def time_all(all_pages: list[Page], *, port: int, rounds: int) -> None:
    """Visit every page once in each round, the plain table before each.

    The machine's speed changes with time. In turns, the table and the pages have the same speed.
    """
    server = HTTPConnection("127.0.0.1", port, timeout=60)
    table, *others = all_pages
    for page in others:
        for _ in range(WARM_UP):
            _fetch(server, table)
            _fetch(server, page)
    for page in all_pages:
        page.seconds.clear()
    for _ in range(rounds):
        for page in others:
            _fetch(server, table)
            _fetch(server, page)
    server.close()


def _fetch(server: HTTPConnection, page: Page) -> None:
    """Send one request over the open connection, read the whole answer, and return the time."""
    visit = next(page.visits)
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={page.session}; csrftoken={CSRF}"}
    body = None
    if visit.form is not None:
        headers |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": CSRF,
        }
        body = urlencode(visit.form).encode()
    start = perf_counter()
    server.request("POST" if body else "GET", visit.path, body, headers)
    response: HTTPResponse = server.getresponse()
    content = response.read()
    page.seconds.append(perf_counter() - start)
    page.size = len(content)
    _require(page, response.status, response.headers.get("Location", ""), visit)


def _require(page: Page, status: int, location: str, visit: Visit) -> None:
    """Refuse to time an error page or a redirect to the log-in."""
    expected = 200 if visit.form is None else 302
    if status != expected or settings.LOGIN_REDIRECT_URL in location or "login" in location:
        raise SystemExit(f"{page.name}: {visit.path} answered {status} {location}")
