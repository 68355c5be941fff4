"""HTML pages: templates, one small stylesheet, and headers that let nothing else in."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from letters.voice import voice_of
from policy.spans import every

STYLE = files("gateway.pages").joinpath("templates", "style.css").read_text("utf-8")
HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{HASH}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def environment(package: str, **filters: Callable[..., Any]) -> Environment:
    """Return the templates of a package, which may extend the frame and fields of the action pages."""
    templates = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("gateway.pages")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update({"every": every, "span": voice_of("en", "UTC").span, **filters})
    templates.globals["style"] = Markup(STYLE)  # noqa: S704  our own stylesheet, which its hash pins
    return templates


def page(html: str, status: int = 200, headers: dict[str, str] | None = None) -> HTMLResponse:
    """Return a page with the headers that every page of ours has."""
    return HTMLResponse(html, status, {**HEADERS, **(headers or {})})
