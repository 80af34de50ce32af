"""Ask clamd about a file, by its INSTREAM command.

https://docs.clamav.net/manual/Usage/Scanning.html#clamd
"""

import socket
from contextlib import closing
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.core.files import File

CHUNK = 64 * 1024
# Longer than any answer of clamd.
ANSWER = 4096


class ScannerError(Exception):
    """The scanner is away, was too slow, or couldn't look into the file."""


def scanned(file: File[Any], *, url: str, seconds: float) -> str:
    """Return the name of what the scanner found in a file, "" if it found nothing.

    `url` is tcp://host:port or unix:///path. The scan ends after these seconds, whatever the scanner does.

    Raises: ScannerError.
    """
    until = monotonic() + seconds
    try:
        with closing(_connected(url, until)) as link:
            _send(link, b"zINSTREAM\0", until)
            while chunk := file.read(CHUNK):
                _send(link, len(chunk).to_bytes(4, "big") + chunk, until)
            _send(link, bytes(4), until)
            return _found(_answer(link, until))
    except OSError as error:
        raise ScannerError(f"{type(error).__name__}: {error}") from error


def _connected(url: str, until: float) -> socket.socket:
    address = urlsplit(url)
    if address.scheme == "unix":
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(_left(until))
        link.connect(address.path)
        return link
    return socket.create_connection((address.hostname, address.port or 3310), _left(until))


def _left(until: float) -> float:
    if (left := until - monotonic()) > 0:
        return left
    raise TimeoutError("the time of a scan is over")


def _send(link: socket.socket, content: bytes, until: float) -> None:
    link.settimeout(_left(until))
    link.sendall(content)


def _answer(link: socket.socket, until: float) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < ANSWER:
        link.settimeout(_left(until))
        if not (part := link.recv(ANSWER)):
            break
        answer += part
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def _found(answer: str) -> str:
    """Read "stream: OK" or "stream: <name> FOUND". Raises: ScannerError for any other answer."""
    said = answer.removeprefix("stream:").strip()
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise ScannerError(said or "no answer")
