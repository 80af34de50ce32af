"""Examine a file in a process of its own, whose time and memory are limited.

`python -m proposals.content.document.examiner .pdf 20` reads the file from its input and writes what it
found as JSON. A hostile file can then hold up neither the site nor its memory.
"""

import contextlib
import json
import logging
import resource
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from proposals.domain.document.examination import examine
from proposals.domain.document.kind import FileKind, kind_of
from proposals.domain.refusal import Refusal, RuleBroken

MODULE = "proposals.content.document.examiner"
PROJECT = Path(__file__).resolve().parents[3]
CPU_SECONDS = 20
# On a busy machine a second of computing takes longer.
WALL_PER_CPU = 2
MEMORY_BYTES = 1024 * 1024 * 1024
# So many files of one process are examined at a time; the others wait for their turn.
TURNS = BoundedSemaphore(2)


def examined(content: bytes, kind: FileKind, *, seconds: int = CPU_SECONDS) -> int | None:
    """Check a file's content; return the number of its pages, or None if it has no pages.

    Raises: RuleBroken one of FILE_...; FILE_TOO_COMPLEX if the check ran out of time or memory.
    """
    command = [sys.executable, "-m", MODULE, kind.endings[0], str(seconds)]
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
    found: dict[str, Any] = json.loads(done.stdout)
    if name := found.get("refusal"):
        raise RuleBroken(Refusal[name], field="file", kind=kind.name)
    pages: int | None = found["pages"]
    return pages


def main() -> None:
    ending, seconds = sys.argv[1:]
    for name, most in (
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a system that doesn't know this limit
            resource.setrlimit(name, (most, most))
    logging.disable()  # what pypdf says of a damaged file
    kind = kind_of(f"file{ending}")
    try:
        found: dict[str, Any] = {"pages": examine(sys.stdin.buffer.read(), kind)}
    except RuleBroken as broken:
        found = {"refusal": broken.refusal.name}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
