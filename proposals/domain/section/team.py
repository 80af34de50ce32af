"""The section `team`: who leads, who works with them, and which organisations take part."""

from dataclasses import replace
from types import MappingProxyType

from proposals.domain.section.field import (
    LEAD_INSTITUTION,
    Answers,
    Choices,
    Codes,
    Field,
    Input,
    Investigator,
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
    ("host_counterpart", _("Counterpart institute of the host")),
)
SHARE = Field(
    "share",
    _("Share of time"),
    Input.DECIMAL,
    unit="%",
    maximum="100",
    places=1,
    takes_tbd=False,
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
    for row in answers.get("co_investigators") or []:
        parts = (row.get("institution") or "").split(",")
        # An institution may have commas in its name, and a person in theirs.
        found += [*parts, *(",".join(parts[start:]) for start in range(len(parts) - 1))]
    return tuple(one.strip() for one in found if one.strip())


def _investigators(answers: Answers) -> tuple[Investigator, ...]:
    principal = {
        name: answers.get(f"pi_{name}") for name in ("name", "institution", "email", "share")
    }
    rows = [_investigator(row) for row in answers.get("co_investigators") or []]
    found = [replace(_investigator(principal), is_principal=True), *rows]
    return tuple(one for one in found if one.name or one.institution)


def _investigator(row: Answers) -> Investigator:
    return Investigator(
        name=row.get("name") or "",
        institution=row.get("institution") or "",
        email=row.get("email") or "",
        share=row.get("share") or "",
    )


def _without_co_investigators(answers: Answers, codes: Codes) -> Answers:
    """Schema 1 didn't ask for co-investigators."""
    return answers


def _with_lines(answers: Answers, codes: Codes) -> Answers:
    """Schema 2 had the co-investigators in one text, a line for each: name, institution."""
    lines = [line.strip() for line in (answers.get("co_investigators") or "").splitlines()]
    rows = []
    for line in filter(None, lines):
        name, _, institution = line.partition(",")
        rows.append({"name": name.strip(), "institution": institution.strip()})
    others = {name: value for name, value in answers.items() if name != "co_investigators"}
    return others | ({"co_investigators": rows} if rows else {})


TEAM = Section(
    "team",
    _("Team and agencies"),
    _("Who leads, and which organisations take part as far as you know today."),
    (
        Field("pi_name", _("Principal investigator"), required=True),
        Field("pi_institution", _("Institution of the principal investigator"), required=True),
        Field("pi_email", _("E-mail of the principal investigator"), Input.EMAIL, required=True),
        Field("pi_orcid", _("ORCID iD of the principal investigator"), Input.ORCID),
        replace(SHARE, name="pi_share", label=_("Share of time of the principal investigator")),
    ),
    schema=3,
    readers=MappingProxyType({1: _without_co_investigators, 2: _with_lines}),
    tables=(
        Rows(
            "co_investigators",
            _("Co-investigators"),
            (
                Field("name", _("Name"), required=True),
                Field("institution", _("Institution"), required=True),
                Field("email", _("E-mail"), Input.EMAIL),
                Field("orcid", _("ORCID iD"), Input.ORCID),
                SHARE,
            ),
            help=_(
                "Nobody from these institutions reviews the proposal. On the page Team of the proposal, you ask each person to confirm their part."
            ),
            maximum=60,
            is_rare=True,
        ),
        Rows(
            "organisations",
            _("Organisations"),
            (
                Field("name", _("Organisation"), required=True),
                Field("country", _("Country"), Input.COUNTRY),
                Field("role", _("Role"), Input.CHOICE, required=True, choices=ROLES),
                Field("brings", _("Brings"), max_length=300),
                Field("ror", _("ROR"), Input.ROR),
            ),
            help=_("Your own agency is on the proposal already."),
            maximum=30,
        ),
    ),
    organisations=_organisations,
    institutions=_institutions,
    investigators=_investigators,
)
