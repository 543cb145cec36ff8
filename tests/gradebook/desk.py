"""The desk as a process of its own, and a TA without a browser, who reads its pages and sends its forms."""

import html
import http.cookiejar
import os
import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import warm
from tests.conftest import ROOT


@contextmanager
def desk(root: Path, *arguments: object) -> Iterator[tuple[str, subprocess.Popen]]:
    """`autograder desk` in `root`: its address and its process."""
    line = warm.command("autograder", "desk", "--no-browser", *arguments)
    environment = {**os.environ, "COLUMNS": "300", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(line, cwd=root, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found, "the desk did not say where it is"
        yield found[0], process
    finally:
        process.kill()
        process.wait(20)


class Ta:
    """Somebody at the desk: keeps cookies, remembers the page, sends the form on it."""

    def __init__(self, address: str, name: str) -> None:
        self.base = address.partition("/enter")[0]
        self.jar = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar)).open
        self.page = ""
        self.get(address.removeprefix(self.base))
        self.get("/who")
        self.post("/who", name=name)

    def get(self, path: str) -> str:
        with self._open(self.base + path, timeout=60) as answer:
            self.page = answer.read().decode()
        return self.page

    def post(self, path: str, **fields: object) -> int:
        """Send the fields, with the token of the page that was read last; the status that came back."""
        xsrf = re.search(r'name="_xsrf" value="([^"]+)"', self.page)
        data = {"_xsrf": xsrf[1] if xsrf else "", **fields}
        body = urllib.parse.urlencode(data, doseq=True).encode()
        try:
            with self._open(self.base + path, body, timeout=300) as answer:
                self.page = answer.read().decode()
                return answer.status
        except urllib.error.HTTPError as error:
            self.page = error.read().decode()
            return error.code

    def give(self, path: str, **changed: object) -> int:
        """Send the form of the group at `path` that was read last, with what `changed`."""
        values: dict[str, list[str]] = {}
        form = self.page[self.page.index('name="student"') - 40 :].partition("</form>")[0]
        for tag in re.findall(r"<input[^>]*>", form):
            kind, name, value = (re.search(rf'{what}="([^"]*)"', tag) for what in ("type", "name", "value"))
            if name and (kind is None or kind[1] != "checkbox" or " checked" in tag):
                values.setdefault(name[1], []).append(html.unescape(value[1]) if value else "")
        for name, text in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
            values[name] = [html.unescape(text)]
        return self.post(path, **{**values, **changed})


@contextmanager
def grace_at(root: Path, *arguments: object) -> Iterator[Ta]:
    """Grace at a desk of her own."""
    with desk(root, *arguments) as (address, _):
        yield Ta(address, "Grace")
