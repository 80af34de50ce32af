"""Shared by all tests: services that may be absent, test settings, and removed triggers."""

import gc
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.core.management import CommandError
from django.db import connections
from django.test import TransactionTestCase, override_settings

REQUIRE_SERVICES = os.environ.get("REQUIRE_SERVICES") == "1"
ON_POSTGRES = "postgresql" in django_settings.DATABASES["default"]["ENGINE"]

# Playwright keeps an event loop in the thread in which a test asks the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if REQUIRE_SERVICES else "tests")


# --- Services that may be absent -------------------------------------------------------------


def absent(how_to_get_it: str) -> None:
    if REQUIRE_SERVICES:
        pytest.fail(how_to_get_it, pytrace=False)
    pytest.skip(how_to_get_it)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "chromium_path" in names:
            item.add_marker(pytest.mark.browser)


def pytest_collection_finish() -> None:
    """Keep the garbage collector from looking at every module again: it took a tenth of the suite."""
    gc.freeze()
    gc.set_threshold(100_000)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if ON_POSTGRES or not item.get_closest_marker("postgres"):
        return
    how = "on PostgreSQL only: DATABASE_URL=postgres://user:password@host/name make test"
    if _postgres_listens():
        # The server isn't absent: this is the run on SQLite, and CI makes the other one too.
        pytest.skip(how)
    absent(f"{how} (Debian: apt-get install postgresql)")


def _postgres_listens() -> bool:
    address = os.environ.get("PGHOST", "127.0.0.1"), int(os.environ.get("PGPORT", "5432"))
    try:
        socket.create_connection(address, timeout=2).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path or not Path(path).exists():
        absent("no Chromium (Debian: apt-get install chromium; or set CHROMIUM to its path)")
    return str(path)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], chromium_path: str
) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": chromium_path,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def base_url(live_server: Any) -> str:
    return str(live_server.url)


# --- Settings --------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def test_settings(django_test_environment: None) -> Iterator[None]:
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={
            **django_settings.CACHES,
            "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        },
        STORAGES={**django_settings.STORAGES, "staticfiles": static},
    ):
        yield


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """Where this test's documents are stored."""
    folder = tmp_path / "files"
    default = settings.STORAGES["default"]
    options = {**default["OPTIONS"], "location": folder}
    settings.STORAGES = {**settings.STORAGES, "default": {**default, "OPTIONS": options}}
    return folder


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    for name in django_settings.CACHES:
        caches[name].clear()


# --- Database --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Give each run its own SQLite file, so that two runs at a time don't meet in one."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(path)


@pytest.fixture(scope="session", autouse=True)
def lifted_triggers() -> Iterator[None]:
    """Lift the triggers that guard the history around the flush that ends a transactional test."""
    from proposals.models import triggers

    test_case: Any = TransactionTestCase
    flush = test_case._fixture_teardown

    def flush_without_triggers(case: Any) -> None:
        databases = [connections[name] for name in case._databases_names(include_mirrors=False)]
        for connection in databases:
            triggers.remove(connection)
        try:
            for attempt in range(5):
                try:
                    flush(case)
                    break
                except CommandError:
                    # The last request of a browser that was closed may still be running.
                    if attempt == 4:
                        raise
        finally:
            for connection in databases:
                triggers.install(connection)

    with patch.object(test_case, "_fixture_teardown", flush_without_triggers):
        yield
