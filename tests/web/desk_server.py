"""A desk on a free port of this machine, in a thread; and the chromium that is installed."""

import asyncio
import shutil
import socket
import threading
import time
from contextlib import contextmanager

import uvicorn

from darkfigure.signing import generate_key
from darkfigure.study import Reviewer
from darkfigure.web.app import create_app
from darkfigure.web.desk import Desk

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class _Server(uvicorn.Server):
    """Closes what it leaves open: connections on which something was still told, such as how far a stage is."""

    async def shutdown(self, sockets=None):
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # the loop closes them in its next turn


@contextmanager
def serving(folder, *, who="ann"):
    """The desk, its address with the token, and the address of its pages."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(32)
    port = listening.getsockname()[1]
    desk = Desk(folder, by=Reviewer(name=who, key=generate_key()))
    guard = create_app(desk, port=port)
    config = uvicorn.Config(guard, log_level="error", lifespan="off", ws="none", timeout_graceful_shutdown=1)
    server = _Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    base = f"http://127.0.0.1:{port}"
    try:
        yield desk, f"{base}/enter?token={guard.token}", base
    finally:
        desk.jobs.stop()
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()
