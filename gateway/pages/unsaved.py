"""The page for a form that could not be saved, because Postgres is down, or a later release wrote last:
it still has what was written, and sends it again."""

from collections.abc import Mapping

from fastapi import Request

from gateway.http.forms import TooLarge, fields_of
from gateway.pages.render import TEMPLATES
from gateway.pages.speech import Speech

TERMS = ("goals", "focus", "channel", "boundaries", "confidentiality", "giving")  # written only to change them
WRITTEN = ("words", "reason", "for_mentee", "next_step", "note", "thanks", "progress", "private", *TERMS)
PAGE, LATER = "page", "later"  # whose texts it has; a concern has its own


async def sent_to(request: Request) -> dict[str, str]:
    """Return the fields of the form that came with a request; none if there are none, or none that can be read."""
    if request.method != "POST":
        return {}
    known: dict[str, str] | None = getattr(request.state, "fields", None)
    try:
        return await fields_of(request) if known is None else known
    except (TooLarge, ValueError):
        return {}


def unsaved(say: Speech, action: str, fields: Mapping[str, str], about: str = PAGE) -> str:
    """Return the page for what could not be saved now: its form sends the same again, which is saved only once."""
    urgent = about not in (PAGE, LATER)
    return TEMPLATES.get_template("unsaved.html").render(
        say=say, action=action, fields=fields, written=_written(say, fields), about=about, urgent=urgent
    )


def _written(say: Speech, fields: Mapping[str, str]) -> list[tuple[str, str]]:
    choice = fields.get("choice")
    hidden = {"amend": (), "propose": ()}.get(choice or "", (*TERMS, "for_mentee"))
    shown = [name for name in WRITTEN if name not in hidden and fields.get(name, "").strip()]
    return [(say(f"written.{name}"), fields[name]) for name in shown]
