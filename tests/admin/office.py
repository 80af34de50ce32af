"""The office's addresses, its forms sent, and proof that nothing changed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.page import Form, Page, Values

OFFICE = "/admin/proposals"
REFUSED = "This isn't possible any more. Look at where it stands now."


# --- Addresses -------------------------------------------------------------------------------


def change(row: Any) -> str:
    return f"{OFFICE}/{row._meta.model_name}/{row.pk}/change/"


def do(row: Any, act: str) -> str:
    return f"{OFFICE}/{row._meta.model_name}/{row.pk}/do/{act}/"


def rows_of(model: str) -> str:
    return f"{OFFICE}/{model}/"


# --- Pages -----------------------------------------------------------------------------------


def notes(client: Client, response: Any) -> list[str]:
    """Follow a redirect and return the messages that it brings."""
    return [str(one) for one in client.get(response["Location"]).context["messages"]]


def buttons(response: Any) -> set[str]:
    """Return the acts that a page has a link for, and the labels of those that wait."""
    page = Page(response)
    acts = {link.split("/")[-2] for link in page.links if "/do/" in link}
    return acts | set(page.texts("//*[@class='button button--waiting']"))


def send(
    client: Client,
    path: str,
    values: Mapping[str, Any] | None = None,
    *,
    press: str = "",
    rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> Any:
    """Open a page, fill in its form and send it. Asks for no field that the page doesn't have."""
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    form = Page(response).form()
    data = form.filled(values or {}, button=press)
    for prefix, added in (rows or {}).items():
        data |= _rows(form, prefix, added)
    return client.post(path, data)


def _rows(form: Form, prefix: str, added: Sequence[Mapping[str, Any]]) -> Values:
    """Fill in rows of a table that a script would have added."""
    first = int(form.values[f"{prefix}-TOTAL_FORMS"][0])
    data: Values = {f"{prefix}-TOTAL_FORMS": [str(first + len(added))]}
    for number, values in enumerate(added, first):
        for name, value in values.items():
            assert f"{prefix}-__prefix__-{name}" in form.names, f"{prefix} has no {name}"
            data[f"{prefix}-{number}-{name}"] = [value]
    return data


# --- Before and after ------------------------------------------------------------------------


def snapshot() -> dict[str, list[Any]]:
    """Return every row of the app, but for the time of the last log-in."""
    found = {}
    for model in apps.get_app_config("proposals").get_models(include_auto_created=True):
        names = [one.attname for one in model._meta.concrete_fields if one.name != "last_login"]
        found[model.__name__] = list(model._base_manager.order_by("pk").values_list(*names))
    return found


@contextmanager
def nothing_changes() -> Iterator[None]:
    before = snapshot()
    yield
    after = snapshot()
    changed = [name for name in before if before[name] != after[name]]
    assert not changed, f"changed: {changed}"


def queries(client: Client, path: str) -> int:
    """Count the queries of a page, once it is warm."""
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)
