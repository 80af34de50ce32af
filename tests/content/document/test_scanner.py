"""The protocol of clamd, spoken with a server that speaks it, and what goes wrong."""

import io
import socket
import time
from pathlib import Path

import pytest
from django.core.files import File

from proposals.content.document.scanner import ScannerError, scanned
from tests.scanner import EICAR, clamd

LARGE = bytes(range(256)) * 1000


def file(content: bytes) -> File[bytes]:
    return File(io.BytesIO(content))


def test_whole_file_is_sent_and_passes() -> None:
    with clamd() as scanner:
        assert scanned(file(LARGE), url=scanner.url, seconds=5) == ""
        assert scanner.seen == [LARGE]


def test_name_of_what_is_found_is_returned() -> None:
    with clamd() as scanner:
        scanner.finds[b"evil"] = EICAR
        assert scanned(file(b"an evil file"), url=scanner.url, seconds=5) == EICAR


def test_answer_that_is_neither_is_a_failure() -> None:
    with clamd() as scanner:
        scanner.refuses = b"big"
        with pytest.raises(ScannerError, match="size limit exceeded"):
            scanned(file(b"big"), url=scanner.url, seconds=5)


def test_scanner_that_hangs_is_left_in_time() -> None:
    with clamd() as scanner:
        scanner.hangs = True
        begun = time.monotonic()
        with pytest.raises(ScannerError, match=r"imed out|time of a scan"):
            scanned(file(LARGE), url=scanner.url, seconds=0.3)
        assert time.monotonic() - begun < 3


def test_scanner_that_is_away_is_a_failure(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        for address in (url, f"unix://{tmp_path}/clamd.ctl"):
            with pytest.raises(ScannerError):
                scanned(file(b"x"), url=address, seconds=1)


def test_socket_of_the_machine_is_spoken_to(tmp_path: Path) -> None:
    path = tmp_path / "clamd.ctl"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        # Two sockets of one thread: the answer is in the buffer before the question comes.
        with pytest.raises(ScannerError, match=r"imed out|time of a scan"):
            scanned(file(b"x"), url=f"unix://{path}", seconds=0.2)
        link, _ = listening.accept()
        with link:
            assert link.recv(100) == b"zINSTREAM\0" + b"\0\0\0\1x" + bytes(4)
