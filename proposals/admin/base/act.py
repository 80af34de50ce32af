"""The buttons of the office: their label, the form that confirms them, and the action."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django_stubs_ext import StrOrPromise

from proposals.domain.refusal import RuleBroken
from proposals.forms.base import PortalForm
from proposals.forms.refusal import sentence
from proposals.models.account import User

Run = Callable[[Any, dict[str, Any], User, datetime], Any]
MakeForm = Callable[..., forms.Form]
Done = Callable[[Any], str]
Split = Callable[[dict[str, Any]], Sequence[dict[str, Any]]]
# The form for these rows, where it depends on them.
FormFor = Callable[[Sequence[Any]], MakeForm]
Warn = Callable[[Sequence[Any]], Mapping[int, Sequence[str]]]


def as_a_whole(data: dict[str, Any]) -> Sequence[dict[str, Any]]:
    return [data]


def no_warnings(rows: Sequence[Any]) -> Mapping[int, Sequence[str]]:
    return {}


@dataclass(frozen=True)
class Act:
    """A button: its label, the form that confirms it, and the action that it calls.

    `done` makes the message that says what happened from the value that the action returned.
    `warn` returns what the person has to know about each row before they confirm, by its key.
    For many rows at once, `split` makes of the form's data the parts that are run, and refused,
    each by itself.
    """

    name: str
    label: StrOrPromise
    run: Run
    done: Done
    form: MakeForm = PortalForm
    style: str = "secondary"
    refusal: RuleBroken | None = None
    intro: StrOrPromise = ""
    quote: str = ""
    split: Split = as_a_whole
    warn: Warn = no_warnings
    choose_form: FormFor | None = None

    def form_for(self, rows: Sequence[Any]) -> MakeForm:
        """Return the form that confirms the button for these rows."""
        return self.choose_form(rows) if self.choose_form else self.form


@dataclass(frozen=True)
class Button:
    """A button as a page shows it. If it can't be used now, `why` says the reason."""

    label: str
    style: str
    url: str
    why: str


def buttons(acts: Sequence[Act], *, url: Callable[[str], str]) -> list[Button]:
    """Make the buttons of a row's page. `url` returns the address of the page of a named act."""
    return [
        Button(
            str(act.label),
            act.style,
            url(act.name),
            sentence(act.refusal) if act.refusal else "",
        )
        for act in acts
    ]
