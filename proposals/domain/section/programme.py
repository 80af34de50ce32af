"""The section `programme`: readiness, models, reviews, money and risks, up to delivery."""

from proposals.domain.envelope import Budget
from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.section.equipment import TRLS
from proposals.domain.section.field import Answers, Choices, Field, Input, Rows, Section
from proposals.domain.translation import gettext_noop as _

MODELS: Choices = (
    ("stm", _("STM: structural and thermal model")),
    ("em", _("EM: engineering model")),
    ("qm", _("QM: qualification model")),
    ("pfm", _("PFM: protoflight model")),
    ("fm", _("FM: flight model")),
    ("fs", _("FS: flight spare")),
    ("mgse", _("Mechanical ground equipment")),
    ("egse", _("Electrical ground equipment")),
)
REVIEWS: Choices = (
    ("srr", _("SRR: system requirements review")),
    ("pdr", _("PDR: preliminary design review")),
    ("cdr", _("CDR: critical design review")),
    ("qr", _("QR: qualification review")),
    ("ar", _("AR: acceptance review")),
    ("drb", _("DRB: delivery review board")),
)
PHASES: Choices = (
    ("a", _("Phase A: feasibility")),
    ("b", _("Phase B: preliminary definition")),
    ("c", _("Phase C: detailed definition")),
    ("d", _("Phase D: production and tests")),
    ("e", _("Phase E: operation and data")),
)
SECURED: Choices = (
    ("no", _("Not yet asked for")),
    ("applied", _("Applied for")),
    ("promised", _("Promised")),
    ("secured", _("Secured")),
)
# An amount and its currency, in a row of its own funder.
MONEY = (
    Field(
        "amount",
        _("Amount"),
        Input.DECIMAL,
        maximum="1000000000000",
        places=2,
        required=True,
    ),
    Field("currency", _("Currency"), Input.CURRENCY, required=True),
)
MONEY_HELP = _("Amounts in the funder's own currency, by its code of three letters.")
GRADES: Choices = tuple((str(grade), str(grade)) for grade in range(1, 6))


def _contradictions(answers: Answers, budget: Budget) -> tuple[RuleBroken, ...]:
    now, then = answers.get("trl_now"), answers.get("trl_delivery")
    if now and then and int(then) < int(now):
        return (RuleBroken(Refusal.TRL_FALLS, field="trl_delivery"),)
    return ()


PROGRAMME = Section(
    "programme",
    _("Programme"),
    _("From today's readiness to delivery: models, reviews, money and risks."),
    (
        Field(
            "trl_now",
            _("Technology readiness level today"),
            Input.CHOICE,
            required=True,
            choices=TRLS,
            heading=_("Readiness"),
        ),
        Field(
            "trl_delivery",
            _("Technology readiness level at delivery"),
            Input.CHOICE,
            required=True,
            choices=TRLS,
        ),
        Field("heritage", _("Heritage"), Input.TEXT, required=True, max_words=300),
        Field(
            "assurance",
            _("Product assurance"),
            Input.TEXT,
            required=True,
            max_words=200,
            help=_("Standards, parts, cleanliness, software; what you tailor, and why."),
        ),
        Field(
            "background_ip",
            _("Background intellectual property"),
            Input.TEXT,
            required=True,
            max_words=200,
            help=_("What each side brings and keeps; “none” is an answer."),
        ),
    ),
    tables=(
        Rows(
            "models",
            _("Models and ground equipment"),
            (
                Field("model", _("Model"), Input.CHOICE, required=True, choices=MODELS),
                Field("purpose", _("Purpose"), required=True),
                Field("need_date", _("Needed by"), Input.DATE, required=True),
                Field("where", _("Delivered to"), required=True),
            ),
            minimum=1,
            maximum=20,
        ),
        Rows(
            "reviews",
            _("Reviews"),
            (
                Field("review", _("Review"), Input.CHOICE, required=True, choices=REVIEWS),
                Field("planned", _("Planned for"), Input.DATE, required=True),
                Field("note", _("Note")),
            ),
            minimum=1,
            maximum=20,
        ),
        Rows(
            "funding",
            _("Funding by phase"),
            (
                Field("phase", _("Phase"), Input.CHOICE, required=True, choices=PHASES),
                Field("funder", _("Funder"), required=True),
                *MONEY,
                Field("state", _("State"), Input.CHOICE, required=True, choices=SECURED),
            ),
            help=MONEY_HELP,
            minimum=1,
            maximum=30,
        ),
        Rows(
            "risks",
            _("Risk register"),
            (
                Field("risk", _("Risk"), Input.TEXT, required=True, max_words=60),
                Field("likelihood", _("Likelihood"), Input.CHOICE, required=True, choices=GRADES),
                Field("consequence", _("Consequence"), Input.CHOICE, required=True, choices=GRADES),
                Field("mitigation", _("Mitigation"), Input.TEXT, required=True, max_words=80),
            ),
            help=_("Likelihood and consequence from 1, the lowest, to 5."),
            minimum=1,
            maximum=40,
        ),
    ),
    contradictions=_contradictions,
)
