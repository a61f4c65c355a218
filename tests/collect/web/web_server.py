"""A small web server on this machine, for tests: it says what it was asked, and can behave badly."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """`pages`: by path (status, headers, body), or a function of the handler. `asked`: (moment, path, headers)."""

    def __init__(self):
        self.pages, self.asked, self.address = {}, [], ""

    @property
    def paths(self):
        return [path for _, path, _ in self.asked]

    def page(self, path, body, *, status=200, kind="text/html; charset=utf-8", **headers):
        body = body if isinstance(body, bytes) else body.encode()
        shown = {"Content-Type": kind} | {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, shown, body)
        return self.address + path

    def redirect(self, path, target, *, status=302):
        return self.page(path, b"", status=status, Location=target)


@contextmanager
def running_site():
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            site.asked.append((time.monotonic(), self.path, dict(self.headers)))
            answer = site.pages.get(self.path, (404, {"Content-Type": "text/html"}, b"<p>no such page</p>"))
            if callable(answer):
                answer = answer(self)
            if answer is None:
                self.close_connection = True
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

        def handle_one_request(self):
            try:
                super().handle_one_request()
            except OSError:  # the other side left, which is what some tests are about
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def forever(piece=b"x" * 65_536, *, pause=0.0, head=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"):
    """An answer that never ends: pieces without an end, with a pause before each."""

    def answer(handler):
        handler.wfile.write(head)
        while True:
            time.sleep(pause)
            handler.wfile.write(piece)
            handler.wfile.flush()

    return answer
