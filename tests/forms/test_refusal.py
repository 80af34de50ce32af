"""A refusal in the reader's language: sentences are translated, names are not."""

from collections.abc import Iterator

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from proposals.domain.refusal import Refusal, RuleBroken
from proposals.domain.translation import gettext_noop
from proposals.forms.base import PortalForm
from proposals.forms.proposal import ReasonForm
from proposals.forms.refusal import put_on, sentence


@pytest.fixture
def shouting() -> Iterator[None]:
    """A language whose catalogue has a person's name in it, and one of our sentences."""
    catalogue = trans_real.translation("en")
    words = {
        "%(name)s isn't a reviewer.": "%(name)s IST KEIN GUTACHTER.",
        "Draft": "ENTWURF",
        "Reserve list": "RESERVELISTE",
    }
    kept = {text: catalogue._catalog.get(text) for text in words}  # type: ignore[attr-defined]
    for text, word in words.items():
        catalogue._catalog[text] = word  # type: ignore[attr-defined]
    with translation.override("en"):
        yield
    for text, word in kept.items():
        catalogue._catalog[text] = word if word is not None else text  # type: ignore[attr-defined]


def test_name_that_is_in_the_catalogue_stays_a_name(shouting: None) -> None:
    broken = RuleBroken(Refusal.NOT_A_REVIEWER, name="Reserve list")
    assert sentence(broken) == "Reserve list IST KEIN GUTACHTER."


def test_sentence_within_a_sentence_is_translated(shouting: None) -> None:
    broken = RuleBroken(
        Refusal.WRONG_STATUS, label=gettext_noop("Reserve list"), status=gettext_noop("Draft")
    )
    assert "RESERVELISTE" in sentence(broken)
    assert "ENTWURF" in sentence(broken)


def test_refusal_stands_at_its_field_where_the_form_has_it() -> None:
    form = ReasonForm({"reason": "Because"})
    assert form.is_valid()
    put_on(form, RuleBroken(Refusal.NO_REASON, field="reason"))
    assert form.errors["reason"] == ["Give a reason."]


def test_refusal_without_a_field_stands_above_the_form() -> None:
    form = PortalForm({})
    assert form.is_valid()
    put_on(form, RuleBroken(Refusal.NO_REASON, field="reason"))
    assert form.non_field_errors() == ["Give a reason."]


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_is_a_whole_sentence(refusal: Refusal) -> None:
    assert refusal.value[0] in "“%" or refusal.value[0].isupper()
    assert refusal.value.endswith(".")
