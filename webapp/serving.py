"""Serves one engine until it is told to stop: the port, the signals, and the headers of a proxy in front."""

import errno
import signal
import socket
from types import FrameType

import click
import waitress

from engine.bootstrap import Engine
from engine.jobs import start_carrier
from webapp.app import create_app


def require_free(host: str, port: int) -> None:
    """Raises ClickException, saying what to do, when nobody could listen there."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise click.ClickException(_refusal(error, host, port)) from error


def serve_until_stopped(engine: Engine, host: str, port: int, threads: int) -> None:
    """Answers requests and carries jobs until SIGTERM or Ctrl-C, and then finishes what is in hand."""
    require_free(host, port)
    signal.signal(signal.SIGTERM, _end)
    carrier = start_carrier(engine)
    try:
        server = waitress.create_server(
            create_app(engine),
            host=host,
            port=port,
            threads=threads,
            ident=None,
            channel_timeout=60,
            # The application itself believes the proxy when there is one; the server would drop what it said.
            clear_untrusted_proxy_headers=not engine.settings.secure_cookies,
        )
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"\nNyttiggjort is ready: http://{shown}:{port}   (Ctrl-C stops it)")
        server.run()
    finally:
        carrier.stop()
        engine.database.dispose()
    click.echo("Stopped.")


def _end(_number: int, _frame: FrameType | None) -> None:
    """The server takes this as the wish to end; without it SIGTERM would cut requests off."""
    raise SystemExit(0)


def _refusal(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else port - 1
        return f"Port {port} on {host} is in use. Choose another with --port, for example --port {other}."
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than this user has. Choose one above 1023 with --port."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine. Choose another with --host, for example --host 127.0.0.1."
    return f"Nobody can listen on port {port} of {host}: {error.strerror}."
