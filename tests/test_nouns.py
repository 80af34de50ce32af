"""The same noun has the same name in every layer: `ls -d proposals/*/review*` is all of reviewing."""

import ast
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern

import proposals
from proposals import urls

ROOT = Path(proposals.__file__).parent
TESTS = Path(__file__).parent

# A model's noun is the module that it is in, or its own name; an address begins with its noun.
MODELS = list(apps.get_app_config("proposals").get_models())
OF_MODELS = {model.__module__.split(".")[2] for model in MODELS}
NAMES = [one.name for one in urls.urlpatterns if isinstance(one, URLPattern) and one.name]
OF_ADDRESSES = {name.split("-")[0] for name in NAMES}
NOUNS = OF_MODELS | OF_ADDRESSES | {str(model._meta.model_name) for model in MODELS}

# Other modules of a layer: those that its modules share, and read models of several nouns.
OTHERS = {
    "access": {"person", "policy"},
    "views": set(),
    "admin": {"base", "desk"},
    "jobs": set(),
    "forms": {"base", "refusal", "zone"},
    "pages": {
        "button",
        "desk",
        "dossier",
        "envelope",
        "history",
        "mass",
        "progress",
        "status",
        "table",
        "time",
        "timeline",
    },
    "exports": {"table"},
    "actions": {"plain_row", "presence", "status"},
    "content": set(),
    "models": {"storage", "triggers"},
}


def modules(layer: str) -> set[str]:
    found = (ROOT / layer).iterdir()
    return {one.stem for one in found if one.stem != "__init__" and not one.name.startswith("_")}


@pytest.mark.parametrize("layer", OTHERS)
def test_module_of_a_layer_is_named_after_a_noun(layer: str) -> None:
    assert modules(layer) - NOUNS - OTHERS[layer] == set()


@pytest.mark.parametrize("layer", OTHERS)
def test_exception_is_there_and_is_no_noun(layer: str) -> None:
    assert OTHERS[layer] <= modules(layer) - NOUNS


@pytest.mark.parametrize("name", NAMES)
def test_address_names_its_view_and_its_test(name: str) -> None:
    noun, _, verb = name.partition("-")
    view = import_module(f"proposals.views.{noun}")
    assert any(hasattr(view, one) for one in (verb, f"{verb}_", noun)), name
    named = {TESTS / "views" / f"test_{noun}.py", TESTS / "views" / "test_walk.py"}
    assert any(path.exists() for path in named)


@pytest.mark.parametrize("noun", sorted(OF_MODELS))
def test_noun_of_a_model_is_one_file_or_one_folder_in_a_layer(noun: str) -> None:
    for layer in OTHERS:
        both = [(ROOT / layer / f"{noun}.py").exists(), (ROOT / layer / noun).is_dir()]
        assert both != [True, True], (layer, noun)


def test_no_two_classes_share_a_name() -> None:
    # Django finds these two by their name.
    trees = [ast.parse(path.read_text()) for path in ROOT.rglob("*.py")]
    names = [node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)]
    counts = Counter(name for name in names if name not in {"Command", "Migration"})
    assert [name for name, count in counts.items() if count > 1] == []
