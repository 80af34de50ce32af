"""Rules about the code that import-linter can't check; they are checked on syntax trees."""

import ast
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

import proposals
from proposals.domain.section.catalogue import SECTIONS

ROOT = Path(proposals.__file__).parent
STATUS = "actions/status/move.py"
# Columns of a proposal that move() alone writes.
MOVED = frozenset({"status", "came_from_status", "came_from_stage"})
GUARDED = frozenset({"AuditEntry", "AuditAnchor", "Message", "Tally"})
WRITERS = frozenset({"actions/audit.py", "actions/message.py", "actions/tally.py"})
WRITES = frozenset(
    {
        "bulk_create",
        "bulk_update",
        "create",
        "delete",
        "get_or_create",
        "save",
        "update",
        "update_or_create",
    }
)


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith("migrations/"):
            yield name, ast.parse(path.read_text(), filename=str(path))


SOURCES = dict(sources())
Rule = Callable[[ast.AST], bool]


# --- The rules ----------------------------------------------------------------------------


def moves_a_status(node: ast.AST) -> bool:
    """Match `x.status = `, setattr(x, "status", ...), update(status=...) and update_fields."""
    if isinstance(node, ast.Attribute):
        return isinstance(node.ctx, ast.Store | ast.Del) and node.attr in MOVED
    if not isinstance(node, ast.Call):
        return False
    if _name(node.func) == "setattr":
        return bool(MOVED & _texts(node.args))
    if _name(node.func) in {"update", "create", "update_or_create", "Proposal"}:
        return any(keyword.arg in MOVED for keyword in node.keywords)
    return _name(node.func) in {"save", "bulk_update"} and bool(MOVED & _texts([node]))


def listens_to_models(node: ast.AST) -> bool:
    """Match any signal of models or requests, and @receiver; post_migrate is about no row."""
    if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("signals"):
        return any(alias.name != "post_migrate" for alias in node.names)
    if isinstance(node, ast.ImportFrom | ast.Import):
        named = {alias.name for alias in node.names}
        from_ = getattr(node, "module", None)
        return from_ == "django.dispatch" or bool(
            {"signals", "django.dispatch", "django.db.models.signals"} & named
        )
    return False


def overrides_saving(node: ast.AST) -> bool:
    if not isinstance(node, ast.ClassDef):
        return False
    methods = {one.name for one in node.body if isinstance(one, ast.FunctionDef)}
    return bool(methods & {"save", "save_base", "delete", "__init__", "__setattr__"})


def writes_guarded_rows(node: ast.AST) -> bool:
    """Match Message(...), Message.objects.create(...), and a write at the end of a query on it."""
    if not isinstance(node, ast.Call):
        return False
    if _name(node.func) in GUARDED:
        return True
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and bool(GUARDED & {one.id for one in ast.walk(node.func) if isinstance(one, ast.Name)})
    )


def names_a_section(node: ast.AST) -> bool:
    """Match `x == "overview"`, SECTIONS["overview"], data("overview") and a section's own module."""
    if isinstance(node, ast.ImportFrom):
        module = (node.module or "").removeprefix("proposals.domain.section.")
        return module in SECTIONS
    if isinstance(node, ast.Compare):
        return _is_code(node.left) or any(map(_is_code, node.comparators))
    if isinstance(node, ast.Subscript):
        return _is_code(node.slice) and _name(node.value) in {"SECTIONS", "versions"}
    if not isinstance(node, ast.Call):
        return False
    codes = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
    named = [*node.args, *codes] if _name(node.func) in {"data", "section_state"} else codes
    return any(map(_is_code, named))


def _is_code(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in SECTIONS


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _texts(nodes: Sequence[ast.expr]) -> set[str]:
    constants = (one for node in nodes for one in ast.walk(node) if isinstance(one, ast.Constant))
    return {one.value for one in constants if isinstance(one.value, str)}


def found(rule: Rule, *, besides: frozenset[str] = frozenset(), under: str = "") -> list[str]:
    return [
        f"proposals/{name}:{getattr(node, 'lineno', 0)}"
        for name, tree in SOURCES.items()
        if name not in besides and name.startswith(under)
        for node in ast.walk(tree)
        if rule(node)
    ]


# --- The code -----------------------------------------------------------------------------


def test_status_changes_in_move_alone() -> None:
    assert found(moves_a_status, besides=frozenset({STATUS})) == []
    # The rule isn't empty: it sees the one place where the status does change.
    assert found(moves_a_status, under=STATUS)


def test_no_code_listens_to_rows() -> None:
    assert found(listens_to_models) == []


def test_models_save_and_delete_as_django_does() -> None:
    assert found(overrides_saving, under="models/") == []


def test_history_mail_and_tallies_are_written_by_their_actions_alone() -> None:
    assert found(writes_guarded_rows, besides=WRITERS) == []
    assert {place.split(":")[0] for place in found(writes_guarded_rows)} == {
        f"proposals/{name}" for name in WRITERS
    }


def test_no_layer_above_the_domain_names_a_section() -> None:
    seeds = frozenset(name for name in SOURCES if name.startswith("management/demonstration/"))
    own = frozenset(name for name in SOURCES if name.startswith("domain/section/"))
    assert found(names_a_section, besides=seeds | own) == []
    assert found(names_a_section, under="domain/section/catalogue.py")


# --- The rules themselves -----------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "proposal.status = Status.DRAFT",
        "proposal.status, proposal.lead = status, lead",
        "self.proposal.status: str = 'draft'",
        "setattr(proposal, 'status', 'draft')",
        "Proposal.objects.filter(pk=1).update(status='draft')",
        "rows.update(came_from_status='')",
        "proposal.save(update_fields=['title', 'status'])",
        "Proposal.objects.bulk_update(rows, ['status'])",
        "Proposal.objects.create(status='draft')",
        "Proposal(status='draft')",
    ],
)
def test_rule_sees_a_status_that_moves(code: str) -> None:
    assert any(moves_a_status(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "response.status_code = 422",
        "status = 422 if form.errors else 200",
        "render(request, template, context, status=422)",
        "proposal.save(update_fields=['title'])",
        "decision.update(state='drafted')",
        "if proposal.status == 'draft': pass",
        "Proposal.objects.filter(status='draft')",
    ],
)
def test_rule_lets_other_code_pass(code: str) -> None:
    assert not any(moves_a_status(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "if section.code == 'equipment': pass",
        "version.code != 'equipment'",
        "SECTIONS['documents']",
        "content.data('overview')",
        "versions.filter(code='team')",
        "redirect('section-edit', code='overview')",
        "from proposals.domain.section.team import TEAM",
    ],
)
def test_rule_sees_a_section_that_is_named(code: str) -> None:
    assert any(names_a_section(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "prefetch_related('documents')",
        "frozen['documents']",
        "content.data(section.code)",
        "from proposals.domain.section.catalogue import SECTIONS",
    ],
)
def test_rule_lets_a_section_pass_that_is_not_named(code: str) -> None:
    assert not any(names_a_section(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "from django.db.models.signals import post_save",
        "from django.db.models import signals",
        "import django.db.models.signals",
        "from django.dispatch import receiver",
    ],
)
def test_rule_sees_a_signal(code: str) -> None:
    assert any(listens_to_models(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "Message(to='a@b.example')",
        "Message.objects.create(to='a@b.example')",
        "models.AuditEntry(verb='x')",
        "AuditEntry.objects.filter(chain='x').order_by('pk').delete()",
        "Message.objects.filter(pk=1).update(state='sent')",
    ],
)
def test_rule_sees_a_write_of_history_or_mail(code: str) -> None:
    assert any(writes_guarded_rows(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(
    "code", ["Message.objects.filter(state='queued').count()", "policy_for(Message).rows(user)"]
)
def test_rule_lets_a_reader_of_mail_pass(code: str) -> None:
    assert not any(writes_guarded_rows(node) for node in ast.walk(ast.parse(code)))
