"""Start the local application, and say where it is."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from darkfigure.errors import InputError, UsageError
from darkfigure.study.opening import open_study
from darkfigure.web.desk import Desk

if TYPE_CHECKING:
    from darkfigure.study import Reviewer

_LOCAL = "127.0.0.1"


def require_web() -> None:
    """See that what the application needs is installed.

    Raises:
        UsageError: It is not.
    """
    try:
        import starlette  # noqa: F401 - whether it is there
        import uvicorn  # noqa: F401 - the same
    except ImportError as error:
        raise UsageError(
            "the local application needs two more packages, which are not installed. Install them with: "
            "pip install 'darkfigure[web]'."
        ) from error


def serve(folder: Path, *, by: "Reviewer", port: int = 0, told: Callable[[str], None]) -> None:
    """Serve a study on 127.0.0.1 until it is stopped.

    Args:
        folder: the study.
        by: who judges, and signs.
        port: where; any that is free, if 0.
        told: is told the address to open, once the server listens.

    Raises:
        InputError: The folder is no study, or the port is taken.
        UsageError: What the application needs is not installed.
    """
    require_web()
    import uvicorn

    from darkfigure.web.app import create_app

    open_study(folder)
    listening = _listen(port)
    port = listening.getsockname()[1]
    desk = Desk(folder, by=by)
    guard = create_app(desk, port=port)
    config = uvicorn.Config(
        guard,
        log_level="error",  # addresses of pages hold pseudonyms; nothing is logged but faults
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=2,
    )
    told(f"http://{_LOCAL}:{port}/enter?token={guard.token}")
    desk.warm()
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        desk.jobs.stop()
        listening.close()


def _listen(port: int) -> socket.socket:
    """A socket on this machine alone."""
    # with the protocol named: only then are small answers sent at once, and not kept back for more
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_LOCAL, port))
    except OSError as error:
        listening.close()
        raise InputError(
            f"port {port} on {_LOCAL} cannot be used: {error.strerror}. Give another with --port, or none for any "
            "that is free."
        ) from error
    listening.listen(64)
    return listening
