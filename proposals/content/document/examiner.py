"""Examine a file in a process of its own.

`python -m proposals.content.document.examiner .pdf 20` reads the file from its input.
"""

import sys

from proposals.content.document.process import CPU_SECONDS, answer, found_by
from proposals.domain.document.examination import examine
from proposals.domain.document.kind import FileKind, kind_of

MODULE = "proposals.content.document.examiner"


def examined(content: bytes, kind: FileKind, *, seconds: int = CPU_SECONDS) -> int | None:
    """Check a file's content; return the number of its pages, or None if it has no pages.

    Raises: RuleBroken one of FILE_...; FILE_TOO_COMPLEX if the check ran out of time or memory.
    """
    pages: int | None = found_by(
        MODULE, kind.endings[0], content=content, seconds=seconds, kind=kind.name
    )
    return pages


def main() -> None:
    ending, seconds = sys.argv[1:]
    kind = kind_of(f"file{ending}")
    answer(lambda content: examine(content, kind), seconds=int(seconds))


if __name__ == "__main__":
    main()
