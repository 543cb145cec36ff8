"""Where everything is found at the desk, and the loop that serves it until it is stopped."""

import asyncio
import contextlib
from collections.abc import Callable

import tornado.httpserver
import tornado.netutil

from autograder.desk import giving, reading
from autograder.desk.room import Room
from autograder.desk.server import application
from autograder.errors import UserError

A, E, S, K = r"/(\w+)", r"/exercise/(\w+)", r"/student/([0-9a-f]{12})", r"/([0-9a-f]{12})"
PAGES = [
    (r"/", reading.Home), (A, reading.Class), (A + "/students", reading.Students), (A + "/people", reading.People),
    (A + "/similar", reading.Similar), (A + "/trail", reading.Trail), (A + E, reading.Exercise),
    (A + E + "/rubric", giving.Rubric), (A + E + K, giving.Group), (A + S, reading.Student),
    (A + S + "/notebook", reading.Notebook), (A + S + "/page", reading.StudentPage),
    (A + S + r"/figure/([\w.-]+)", reading.Figure), (A + S + "/extension", giving.Extension),
    (A + S + "/again", giving.Again),
]  # fmt: skip


def serve(room: Room, port: int, sandbox: str, tell: Callable[[str], None]) -> None:
    """Serve on loopback until Ctrl-C; `tell` is given the address with its token.

    Raises UserError when the port is taken.
    """

    async def run() -> None:
        try:
            sockets = tornado.netutil.bind_sockets(port, "127.0.0.1")
        except OSError as error:
            raise UserError(f"Port {port} cannot be used: {error.strerror}. Say another with --port.") from None
        number = sockets[0].getsockname()[1]
        made, token = application(room, number, PAGES, sandbox)
        tornado.httpserver.HTTPServer(made, max_buffer_size=1 << 22).add_sockets(sockets)
        tell(f"http://127.0.0.1:{number}/enter?token={token}")
        await asyncio.Event().wait()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run())
