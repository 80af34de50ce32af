"""A button of the office: what it says, what it asks for, and the action that it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django_stubs_ext import StrOrPromise

from proposals.domain.refusal import RuleBroken
from proposals.forms.base import PortalForm
from proposals.models.account import User

Run = Callable[[Any, dict[str, Any], User, datetime], object]
MakeForm = Callable[..., forms.Form]


@dataclass(frozen=True)
class Act:
    """A button: what it says, what it asks for, and the action that it calls."""

    name: str
    label: StrOrPromise
    run: Run
    form: MakeForm = PortalForm
    style: str = "secondary"
    refusal: RuleBroken | None = None
    intro: StrOrPromise = ""
    quote: str = ""
