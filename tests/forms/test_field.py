"""A field of a form is drawn by one template, whoever draws the form."""

import re
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string

from proposals.forms.base import PortalForm

TEMPLATES = settings.BASE_DIR / "templates"
# What asks a field for its label: the one template, and the links from an error to its field.
KNOWN = {"jinja2/field.html", "_error_lines.html"}


class SampleForm(PortalForm):
    name = forms.CharField(label="Name", help_text="As it is <written>.")
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")])
    many = forms.MultipleChoiceField(
        label="Many",
        choices=[("x", "X"), ("y", "Y & Z")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Any of them.",
    )
    sure = forms.BooleanField(label="Sure")
    base = forms.IntegerField(widget=forms.HiddenInput)


class Row(SampleForm):
    template_name = "section/row.html"


def by_crispy(form: forms.Form) -> str:
    page = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}")
    return str(page.render({"form": form}))


def by_crispy_filter(form: forms.Form) -> str:
    page = engines["django"].from_string("{% load crispy_forms_filters %}{{ form|crispy }}")
    return str(page.render({"form": form}))


def by_the_office(form: forms.Form) -> str:
    return render_to_string("admin/_fields.html", {"form": form})


def by_the_row(form: forms.Form) -> str:
    return str(Row(form.data if form.is_bound else None))


EVERYBODY = [by_crispy, by_crispy_filter, by_the_office, by_the_row]


def tight(html: str) -> str:
    return re.sub(r">\s+<", "><", str(html)).strip()


def tags(html: str, name: str) -> list[dict[str, str]]:
    found = re.findall(rf"<{name}\b([^>]*)>", html)
    return [dict(re.findall(r'([\w-]+)="([^"]*)"', attributes)) for attributes in found]


def control(html: str, name: str) -> dict[str, str]:
    all_of_them = [one for tag in ("input", "textarea", "select") for one in tags(html, tag)]
    return next(one for one in all_of_them if one["name"] == name)


@pytest.mark.parametrize("draw", EVERYBODY)
def test_every_way_draws_the_same(draw: Any) -> None:
    for form in (SampleForm(), SampleForm({"name": ""})):
        html = tight(draw(form))
        for field in form.visible_fields():
            assert tight(field.as_field_group()) in html


@pytest.mark.parametrize("draw", EVERYBODY)
def test_every_control_has_a_label_and_every_group_a_legend(draw: Any) -> None:
    html = draw(SampleForm())
    labels = {one["for"] for one in tags(html, "label")}
    assert labels == {"id_name", "id_note", "id_kind", "id_many_0", "id_many_1", "id_sure"}
    assert re.search(r'<legend class="form-label">Many<span class="field__required">', html)
    assert html.count('type="hidden" name="base"') == 1


def test_help_is_linked_and_escaped() -> None:
    html = by_crispy(SampleForm())
    assert control(html, "name")["aria-describedby"] == "id_name_helptext"
    assert 'id="id_name_helptext">As it is &lt;written&gt;.</div>' in html
    assert tags(html, "fieldset")[0]["aria-describedby"] == "id_many_helptext"
    assert "Y &amp; Z" in html


def test_errors_are_linked_and_marked() -> None:
    html = by_crispy(SampleForm({"name": ""}))
    name = control(html, "name")
    assert name["aria-describedby"] == "id_name_helptext id_name_error"
    assert name["aria-invalid"] == "true"
    assert name["class"] == "form-control is-invalid"
    assert control(html, "kind")["class"] == "form-select is-invalid"
    assert tags(html, "fieldset")[0]["aria-describedby"] == "id_many_helptext id_many_error"
    assert control(html, "sure")["aria-describedby"] == "id_sure_error"
    ids = [one["id"] for one in tags(html, "ul")]
    assert ids == ["id_name_error", "id_kind_error", "id_many_error", "id_sure_error"]
    assert control(html, "note")["class"] == "form-control"


def test_a_control_keeps_the_value_that_the_page_was_drawn_with() -> None:
    """What is compared with the value that a person saw, so that an old page undoes no change."""

    class Amend(PortalForm):
        limit = forms.CharField(initial="5", show_hidden_initial=True)

    html = by_the_office(Amend())
    assert [one["name"] for one in tags(html, "input")] == ["limit", "initial-limit"]


def test_no_other_template_draws_a_field() -> None:
    by_hand = re.compile(r"\b(label_tag|legend_tag|id_for_label|crispy_field|as_crispy_field)\b")
    found = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if by_hand.search(path.read_text())
    }
    assert found == KNOWN
