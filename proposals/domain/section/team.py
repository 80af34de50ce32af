"""The section `team`: who leads, and which organisations take part."""

from types import MappingProxyType

from proposals.domain.section.field import (
    LEAD_INSTITUTION,
    Answers,
    Choices,
    Codes,
    Field,
    Input,
    Organisation,
    Rows,
    Section,
)
from proposals.domain.translation import gettext_noop as _

ROLES: Choices = (
    (LEAD_INSTITUTION, _("Lead institution")),
    ("lead_funding", _("Lead funding agency")),
    ("co_funder", _("Co-funder")),
    ("co_proposer", _("Co-proposer")),
    ("industry", _("Industry")),
)


def _organisations(answers: Answers) -> tuple[Organisation, ...]:
    return tuple(
        Organisation(
            name=row["name"],
            role=row.get("role") or "",
            country=row.get("country") or "",
            brings=row.get("brings") or "",
        )
        for row in answers.get("organisations") or []
        if row.get("name")
    )


def _institutions(answers: Answers) -> tuple[str, ...]:
    found = [answers.get("pi_institution") or ""]
    for line in _co_investigators(answers):
        _, *parts = line.split(",")
        # An institution may have commas in its name, and a person in theirs.
        found += [*parts, *(",".join(parts[start:]) for start in range(len(parts) - 1))]
    return tuple(one.strip() for one in found if one.strip())


def _investigators(answers: Answers) -> tuple[str, ...]:
    given = [answers.get(name) for name in ("pi_name", "pi_institution")]
    principal = ", ".join(one for one in given if one)
    return tuple(one for one in (principal, *_co_investigators(answers)) if one)


def _co_investigators(answers: Answers) -> list[str]:
    lines = (answers.get("co_investigators") or "").splitlines()
    return [line.strip() for line in lines if line.strip()]


def _without_co_investigators(answers: Answers, codes: Codes) -> Answers:
    """Schema 1 didn't ask for co-investigators."""
    return answers


TEAM = Section(
    "team",
    _("Team and agencies"),
    _("Who leads, and which organisations take part as far as you know today."),
    (
        Field("pi_name", _("Principal investigator"), required=True),
        Field("pi_institution", _("Institution of the principal investigator"), required=True),
        Field("pi_email", _("E-mail of the principal investigator"), Input.EMAIL, required=True),
        Field(
            "co_investigators",
            _("Co-investigators"),
            Input.TEXT,
            help=_(
                "One on each line: name, institution. Nobody from these institutions reviews the proposal."
            ),
        ),
    ),
    schema=2,
    readers=MappingProxyType({1: _without_co_investigators}),
    tables=(
        Rows(
            "organisations",
            _("Organisations"),
            (
                Field("name", _("Organisation"), required=True),
                Field("country", _("Country"), Input.COUNTRY),
                Field("role", _("Role"), Input.CHOICE, required=True, choices=ROLES),
                Field("brings", _("Brings"), max_length=300),
            ),
            help=_("Your own agency is on the proposal already."),
            maximum=30,
        ),
    ),
    organisations=_organisations,
    institutions=_institutions,
    investigators=_investigators,
)
