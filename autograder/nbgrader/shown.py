"""A student's text as nbgrader's feedback and formgrader show it: nothing in it runs, fetches, or fills a browser.

nbconvert hands HTML in Markdown, and links of any kind, through as they are.
"""

import html
import re
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from jinja2 import pass_context

from autograder.model import pictures

MOST_PIXELS = 4 * pictures.MAX_PIXELS  # of one cell's pictures together
# letters of a cell, of all cells, without pictures; brackets of a cell that may begin something
MOST_LONG, MOST_TOGETHER, MOST_BRACKETS = 20_000, 200_000, 1000
TAGS = frozenset(
    "a abbr b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s span strong "
    "sub summary sup table tbody td th thead tr u ul".split()
)
PLAIN = frozenset({"title", "align", "width", "height", "alt", "id", "start"})
_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=\s]+)")
_DATA = re.compile(r"base64,[A-Za-z0-9+/=]+")
_ATTACHED = re.compile(r"\]\(attachment:([^)\s]+)")
_MATHS_LINK = re.compile(r"\\(?=href\b)")


@pass_context
def markdown(context: Any, source: str) -> str:
    """nbconvert's filter `markdown2html`, made harmless: what is neither text nor a picture stands as text."""
    from bleach.sanitizer import Cleaner

    if _is_long(context.get("resources", {}), source):
        return f"<pre>{html.escape(source)}</pre>"
    left = MOST_PIXELS

    def allowed(tag: str, name: str, value: str) -> bool:
        nonlocal left
        if (tag, name) == ("img", "src"):
            if (cost := _pixels(value)) > left:
                return False
            left -= cost
            return True
        if (tag, name) == ("a", "href"):
            return urlsplit(value.strip()).scheme.lower() in ("", "http", "https", "mailto")
        return name in PLAIN or (name == "class" and value in ("anchor-link", "math"))

    cleaner = Cleaner(tags=TAGS, attributes=allowed, protocols=["http", "https", "mailto", "data"])
    there = context.get("cell", {}).get("attachments", {})
    source = _ATTACHED.sub(lambda found: found[0] if found[1] in there else "](#", source)  # nbconvert would end there
    try:
        made = _exporter().markdown2html(context, source)
    except Exception:  # text that is nested without end
        made = f"<pre>{html.escape(source)}</pre>"
    return _MATHS_LINK.sub(r"\\ ", cleaner.clean(made))


def _is_long(resources: Any, source: str) -> bool:
    """Whether to read `source` as Markdown would take too long: minutes for what is nested, else a second a page.

    `resources` are those of its notebook: of all its cells no more than so much is read.
    """
    text, before = _DATA.sub("", source), resources.get("read as Markdown", 0)
    if len(text) > MOST_LONG or before > MOST_TOGETHER or max(map(text.count, "[<")) > MOST_BRACKETS:
        return True
    resources["read as Markdown"] = before + len(text)
    return False


@lru_cache(1)
def _exporter() -> Any:
    from nbconvert.exporters import HTMLExporter

    return HTMLExporter()


def _pixels(address: str) -> int:
    """What a picture takes to draw: nothing for one beside the notebook, too much for one elsewhere or none at all."""
    if found := _PICTURE.fullmatch(address):
        data = pictures.decoded(found[1], len(found[1]))
        return pictures.pixels(data) if data else MOST_PIXELS + 1
    path = unquote(address)
    beside = re.fullmatch(r"[^/\\:?#]+", path) and path.strip(".")
    return 0 if beside else MOST_PIXELS + 1
