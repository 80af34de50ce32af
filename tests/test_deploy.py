"""The examples of deploy/: the units, and nginx in front of a server that says what reached it."""

import json
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from http.client import HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings as site

from tests.conftest import absent

DEPLOY = site.BASE_DIR / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
MB = 1024 * 1024


def program(name: str, package: str) -> str:
    path = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin")
    if path is None:
        absent(f"no {name} (Debian: apt-get install {package})")
    return str(path)


@pytest.mark.parametrize("unit", UNITS, ids=[unit.stem for unit in UNITS])
def test_unit_gives_a_broken_process_little(unit: Path) -> None:
    analyse = program("systemd-analyze", "systemd")
    command = [analyse, "security", "--offline=true", "--threshold=29", "--no-pager", str(unit)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-200:] + result.stderr


# --- nginx ------------------------------------------------------------------------------------


class Echo(BaseHTTPRequestHandler):
    """Answer with the headers that came."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        text = json.dumps(dict(self.headers.items())).encode()
        self.send_response(200)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the library
        pass


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def certificate(folder: Path) -> tuple[Path, Path]:
    paths = folder / "test.pem", folder / "test.key"
    subject = ["-subj", "/CN=localhost", "-days", "1", "-nodes"]
    files = ["-out", str(paths[0]), "-keyout", str(paths[1])]
    command = [program("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048"]
    subprocess.run([*command, *subject, *files], check=True, capture_output=True)
    return paths


def configuration(folder: Path, *, port: int, behind: int) -> Path:
    """Write a whole configuration around deploy/nginx.conf, with ports and files of this test."""
    text = (DEPLOY / "nginx.conf").read_text()
    public, private = certificate(folder)
    for old, new in {
        "443 ssl": f"127.0.0.1:{port} ssl",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "/etc/ssl/certs/tracker.example.pem": str(public),
        "/etc/ssl/private/tracker.example.key": str(private),
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    paths = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;"
        f"events {{}} http {{ access_log off; {paths}\n{text}\n}}"
    )
    return whole


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    nginx = program("nginx", "nginx-light")
    folder = tmp_path_factory.mktemp("nginx")
    site_behind = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=site_behind.serve_forever, daemon=True).start()
    number = free_port()
    whole = configuration(folder, port=number, behind=site_behind.server_port)
    log = str(folder / "error.log")
    process = subprocess.Popen([nginx, "-e", log, "-c", str(whole)], stderr=subprocess.PIPE)
    try:
        _until_open(number, process)
        yield number
    finally:
        process.terminate()
        process.wait()
        site_behind.shutdown()


def _until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    assert process.stderr is not None
    pytest.fail(process.stderr.read().decode())


def any_certificate() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def ask(port: int, path: str = "/", **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPSConnection("127.0.0.1", port, context=any_certificate(), timeout=10)
    connection.putrequest("GET", path)
    for name, value in headers.items():
        connection.putheader(name.replace("__", "-"), value)
    connection.endheaders()
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_time_of_arrival_is_nginxs_own_by_whatever_name_it_is_sent(port: int) -> None:
    sent = {"X__Request__Arrival": "t=1", "X_Request_Arrival": "t=2"}
    reached = json.loads(ask(port, **sent)[1])
    stamps = {name: value for name, value in reached.items() if "rrival" in name}
    assert list(stamps) == ["X-Request-Arrival"]
    assert stamps["X-Request-Arrival"] not in ("t=1", "t=2")


def test_upload_is_refused_by_its_length_before_it_is_sent(port: int) -> None:
    response, _ = ask(port, Content__Length=str(80 * MB))
    assert response.status == 413
    assert response.headers.get_all("X-Content-Type-Options") == ["nosniff"]


def test_answer_of_the_site_has_each_header_once(port: int) -> None:
    response, _ = ask(port)
    assert response.status == 200
    assert response.headers.get_all("X-Content-Type-Options") == ["nosniff"]


def test_flood_of_log_ins_is_refused_and_the_site_still_answers(port: int) -> None:
    answers = {ask(port, "/accounts/login/")[0].status for _ in range(100)}
    assert answers == {200, 429}
    assert ask(port, "/")[0].status == 200


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1:DeprecationWarning")
def test_old_tls_is_refused(port: int) -> None:
    old = any_certificate()
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    address = ("127.0.0.1", port)
    with socket.create_connection(address, timeout=10) as raw, pytest.raises(ssl.SSLError):
        old.wrap_socket(raw)
