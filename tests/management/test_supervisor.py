"""The supervisor ends what it started: by a signal, by many, and when it is killed itself."""

import random
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import pytest

from proposals.management.supervisor import PROJECT

ENDS_WITHIN = 60  # seconds, on a machine that is busy with other tests

# A parent and a child that print when they are ready. The child has a child of its own.
PROGRAM = """
import sys
from proposals.management.supervisor import Supervisor
with Supervisor(patience_seconds=float(sys.argv[1])) as running:
    running.start("child", "-c", sys.argv[2])
    print("ready", flush=True)
    ended = running.wait()
print("ended:", ended, flush=True)
"""
CHILD = """
import signal, subprocess, sys, time
{signals}
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("child is ready", flush=True)
grandchild.wait()
"""
POLITE = CHILD.format(signals="signal.signal(signal.SIGTERM, lambda *_: sys.exit())")
STUBBORN = CHILD.format(signals="signal.signal(signal.SIGTERM, signal.SIG_IGN)")


class Running:
    """The program, and the pipe that every process of it holds open until it has ended."""

    def __init__(self, child: str, *, patience: float = ENDS_WITHIN) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(patience), child],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def read_line(self) -> bytes:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def rest(self) -> str:
        """Return what is printed until every process has ended."""
        return self.process.communicate(timeout=ENDS_WITHIN)[0].decode()

    def has_ended_within(self, seconds: float) -> bool:
        assert self.process.stdout is not None
        return bool(select.select([self.process.stdout], [], [], seconds)[0])


@contextmanager
def running(child: str, *, patience: float = ENDS_WITHIN) -> Iterator[Running]:
    one = Running(child, patience=patience)
    try:
        assert {one.read_line(), one.read_line()} == {b"ready\n", b"child is ready\n"}
        yield one
    finally:
        one.process.kill()
        one.process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_every_process(number: signal.Signals) -> None:
    with running(POLITE) as one:
        one.process.send_signal(number)
        assert one.rest() == "ended: None\n"
        assert one.process.returncode == 0


def test_many_signals_at_random_moments_end_every_process() -> None:
    moments = random.Random(8)
    for _ in range(8):
        with running(POLITE) as one:
            ends = monotonic() + ENDS_WITHIN
            one.has_ended_within(moments.uniform(0, 0.5))
            while one.process.poll() is None:
                assert monotonic() < ends, "the supervisor hangs"
                one.process.send_signal(signal.SIGINT)
            assert one.rest() == "ended: None\n"


def test_second_signal_kills_what_does_not_end() -> None:
    with running(STUBBORN) as one:
        one.process.send_signal(signal.SIGINT)
        assert not one.has_ended_within(1)
        one.process.send_signal(signal.SIGINT)
        assert one.rest() == "ended: None\n"


def test_child_that_does_not_end_is_killed_after_a_while() -> None:
    with running(STUBBORN, patience=0.2) as one:
        one.process.send_signal(signal.SIGTERM)
        assert one.rest() == "ended: None\n"


def test_children_end_with_a_parent_that_is_killed() -> None:
    with running(STUBBORN) as one:
        one.process.kill()
        assert one.rest() == ""


def test_end_of_one_child_ends_the_others() -> None:
    with running("print('child is ready')") as one:
        assert one.rest() == "ended: child\n"
