"""A little clamd: it speaks the protocol of INSTREAM, and finds what a test says."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

EICAR = "Eicar-Test-Signature"


class Clamd(socketserver.ThreadingTCPServer):
    """Answers each stream; `finds` maps a part of a content to the name of what it is."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, finds: dict[bytes, str]) -> None:
        super().__init__(("127.0.0.1", 0), _Stream)
        self.finds = finds
        self.hangs = False
        self.refuses = b""
        self.seen: list[bytes] = []
        self.ended = Event()

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"


class _Stream(socketserver.StreamRequestHandler):
    server: Clamd

    def handle(self) -> None:
        command = self.rfile.read(len(b"zINSTREAM\0"))
        assert command == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
        self.server.seen.append(content)
        if self.server.hangs:
            self.server.ended.wait(60)
        elif self.server.refuses and self.server.refuses in content:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        else:
            found = [name for part, name in self.server.finds.items() if part in content]
            self.wfile.write(f"stream: {found[0]} FOUND\0".encode() if found else b"stream: OK\0")


@contextmanager
def clamd() -> Iterator[Clamd]:
    """Run a scanner that finds nothing, unless the test says what."""
    server = Clamd({})
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
