"""A process of its own for what a file holds, whose time and memory are limited.

A hostile file can then hold up neither the site nor its memory. The process reads the file from its
input and writes what it found as JSON.
"""

import contextlib
import json
import logging
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from proposals.domain.refusal import Refusal, RuleBroken

PROJECT = Path(__file__).resolve().parents[3]
CPU_SECONDS = 20
# On a busy machine a second of computing takes longer.
WALL_PER_CPU = 2
MEMORY_BYTES = 1024 * 1024 * 1024
# So many files of one process are read at a time; the others wait for their turn.
TURNS = BoundedSemaphore(2)


def found_by(module: str, *arguments: str, content: bytes, seconds: int, kind: str) -> Any:
    """Return what a module's `main` finds in a file. `kind` is the file's, for the sentences.

    Raises: RuleBroken that of the module; FILE_TOO_COMPLEX if it ran out of time or memory.
    """
    command = [sys.executable, "-m", module, *arguments, str(seconds)]
    try:
        with TURNS:
            done = subprocess.run(  # a fixed command
                command,
                input=content,
                capture_output=True,
                timeout=seconds * WALL_PER_CPU,
                cwd=PROJECT,
                check=True,
            )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        raise RuleBroken(Refusal.FILE_TOO_COMPLEX, field="file") from None
    said: dict[str, Any] = json.loads(done.stdout)
    if name := said.get("refusal"):
        raise RuleBroken(Refusal[name], field="file", kind=kind, **said["params"])
    return said["found"]


def answer(read: Callable[[bytes], Any], *, seconds: int) -> None:
    """Read the file within the limits, and write what was found, or why it is refused."""
    for name, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a system that doesn't know this limit
            resource.setrlimit(name, (most, most))
    logging.disable()  # what a library says of a damaged file
    try:
        said: dict[str, Any] = {"found": read(sys.stdin.buffer.read())}
    except RuleBroken as broken:
        said = {"refusal": broken.refusal.name, "params": broken.params}
    json.dump(said, sys.stdout)
