"""`/guides`: the guides for conversations, for everybody: without an account or a link, and with nothing personal."""

from babel import Locale
from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from gateway.http.html import page
from gateway.pages.render import TEMPLATES, note
from gateway.pages.speech import Speech, preferred, speech_of
from letters.guidance import path, told
from letters.voice import languages
from letters.wording import FORMAL
from policy.guidance import beside
from schemas.guides import Guide
from schemas.names import Formality

KEPT = "public, max-age=3600"  # by browsers and proxies: a release changes the texts, and nothing else does

router = APIRouter(include_in_schema=False)


@router.api_route("/guides", methods=["GET", "HEAD"])
@router.api_route("/guides/", methods=["GET", "HEAD"])
async def every(request: Request) -> Response:
    """Show all guides."""
    say = _asked_for(request)
    guides = [(told(one, say.voice.form), path(one, say.voice)) for one in Guide]
    return _page(request, say, "guides", guides=guides, here="/guides")


@router.api_route("/guides/{name:path}", methods=["GET", "HEAD"])
async def one(name: str, request: Request) -> Response:
    """Show one guide."""
    say, name = _asked_for(request), name.removesuffix("/")
    if name not in set(Guide):
        return page(unknown(say), 404)
    guide, form = Guide(name), say.voice.form
    more = [(told(each, form), path(each, say.voice)) for each in beside(guide)]
    return _page(request, say, "guide", guide=told(guide, form), more=more, here=f"/guides/{guide}")


def unknown(say: Speech) -> str:
    """Return the page for where there is no guide, with the way to those that there are."""
    link = Markup('<a href="{}">{}</a>').format(f"/guides?lang={say.voice.form}", say("guides.all"))
    return note(say, "no_guide", link=link)


def spoken(form: str) -> Speech:
    """Return the speech for a form of a language: `de`, `de-formal`, `es-419`; English if we do not have it."""
    formality = Formality.FORMAL if form.endswith(FORMAL) else Formality.INFORMAL
    return speech_of(form.removesuffix(FORMAL), formality=formality)


def _asked_for(request: Request) -> Speech:
    form = request.query_params.get("lang")
    return spoken(form) if form else preferred(request.headers.get("accept-language", ""))


def _page(request: Request, say: Speech, template: str, here: str, **shown: object) -> Response:
    others = [(one, str(Locale(one).get_display_name(one)).capitalize(), f"{here}?lang={one}") for one in languages()]
    html = TEMPLATES.get_template(f"{template}.html").render(say=say, others=others, **shown)
    varies = {} if request.query_params.get("lang") else {"Vary": "Accept-Language"}
    return page(html, headers={"Cache-Control": KEPT, "Content-Language": say.language, **varies})
