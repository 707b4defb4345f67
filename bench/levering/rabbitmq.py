"""A RabbitMQ node of the bench's own: on loopback, in a folder of its own, ended with everything that it started."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.levering.opstilling import Certifikater

BRUGER = "guest"
"""Name and secret of the user that a new node has."""
_KOEER = itertools.count(1)
_PLACES = ("/usr/lib/rabbitmq/bin/rabbitmq-server",)
"""Where Debian has the server itself; what stands in the path there changes the user."""
_TAALMODIGHED, _FARVEL = 90.0, 20.0


def find_server() -> str | None:
    """The command that starts a node; None where RabbitMQ is not installed."""
    found = [place for place in _PLACES if Path(place).is_file()]
    return found[0] if found else shutil.which("rabbitmq-server")


def new_queue() -> str:
    """The name of a queue that there is not yet."""
    return f"bench-{next(_KOEER)}"


@contextmanager
def running(folder: Path, certifikater: Certifikater) -> Iterator[int]:
    """A node that listens with TLS alone; its port. RuntimeError where it does not start."""
    folder.mkdir()
    amqps, dist, epmd = (_free_port() for _ in range(3))
    (folder / "rabbitmq.conf").write_text(_configuration(amqps, certifikater), "ascii")
    (folder / "enabled_plugins").write_text("[].\n", "ascii")
    environ = {**os.environ, **_environment(folder, dist, epmd)}
    with (
        (folder / "output").open("wb") as output,
        _started([shutil.which("epmd") or "epmd", "-port", str(epmd), "-address", "127.0.0.1"], environ, output),
        _started([find_server() or "rabbitmq-server"], environ, output) as node,
    ):
        _wait_until_open(amqps, node, folder)
        yield amqps


def _configuration(port: int, certifikater: Certifikater) -> str:
    server = certifikater.server
    return (
        "listeners.tcp = none\n"
        f"listeners.ssl.default = 127.0.0.1:{port}\n"
        f"ssl_options.cacertfile = {server.tillid}\n"
        f"ssl_options.certfile = {server.certifikat}\n"
        f"ssl_options.keyfile = {server.noegle}\n"
        "log.console = true\nlog.file = false\n"
    )


def _environment(folder: Path, dist: int, epmd: int) -> dict[str, str]:
    return {
        "HOME": str(folder),  # where the cookie is made
        "RABBITMQ_NODENAME": f"bench-{epmd}@localhost",
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_DIST_PORT": str(dist),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "ERL_EPMD_PORT": str(epmd),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
    }


@contextmanager
def _started(command: list[str], environ: dict[str, str], output: object) -> Iterator[subprocess.Popen[bytes]]:
    """A program in a session of its own, ended with all its children by the session's id."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, env=environ, stdout=output, stderr=output, stdin=subprocess.DEVNULL, start_new_session=True
    )  # type: ignore[call-overload]
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(_FARVEL)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(_FARVEL)


def _wait_until_open(port: int, node: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + _TAALMODIGHED
    while time.monotonic() < deadline and node.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.2)
    raise RuntimeError(f"RabbitMQ did not start: {(folder / 'output').read_text('utf-8', 'replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
