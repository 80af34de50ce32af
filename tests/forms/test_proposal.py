"""What the page that submits sends back, and what is read from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.content.proposal import working_copy
from proposals.forms.proposal import SubmitForm, seen
from tests import factories as f

NUMBERS = st.integers(0, 999_999_999)
CODES = st.from_regex(r"[a-z_]{1,20}", fullmatch=True)


@given(st.dictionaries(CODES, NUMBERS, min_size=1), st.lists(NUMBERS, unique=True), NUMBERS)
def test_versions_and_files_that_were_named_are_read_back(
    versions: dict[str, int], files: list[int], revision: int
) -> None:
    form = SubmitForm(
        {
            "saw": ",".join(f"{code}:{number}" for code, number in versions.items()),
            "saw_documents": ",".join(map(str, files)),
            "saw_revision": str(revision),
        }
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "saw": versions,
        "saw_documents": files,
        "saw_revision": revision,
    }


@given(st.text(max_size=60))
def test_anything_else_is_a_sentence_and_no_error(text: str) -> None:
    form = SubmitForm({"saw": text, "saw_documents": text, "saw_revision": text})
    if not form.is_valid():
        lines = [line for lines in form.errors.values() for line in lines]
        assert all("lost on the way" in line or "can't be stored" in line for line in lines)


def test_form_without_names_asks_for_the_latest() -> None:
    form = SubmitForm({})
    assert form.is_valid()
    assert form.cleaned_data == {"saw": None, "saw_documents": None, "saw_revision": None}


@pytest.mark.django_db
def test_page_names_what_the_working_copy_holds() -> None:
    proposal = f.written()
    document = f.document(proposal)
    content = working_copy(proposal)
    form = SubmitForm(seen(content))
    assert form.is_valid()
    assert form.cleaned_data["saw"] == dict.fromkeys(f.LETTER, 1)
    assert form.cleaned_data["saw_documents"] == [document.pk]
    assert form.cleaned_data["saw_revision"] == 0
