"""The section `team`: who leads, and which organisations take part."""

from proposals.domain.section.field import (
    LEAD_INSTITUTION,
    Answers,
    Choices,
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
            role=row["role"],
            country=row.get("country") or "",
            brings=row.get("brings") or "",
        )
        for row in answers.get("organisations") or []
    )


def _institutions(answers: Answers) -> tuple[str, ...]:
    given = answers.get("pi_institution")
    return (given,) if given else ()


def _investigator(answers: Answers) -> str:
    given = [answers.get(name) for name in ("pi_name", "pi_institution")]
    return ", ".join(one for one in given if one)


TEAM = Section(
    "team",
    _("Team and agencies"),
    _("Who leads, and which organisations take part as far as you know today."),
    (
        Field("pi_name", _("Principal investigator"), required=True),
        Field("pi_institution", _("Institution of the principal investigator"), required=True),
        Field("pi_email", _("E-mail of the principal investigator"), Input.EMAIL, required=True),
    ),
    rows=Rows(
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
    organisations=_organisations,
    institutions=_institutions,
    investigator=_investigator,
)
