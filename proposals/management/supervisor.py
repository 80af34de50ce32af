"""Run processes side by side, and end all of them together, however this process ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Self

PROJECT = Path(__file__).resolve().parents[2]
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# It waits until the pipe from this process closes, even if this process was killed. Then it kills
# its process group, which is the group of all processes that were started here.
GUARD = ("/bin/sh", "-c", "read _; kill -KILL 0")


class Supervisor:
    """Processes that run until one of them ends, or until this process gets a signal.

    The processes are in a group of their own, so that Ctrl-C reaches this process alone.
    """

    def __init__(self, *, patience_seconds: float, signals: Sequence[int] = STOPPING) -> None:
        self.patience_seconds = patience_seconds
        self.stopping = signals
        self.signals: list[int] = []
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        for number in self.stopping:
            # A handler may interrupt another handler, so it must not take a lock.
            signal.signal(number, lambda number, _frame: self.signals.append(number))
        self.guard = subprocess.Popen(GUARD, stdin=subprocess.PIPE, process_group=0)
        self.processes["guard"] = self.guard
        return self

    def start(self, name: str, *arguments: str, **environment: str) -> None:
        """Start Python with these arguments."""
        self.processes[name] = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=PROJECT,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            process_group=self.guard.pid,
        )

    def wait_until(self, condition: Callable[[], bool]) -> bool:
        """Wait until the condition holds; return False if a signal or an end came first."""
        while not self.signals and not self.ended():
            if condition():
                return True
            sleep(0.2)
        return False

    def wait(self) -> str | None:
        """Return the name of the process that ended by itself, or None when a signal came."""
        self.wait_until(lambda: False)
        return None if self.signals else self.ended()

    def ended(self) -> str | None:
        return next((name for name, one in self.processes.items() if one.poll() is not None), None)

    def __exit__(self, *_: object) -> None:
        """Ask each process to end, and kill those that don't. Another signal kills them at once."""
        asked = [one for one in self.processes.values() if one is not self.guard]
        for process in asked:
            process.terminate()
        before, deadline = len(self.signals), monotonic() + self.patience_seconds
        while any(one.poll() is None for one in asked):
            if len(self.signals) > before or monotonic() > deadline:
                break
            sleep(0.1)
        # macOS refuses with EPERM if all processes of the group have ended.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.guard.pid, signal.SIGKILL)
        for process in self.processes.values():
            process.wait()
