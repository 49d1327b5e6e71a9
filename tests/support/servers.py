"""Real servers on loopback, as channels meet them: SFTP, S3, IMAP with and without TLS at once."""

import asyncio
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh
import trustme
from moto.server import ThreadedMotoServer

HOST = "127.0.0.1"
USER = "nop-bao-cao"
PASSWORD = "Mat-khau-chi-de-thu-9137"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@contextmanager
def event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Run an event loop in a thread of its own while the block lasts."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        wait_for(loop, _end_all())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _end_all() -> None:
    """Cancel whatever still serves a connection."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _stop(server: asyncssh.SSHAcceptor) -> None:
    """Close a server in its own loop: from another thread the close could happen twice at once."""
    server.close()
    await server.wait_closed()


def wait_for(loop: asyncio.AbstractEventLoop, work: Awaitable[Any]) -> Any:
    async def awaited() -> Any:
        return await work

    return asyncio.run_coroutine_threadsafe(awaited(), loop).result(30)


@dataclass
class Sftp:
    """An SFTP server that shows one folder and knows one account.

    Attributes:
        root: what clients see as `/`.
        refused: parts of paths that nobody may list or open.
        is_read_only: nothing may be renamed or made.
        logins: accounts that tried to log in.
        before_rename: called with a path just before it is renamed.
    """

    root: Path
    host_key: str = ""
    port: int = 0
    refused: set[str] = field(default_factory=set)
    is_read_only: bool = False
    logins: list[str] = field(default_factory=list)
    before_rename: Any = None
    client_keys: list[str] = field(default_factory=list)


class Door(asyncssh.SSHServer):
    """Lets one account in, by its password or by its key."""

    def __init__(self, sftp: Sftp) -> None:
        self._sftp = sftp

    def begin_auth(self, username: str) -> bool:
        self._sftp.logins.append(username)
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        known = key.export_public_key().decode().strip() in self._sftp.client_keys
        return known and username == USER


class Files(asyncssh.SFTPServer):
    """Shows one folder, with the rights that a test gives."""

    def __init__(self, channel: asyncssh.SSHServerChannel, sftp: Sftp) -> None:
        self._sftp = sftp
        super().__init__(channel, chroot=str(sftp.root).encode())

    def _may_read(self, path: bytes) -> None:
        if any(part.encode() in path for part in self._sftp.refused):
            raise asyncssh.SFTPPermissionDenied("no")

    def _may_write(self) -> None:
        if self._sftp.is_read_only:
            raise asyncssh.SFTPPermissionDenied("no")

    def scandir(self, path: bytes) -> Any:
        self._may_read(path)
        return super().scandir(path)

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> Any:
        self._may_read(path)
        return super().open(path, pflags, attrs)

    def mkdir(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        self._may_write()
        super().mkdir(path, attrs)

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        self._may_write()
        if self._sftp.before_rename:
            self._sftp.before_rename(oldpath.decode())
        super().rename(oldpath, newpath)


@contextmanager
def sftp_server(root: Path) -> Iterator[Sftp]:
    """Serve a folder."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    sftp = Sftp(root, key.export_public_key().decode().strip())
    with event_loop() as loop:
        listening = asyncssh.listen(
            HOST,
            0,
            server_factory=lambda: Door(sftp),
            sftp_factory=lambda channel: Files(channel, sftp),
            server_host_keys=[key],
        )
        server = wait_for(loop, listening)
        sftp.port = server.get_port()
        try:
            yield sftp
        finally:
            wait_for(loop, _stop(server))


@contextmanager
def s3_server() -> Iterator[str]:
    """Serve S3; yields the endpoint's URL."""
    server = ThreadedMotoServer(ip_address=HOST, port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@dataclass
class Imap:
    """An IMAP server: `port` speaks STARTTLS, `tls_port` TLS from the first byte."""

    port: int
    tls_port: int
    ca_file: Path


@contextmanager
def imap_server(folder: Path) -> Iterator[Imap]:
    """Serve the mailboxes of one account."""
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost", HOST)
    names = ("key.pem", "chain.pem", "ca.pem")
    key, chain, ca_file = (folder / name for name in names)
    certificate.private_key_pem.write_to_path(key)
    for pem in certificate.cert_chain_pems:
        pem.write_to_path(chain, append=True)
    authority.cert_pem.write_to_path(ca_file)
    port = free_port()
    command = [Path(sys.executable).with_name("pymap"), "--host", HOST, "--port", str(port)]
    command += ["--cert", chain, "--key", key, "dict"]
    command += ["--demo-user", USER, "--demo-password", PASSWORD]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_until_open(port, server)
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(chain, key)
            with event_loop() as loop, _tls_before(loop, port, context) as tls_port:
                yield Imap(port, tls_port, ca_file)
        finally:
            server.terminate()


def _wait_until_open(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the IMAP server ended"
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(port)


@contextmanager
def _tls_before(
    loop: asyncio.AbstractEventLoop, port: int, context: ssl.SSLContext
) -> Iterator[int]:
    """Put TLS before a port, as a mail server's 993 does before its 143."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except (ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection(HOST, port)
        await asyncio.gather(carry(reader, inner_writer), carry(inner_reader, writer))

    server = wait_for(loop, asyncio.start_server(serve, HOST, 0, ssl=context))
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(server.close)
