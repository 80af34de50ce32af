"""The people and agencies of the demonstration."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from proposals.access.person import is_reviewer
from proposals.actions import agency as agency_actions
from proposals.actions import audit, plain_row
from proposals.domain.verb import Verb
from proposals.management.commands.demo import PASSWORD
from proposals.management.demonstration.source import Calendar, Row, read
from proposals.models.account import User
from proposals.models.agency import Agency, Membership
from proposals.models.reviewer import ReviewerProfile, ReviewerTopic

FIRST_DAY, NEWCOMERS_DAY = -2680, -14


@dataclass(frozen=True)
class Cast:
    """The people who act: officers, each agency's administrator, and reviewers by address name."""

    officer: User
    officer2: User
    agencies: dict[str, Agency]
    leads: dict[str, User]
    reviewers: dict[str, User]


def addresses() -> list[str]:
    """Return the addresses of the accounts that can log in."""
    return [row["email"] for row in read("people")["accounts"]]


def seed(calendar: Calendar) -> Cast:
    """Make the accounts, and the agencies with their administrators."""
    rows = read("people")
    start = calendar.at(FIRST_DAY)
    # The password is hashed once for all accounts, because the hash is slow on purpose.
    password = make_password(PASSWORD)
    people = {row["email"]: _account(row, password, at=start) for row in rows["accounts"]}
    people |= {row["email"]: _person(row, at=start) for row in rows["reviewers"]}
    leads = {
        row["agency"]: people[row["email"]]
        for row in rows["accounts"]
        if row.get("role") == Membership.Role.ADMINISTRATOR
    }
    for row in rows["agencies"]:
        if row["code"] not in leads:
            lead = {"email": f"lead@{row['code']}.example", "name": row["lead"]}
            leads[row["code"]] = _person(lead, at=start)
    officer = people["officer@demo.example"]
    agencies = {
        row["code"]: _agency(row, leads[row["code"]], officer, calendar) for row in rows["agencies"]
    }
    _observers(rows["accounts"], agencies, people, at=calendar.at(FIRST_DAY + 5))
    for row in rows["reviewers"]:
        _register(row, people[row["email"]], by=officer, at=calendar.at(FIRST_DAY + 6))
    return Cast(
        officer=officer,
        officer2=people["officer2@demo.example"],
        agencies=agencies,
        leads=leads,
        reviewers={
            email.partition("@")[0]: user for email, user in people.items() if is_reviewer(user)
        },
    )


def _register(row: Row, person: User, *, by: User, at: datetime) -> None:
    """Enter a reviewer in the register, with topics."""
    profile = ReviewerProfile(user=person, **row["profile"])
    plain_row.save(profile, by=by, at=at)
    for code, weight in row["topics"].items():
        plain_row.save(ReviewerTopic(profile=profile, code=code, weight=weight), by=by, at=at)


def _account(row: Row, password: str, *, at: datetime) -> User:
    user = _person(row, password=password, at=at)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _person(row: Row, *, at: datetime, password: str = "") -> User:
    """Make a person. If no password is given, nobody can log in to the account."""
    superuser = row.get("superuser", False)
    user = User.objects.create(
        email=row["email"],
        name=row["name"],
        password=password or make_password(None),
        organisation=row.get("organisation", ""),
        is_superuser=superuser,
        is_staff=superuser or "groups" in row,
        date_joined=at,
    )
    user.groups.set(Group.objects.filter(name__in=row.get("groups", [])))
    audit.append(user, Verb.SIGN_UP, by=user, at=at)
    return user


def _agency(row: Row, lead: User, officer: User, calendar: Calendar) -> Agency:
    unverified = row.get("unverified", False)
    day = NEWCOMERS_DAY if unverified else FIRST_DAY + 1
    agency = agency_actions.register(
        by=lead,
        at=calendar.at(day, row["code"]),
        name=row["name"],
        short_name=row["short_name"],
        website=f"https://{row['code']}.example/",
        is_another=True,
    )
    if not unverified:
        agency_actions.judge(
            agency, verified=True, by=officer, at=calendar.at(day + 1, row["code"])
        )
    return agency


def _observers(
    rows: list[Row], agencies: dict[str, Agency], people: dict[str, User], *, at: datetime
) -> None:
    for row in rows:
        if row.get("role") == Membership.Role.OBSERVER:
            agency = agencies[row["agency"]]
            administrator = agency.memberships.select_related("user").get().user
            member = Membership(agency=agency, user=people[row["email"]], role=row["role"])
            plain_row.save(member, by=administrator, at=at)
