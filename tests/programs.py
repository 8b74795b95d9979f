"""Programs on loopback that are told things, as somebody else's would be."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


@contextmanager
def running_program(*, context=None):
    """Run a program that notes each message it gets and answers with its ``status``.

    :param context: of encryption; None speaks plainly
    """

    class Program(BaseHTTPRequestHandler):
        status, heard = 200, []

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            type(self).heard.append((dict(self.headers), body))
            self.send_response(self.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_said):
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Program) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        Program.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Program
        finally:
            server.shutdown()
            thread.join()
