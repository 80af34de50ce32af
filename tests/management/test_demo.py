"""`manage.py demo`, as `make demo` runs it: it starts, answers, and ends with all that it started."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from urllib.request import urlopen

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command

ENDS_WITHIN = 60  # seconds, on a machine that is busy with other tests


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A migrated database with one person in it, so that nothing is seeded."""
    unset = ("DATABASE_URL", "SITE_URL", "EMAIL_URL")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    tmp_path.chmod(0o755)
    own = kept | {"DATA_DIR": str(tmp_path), "DEMO": "1", "PORT": str(free_port())}
    manage(own, "migrate", "--verbosity=0")
    manage(own | {"DJANGO_SUPERUSER_PASSWORD": "x"}, *NOBODY)
    return own


NOBODY = ("createsuperuser", "--no-input", "--email=root@test.example", "--name=Root")


def manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=site.BASE_DIR, env=environment, check=True, capture_output=True)


@pytest.fixture
def demo(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo"],
        cwd=site.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def started_by(process: subprocess.Popen[str]) -> set[int]:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return {int(pid) for pid in children.split()}


def read_welcome(demo: subprocess.Popen[str]) -> str:
    assert demo.stdout is not None
    said = []
    for line in demo.stdout:
        said.append(line)
        if "Ctrl-C ends" in line:
            break
    return "".join(said)


def test_demo_answers_and_ends_with_all_that_it_started(
    demo: subprocess.Popen[str], environment: dict[str, str]
) -> None:
    said = read_welcome(demo)
    address = f"http://127.0.0.1:{environment['PORT']}/"
    assert address in said
    assert "Links that open an account are printed here." in said
    with urlopen(address) as page:
        assert b"Payload partnership tracker" in page.read()
    data = Path(environment["DATA_DIR"])
    for path in (data, *data.glob("*.sqlite3*")):
        assert not path.stat().st_mode & 0o077, path
    children = started_by(demo)
    assert len(children) == 4  # the web server, two workers, and what ends them with the demo
    demo.send_signal(signal.SIGINT)
    rest = demo.communicate(timeout=ENDS_WITHIN)[0]
    assert "Stopped. All data is kept for the next start." in rest
    assert demo.returncode == 0
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


def test_many_signals_end_the_demo_and_all_that_it_started(demo: subprocess.Popen[str]) -> None:
    read_welcome(demo)
    children = started_by(demo)
    ends = monotonic() + ENDS_WITHIN
    while demo.poll() is None:
        assert monotonic() < ends, "the demonstration hangs"
        demo.send_signal(signal.SIGINT)
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


def test_demo_is_refused_where_it_was_not_asked_for(settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="demonstration only"):
        call_command("demo")


@pytest.mark.parametrize("port", ["", "abc", "0", "70000", "-1"])
def test_port_that_is_none_is_refused(settings, monkeypatch, port: str) -> None:
    settings.DEMO = True
    monkeypatch.setenv("PORT", port)
    with pytest.raises(CommandError, match="PORT must be a number"):
        call_command("demo")


def test_port_that_is_taken_is_named(settings, monkeypatch) -> None:
    settings.DEMO = True
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        with pytest.raises(CommandError, match="can't be used"):
            call_command("demo")
