"""The server: one process on loopback, a token in the address, pages without a script of their own."""

import hmac
import secrets
from importlib import resources
from typing import Any
from urllib.parse import quote, unquote

import tornado.web

from autograder.desk.room import Room
from autograder.errors import UserError
from autograder.feedback import pages, palette

NOTHING = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
POLICY = f"{NOTHING}; img-src 'self'; style-src 'self'; script-src 'self'; form-action 'self'"
# a student's page has its style in it, and is held as if it came from elsewhere
GUEST = f"{NOTHING}; img-src data:; style-src 'unsafe-inline'; sandbox"
HEADERS = {
    "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}  # fmt: skip
KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
MOST_NAME = 60


class Page(tornado.web.RequestHandler):
    """What all pages do: let in who has the token, ask for a name once, render."""

    @property
    def room(self) -> Room:
        return self.application.settings["room"]

    @property
    def who(self) -> str:
        """The name of whoever is at the desk here, as the trail will have it."""
        return unquote(self.get_cookie("who") or "")[:MOST_NAME]

    @property
    def hidden(self) -> bool:
        return self.get_cookie("hide") == "1"

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Nobody comes in without the token, nor by a name of this machine that a page elsewhere made up."""
        settings = self.application.settings
        if self.request.host not in settings["hosts"]:
            raise tornado.web.HTTPError(403)
        token = self.get_cookie(settings["cookie"]) or ""
        if not hmac.compare_digest(token, settings["token"]) and not isinstance(self, Enter):
            raise tornado.web.HTTPError(403)
        if self.request.method == "GET" and not self.who and isinstance(self, Named):
            self.redirect("/who")

    def show(self, template: str, **facts: Any) -> None:
        """Render a template of ours; whatever students wrote is escaped by it."""
        base = {
            "who": self.who, "hidden": self.hidden, "xsrf": self.xsrf_token.decode(), "here": self.request.uri,
            "said": "",
        }  # fmt: skip
        environment = pages.environment("autograder.desk")
        self.finish(environment.get_template(f"{template}.html.j2").render(**{**base, **facts}))

    def called(self, student: str, number: int = 0) -> str:
        """A student's name; a number in its place where names are hidden."""
        return f"student {number}" if self.hidden else student

    def write_error(self, status_code: int, **rest: Any) -> None:
        error = rest.get("exc_info", (None, None))[1]
        told = {
            403: "This address is not enough: open the one that `autograder desk` printed.",
            404: "There is no such page.",
        }
        if isinstance(error, UserError):
            self.set_status(500)
        self.show("told", told=str(error) if isinstance(error, UserError) else told.get(status_code, "That failed."))

    def log_exception(self, *error: Any) -> None:
        if not isinstance(error[1], UserError):
            super().log_exception(*error)


class Named(Page):
    """A page for somebody who has said who they are."""


class Enter(Page):
    """The address that was printed: its token becomes a cookie."""

    def get(self) -> None:
        settings = self.application.settings
        if not hmac.compare_digest(self.get_argument("token", ""), settings["token"]):
            raise tornado.web.HTTPError(403)
        self.set_cookie(settings["cookie"], settings["token"], httponly=True, samesite="Strict")
        self.show("enter")


class Who(Page):
    """Who is here; asked once."""

    def get(self) -> None:
        self.show("who")

    def post(self) -> None:
        name = " ".join(self.get_argument("name", "").split())[:MOST_NAME]
        if name:
            self.set_cookie("who", quote(name), expires_days=400, httponly=True, samesite="Strict")
        self.redirect("/" if name else "/who")


class Hide(Page):
    """Names hidden or shown again."""

    def post(self) -> None:
        self.set_cookie("hide", "0" if self.hidden else "1", httponly=True, samesite="Strict")
        self.redirect(local(self.get_argument("back", "/")))


class Static(Page):
    """Our style and our script: nothing else lies in that folder."""

    def get(self, name: str, kind: str) -> None:
        text = resources.files("autograder.desk").joinpath("static", f"{name}.{kind}").read_text(encoding="utf-8")
        if kind == "css":
            light, dark = (palette.variables(colours) for colours in (palette.LIGHT, palette.DARK))
            text = f":root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}{text}"
        self.set_header("Content-Type", f"{KINDS[kind]}; charset=utf-8")
        self.finish(text)


def local(address: str) -> str:
    """An address of ours, whatever was asked for."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"


def application(room: Room, port: int, pages_: list[Any], sandbox: str) -> tuple[tornado.web.Application, str]:
    """The application for `port` of this machine, and the token that opens it."""
    token = secrets.token_urlsafe(18)
    ours = [(r"/enter", Enter), (r"/who", Who), (r"/hide", Hide), (r"/(desk)\.(css|js|svg)", Static)]
    made = tornado.web.Application(
        [*ours, *pages_], room=room, token=token, cookie=f"desk{port}",
        hosts=(f"127.0.0.1:{port}", f"localhost:{port}"), xsrf_cookies=True, sandbox=sandbox,
        xsrf_cookie_kwargs={"httponly": True, "samesite": "Strict"}, log_function=lambda _: None,
    )  # fmt: skip
    return made, token
