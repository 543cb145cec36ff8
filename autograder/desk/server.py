"""The server: one process on loopback, a token in the address, and pages that hold no script of their own."""

import asyncio
import contextlib
import hmac
import inspect
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

import tornado.httpserver
import tornado.netutil
import tornado.web

from autograder.batch.store import Conflict
from autograder.desk.room import Room, View, key_of
from autograder.errors import UserError
from autograder.feedback import pages, palette
from autograder.model import templates
from autograder.model.marks import Result

NOTHING = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
# a student's page has its style in it, and is held as if it came from elsewhere
GUEST = f"{NOTHING}; img-src data:; style-src 'unsafe-inline'; sandbox"
HEADERS = {
    "Content-Security-Policy": f"{NOTHING}; img-src 'self'; style-src 'self'; script-src 'self'; form-action 'self'",
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
}  # fmt: skip
KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
TOLD = {403: "This address is not enough: open the one that `autograder desk` printed.", 404: "There is no such page."}
COOKIE: dict[str, Any] = {"httponly": True, "samesite": "Strict"}
MOST_NAME, PAGE = 60, 50  # letters of a name; rows of a list


class Page(tornado.web.RequestHandler):
    """What all pages do: let in who has the token, ask for a name once, render."""

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Nobody comes in without the token, nor by a name of this machine that a page elsewhere made up."""
        token = self.get_cookie(self.settings["cookie"]) or ""
        if self.request.host not in self.settings["hosts"] or not self.may_enter(token):
            raise tornado.web.HTTPError(403)

    def may_enter(self, token: str) -> bool:
        return hmac.compare_digest(token.encode(), self.settings["token"].encode())

    @property
    def room(self) -> Room:
        return self.settings["room"]

    @property
    def who(self) -> str:
        """The name of whoever is at the desk here, as the trail will have it."""
        return unquote(self.get_cookie("who") or "")[:MOST_NAME]

    @property
    def hidden(self) -> bool:
        """Whether numbers stand in the place of names."""
        return self.get_cookie("hide") == "1"

    @property
    def silent(self) -> bool:
        """Whether keys of one character do nothing: whoever speaks to the machine would press them."""
        return self.get_cookie("keys") == "0"

    def text(self, name: str, most: int = 10_000) -> str:
        """A field of the form as it was sent, without spaces around it."""
        return self.get_argument(name, "").replace("\r\n", "\n").strip()[:most]

    def go(self, address: str) -> None:
        """On to an address of ours, whatever was asked for."""
        plain = address.isprintable()  # browsers leave tabs and line ends out
        ours = plain and address.startswith("/") and not address.startswith(("//", "/\\"))
        self.redirect(address if ours else "/", status=303)

    def show(self, template: str, **facts: Any) -> None:
        """Render a template of ours, which escapes whatever students wrote."""
        base = {
            "who": self.who,
            "hidden": self.hidden,
            "silent": self.silent,
            "xsrf": self.xsrf_token.decode(),
            "here": self.request.uri,
        }
        made = pages.environment("autograder.desk", "autograder.feedback.viva").get_template(f"{template}.html.j2")
        self.finish(made.render(**{"said": "", **base, **facts}))

    def write_error(self, status_code: int, **rest: Any) -> None:
        error = rest.get("exc_info", (None, None))[1]
        if isinstance(error, UserError | Conflict):
            self.set_status(409 if isinstance(error, Conflict) else 400)
        told = (
            str(error) if self.get_status() in (400, 409) else TOLD.get(status_code, "That failed through our fault.")
        )
        self.show("told", told=told)

    def log_exception(self, *error: Any) -> None:
        if not isinstance(error[1], UserError | Conflict):
            super().log_exception(*error)


class Enter(Page):
    """The address that was printed: its token becomes a cookie."""

    def may_enter(self, token: str) -> bool:
        return super().may_enter(self.text("token"))

    def get(self) -> None:
        self.set_cookie(self.settings["cookie"], self.settings["token"], **COOKIE)
        self.show("enter")


class Who(Page):
    """Who is here, asked once; and whether names are to be seen."""

    def get(self) -> None:
        self.show("who")

    def post(self) -> None:
        if name := " ".join(self.text("name", MOST_NAME).split()):
            self.set_cookie("who", quote(name), expires_days=400, **COOKIE)
        for choice in ("hide", "keys"):
            if value := self.text(choice):
                self.set_cookie(choice, value, **COOKIE)
        self.go(self.text("back") or "/")


class Static(Page):
    """Our style, script and sign: nothing else lies in that folder."""

    def get(self, name: str, kind: str) -> None:
        text = templates.text("desk", f"{name}.{kind}")
        if kind == "css":
            light, dark = (palette.variables(colours) for colours in (palette.LIGHT, palette.DARK))
            text = f":root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}{text}"
        self.set_header("Content-Type", f"{KINDS[kind]}; charset=utf-8")
        self.finish(text)


class Home(Page):
    """The assignments; the class at once where there is but one."""

    def get(self) -> None:
        there = self.room.assignments()
        if not self.who or len(there) == 1:
            return self.go(f"/{there[0].name}" if self.who else "/who")
        return self.show("home", assignments=there)


class OfClass(Page):
    """A page about one assignment: `make` has its facts, shown by the template of its name; `take` acts on a form."""

    def initialize(self, make: Callable[..., Any] | None = None, take: Callable[..., Any] | None = None) -> None:
        self.make, self.take = make, take

    async def get(self, name: str, *rest: str) -> None:
        if not self.who:
            return self.go("/who")
        return await self._answer(self.make, name, *rest)

    async def post(self, name: str, *rest: str) -> None:
        if not self.who:
            raise tornado.web.HTTPError(403)
        await self._answer(self.take, name, *rest)

    async def _answer(self, act: Callable[..., Any] | None, name: str, *rest: str) -> None:
        if act is None or name not in {one.name for one in self.room.assignments()}:
            raise tornado.web.HTTPError(404)
        facts = act(self, self.room.view(name), *rest)
        if inspect.isawaitable(facts):
            facts = await facts
        if facts is not None:
            view = self.room.view(name)
            numbers = {result.student: n for n, (_, result) in enumerate(sorted(view.by_key.items()), 1)}
            base = {"assignment": view.assignment, "view": view, "key_of": key_of, "seen": view.ledger.last}
            base["called"] = lambda student: f"student {numbers.get(student, 0)}" if self.hidden else student
            self.show(facts.pop("template", act.__name__), **base, **facts)

    def result(self, view: View, key: str) -> Result:
        if key not in view.by_key:
            raise tornado.web.HTTPError(404)
        return view.by_key[key]

    def listed(self, rows: Any) -> dict[str, Any]:
        """The rows of the page that is asked for, and where the others are."""
        last = max(1, -(-len(rows) // PAGE))
        asked = self.text("page", 6)
        page = min(last, max(1, int(asked) if asked.isdecimal() else 1))
        return {"rows": rows[(page - 1) * PAGE : page * PAGE], "page": page, "last": last, "of": len(rows)}


def serve(room: Room, routes: list[Any], port: int, sandbox: str, tell: Callable[[str], None]) -> None:
    """Serve on loopback until Ctrl-C; `tell` is given the address with its token.

    Raises UserError when the port is taken.
    """
    ours = [(r"/", Home), (r"/enter", Enter), (r"/who", Who), (r"/(desk)\.(css|js|svg)", Static)]

    async def run() -> None:
        try:
            sockets = tornado.netutil.bind_sockets(port, "127.0.0.1")
        except OSError as error:
            raise UserError(f"Port {port} cannot be used: {error.strerror}. Say another with --port.") from None
        number, token = sockets[0].getsockname()[1], secrets.token_urlsafe(18)
        made = tornado.web.Application(
            [*ours, *((path, OfClass, acts) for path, acts in routes)], room=room, token=token, cookie=f"desk{number}",
            hosts=(f"127.0.0.1:{number}", f"localhost:{number}"), xsrf_cookies=True, xsrf_cookie_kwargs=COOKIE,
            sandbox=sandbox, log_function=lambda _: None,
        )  # fmt: skip
        tornado.httpserver.HTTPServer(made, max_buffer_size=1 << 22).add_sockets(sockets)
        tell(f"http://127.0.0.1:{number}/enter?token={token}")
        await asyncio.Event().wait()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run())
