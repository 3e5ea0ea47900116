"""Real servers on 127.0.0.1 for the tests of pulling: OpenSSH's sftp server, nginx (listing and WebDAV), an S3 server;
and a path to any of them on which things go wrong.

What does not belong here: what a pull should do (``test_pulling``).
"""

from __future__ import annotations

import getpass
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

HERE = "127.0.0.1"
FAILURE = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
PASSWORD = "Canary-密码-7f3a"
WEBDAV = Path("/usr/lib/nginx/modules/ngx_http_dav_ext_module.so")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection((HERE, port), 1):
            return
        assert process.poll() is None, "the server ended"
        time.sleep(0.05)
    raise AssertionError("the server does not answer")


@contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[None]:
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
        try:
            wait_for(port, process)
            yield
        finally:
            process.terminate()
            process.wait(10)


@dataclass(frozen=True)
class Sftp:
    """An sftp server: its files, its port, a user's key, and the line that belongs into known_hosts."""

    files: Path
    port: int
    key: Path
    known: str


@contextmanager
def sftp(sshd: str, keygen: str, folder: Path) -> Iterator[Sftp]:
    """OpenSSH in a folder of its own, as the user who runs the tests."""
    files = folder / "files"
    files.mkdir(parents=True)
    for name in ("host", "user"):
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    port = free_port()
    (folder / "authorized").write_text((folder / "user.pub").read_text())
    (folder / "sshd_config").write_text(
        f"Port {port}\nListenAddress {HERE}\nHostKey {folder}/host\nPidFile none\nUsePAM no\nStrictModes no\n"
        f"AuthorizedKeysFile {folder}/authorized\nSubsystem sftp internal-sftp\nPermitRootLogin yes\n"
        "PasswordAuthentication yes\nMaxStartups 100\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(parents=True, exist_ok=True)
    kind, key = (folder / "host.pub").read_text().split()[:2]
    with running([sshd, "-D", "-e", "-f", str(folder / "sshd_config")], port, folder / "log"):
        yield Sftp(files, port, folder / "user", f"{kind} {key}")


@dataclass(frozen=True)
class Web:
    """nginx: its files as a listing on ``port``, over TLS on ``secure_port``, as WebDAV under /dav/ on both."""

    files: Path
    port: int
    secure_port: int
    certificate: Path


@contextmanager
def web(nginx: str, folder: Path) -> Iterator[Web]:
    """nginx in a folder of its own; /locked/ asks for a password, /away/ leads to another port."""
    files = folder / "files"
    files.mkdir(parents=True)
    certificate(folder)
    port, secure_port = free_port(), free_port()
    (folder / "users").write_text(f"aid:{{PLAIN}}{PASSWORD}\n", encoding="utf-8")
    (folder / "nginx.conf").write_text(
        f"""{f"load_module {WEBDAV};" if WEBDAV.exists() else ""}
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log {folder}/access.log; charset utf-8; default_type application/octet-stream;
  types {{ text/html html; }}
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{
    listen {HERE}:{port}; listen {HERE}:{secure_port} ssl;
    ssl_certificate {folder}/certificate.pem; ssl_certificate_key {folder}/certificate.key;
    location / {{ root {files}; autoindex on; }}
    location /locked/ {{ alias {files}/; autoindex on; auth_basic aid; auth_basic_user_file {folder}/users; }}
    location /dav {{ alias {files}; {"dav_ext_methods PROPFIND OPTIONS;" if WEBDAV.exists() else ""} }}
    location /away/ {{ return 302 http://{HERE}:{secure_port}/; }}
  }}
}}
"""
    )
    with running([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")], port, folder / "log"):
        yield Web(files, port, secure_port, folder / "certificate.pem")


def certificate(folder: Path) -> None:
    """A certificate for 127.0.0.1 that signs itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HERE)]), datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HERE))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "certificate.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


@dataclass(frozen=True)
class Bucket:
    """A bucket of an S3 server that speaks the protocol over HTTP."""

    port: int
    name: str = "aid"

    def client(self) -> object:
        import boto3

        return boto3.client(
            "s3", endpoint_url=f"http://{HERE}:{self.port}", region_name="us-east-1",
            aws_access_key_id="aid", aws_secret_access_key=PASSWORD.encode().hex(),
        )  # fmt: skip

    def put(self, name: str, data: bytes) -> None:
        self.client().put_object(Bucket=self.name, Key=name, Body=data)  # type: ignore[attr-defined]

    @contextmanager
    def guarded(self) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
        """Keys are checked while this lasts: those of somebody who may read, and of somebody who may not."""
        import boto3
        from moto import settings

        iam = boto3.client(
            "iam", endpoint_url=f"http://{HERE}:{self.port}", region_name="us-east-1",
            aws_access_key_id="aid", aws_secret_access_key="aid",
        )  # fmt: skip
        keys = []
        for user_name in ("reader", "stranger"):
            iam.create_user(UserName=user_name)
            key = iam.create_access_key(UserName=user_name)["AccessKey"]
            keys.append((key["AccessKeyId"], key["SecretAccessKey"]))
        allowed = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=policy)
        before, settings.INITIAL_NO_AUTH_ACTION_COUNT = settings.INITIAL_NO_AUTH_ACTION_COUNT, 0
        try:
            yield keys[0], keys[1]
        finally:
            settings.INITIAL_NO_AUTH_ACTION_COUNT = before

    def delete(self, name: str) -> None:
        self.client().delete_object(Bucket=self.name, Key=name)  # type: ignore[attr-defined]


@contextmanager
def s3() -> Iterator[Bucket]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address=HERE, port=0, verbose=False)
    server.start()
    try:
        bucket = Bucket(int(server.get_host_and_port()[1]))
        bucket.client().create_bucket(Bucket=bucket.name)  # type: ignore[attr-defined]
        yield bucket
    finally:
        server.stop()


@dataclass
class Fault:
    """What happens to one connection: cut after so many bytes of the answer, or answered at once, or silent, or slow;
    ``then`` is called before the cut, or when so many bytes have passed. ``far``: what is asked takes so long to arrive.
    """

    cut_after: int | None = None
    answer: bytes | None = None
    silent: bool = False
    pause: float = 0
    far: float = 0
    call_after: int | None = None
    then: Callable[[], object] | None = None


@dataclass
class Way:
    """A path to a server: connections in turn meet the faults, later ones none. ``passed`` counts the answers' bytes,
    ``asked`` how often something was asked.
    """

    to: int
    faults: list[Fault] = field(default_factory=list)
    passed: int = 0
    asked: int = 0
    connections: int = 0
    port: int = 0

    def _serve(self, client: socket.socket, fault: Fault) -> None:
        with client:
            if fault.answer is not None:
                client.recv(65536)
                client.sendall(fault.answer)
                return
            if fault.silent:
                client.settimeout(20)
                with suppress(OSError):
                    while client.recv(65536):
                        pass
                return
            with socket.create_connection((HERE, self.to)) as server:
                asking = threading.Thread(target=self._ask, args=(client, server, fault), daemon=True)
                asking.start()
                self._answer(server, client, fault)
                asking.join(10)  # what was sent before a cut arrives; closing at once could take it back

    def _ask(self, client: socket.socket, server: socket.socket, fault: Fault) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                time.sleep(fault.far)
                self.asked += 1
                with suppress(OSError):
                    server.sendall(data)

    def _answer(self, server: socket.socket, client: socket.socket, fault: Fault) -> None:
        sent = 0
        with suppress(OSError):
            while data := server.recv(65536):
                time.sleep(fault.pause)
                client.sendall(data)
                sent, self.passed = sent + len(data), self.passed + len(data)
                if fault.then and sent >= (fault.call_after or 0):
                    fault.then()
                    fault.then = None
                if fault.cut_after is not None and sent >= fault.cut_after:
                    break
        for end, how in ((client, socket.SHUT_WR), (server, socket.SHUT_RDWR)):
            with suppress(OSError):
                end.shutdown(how)


@contextmanager
def path_to(port: int, *faults: Fault) -> Iterator[Way]:
    with socket.create_server((HERE, 0)) as listener:
        path = Way(port, list(faults), port=int(listener.getsockname()[1]))

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    path.connections += 1
                    fault = path.faults.pop(0) if path.faults else Fault()
                    threading.Thread(target=path._serve, args=(client, fault), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield path


def user() -> str:
    return getpass.getuser()
