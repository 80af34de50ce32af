"""Questions on calls, to be answered in public."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.access.person import is_officer
from proposals.actions import question as actions
from proposals.admin.base.act import Act
from proposals.admin.base.page import ReadOnlyAdmin
from proposals.forms.question import QuestionAnswerForm
from proposals.models.account import User
from proposals.models.question import Question
from proposals.request import person


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ["text", "call", "asked_at", "answered_at"]
    list_filter = ["call", ("answered_at", admin.EmptyFieldListFilter)]
    list_select_related = ["call"]
    fields = ["call", "text", "asked_by", "asked_at", "answer", "answered_by", "answered_at"]

    def acts(self, request: HttpRequest, obj: Question) -> list[Act]:
        if not is_officer(person(request)):
            return []
        label = _("Change the answer") if obj.answered_at else _("Answer")
        form = partial(QuestionAnswerForm, initial={"reworded": obj.text, "text": obj.answer})
        return [Act("answer", label, _answer, _answered, form, style="primary")]


def _answer(question: Question, data: dict[str, Any], by: User, at: datetime) -> Question:
    return actions.answer(question, text=data["text"], reworded=data["reworded"], by=by, at=at)


def _answered(question: Question) -> str:
    return gettext(
        "The answer is on the page of %(call)s, and the person who asked gets a mail."
    ) % {"call": question.call}
