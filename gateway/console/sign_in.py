"""`/console/sign-in`: enter a valid key, and continue to the page that was asked for."""

import re
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from gateway.console.commands import PROBLEMS
from gateway.console.render import show
from gateway.http.dependencies import WithServices
from gateway.http.forms import SIGN_INS, TooLarge, fields_of, has_failed_too_often, is_failing_too_often
from gateway.http.html import HEADERS, PageRoute, page
from gateway.security.api_keys import Key, Keyring, Scope
from gateway.security.csrf import field_for, is_pressed
from gateway.security.sessions import keep_seed, seed_before, sign_in, sign_out
from intake.services import Services

HOME, SIGN_IN = "/console", "/console/sign-in"
OURS = re.compile(  # where it may redirect to
    r"/console(?:/goodbyes|/mentorships/[0-9a-f-]{36})?(?:\?[\w.~%&=+-]*)?", re.ASCII
)
WRONG = "That key is not in use. Copy all of it, starting with rk_, or ask for a new one: `rapport key new` creates it."
CLOSED = "That key cannot sign in here. It needs the scope `console`: `rapport key new … --scope console`."
TOO_MANY = "Too many attempts. Please wait a minute."

router = APIRouter(prefix="/console", include_in_schema=False, route_class=PageRoute)


def to(path: str) -> RedirectResponse:
    """Return a redirect to another page."""
    return RedirectResponse(path, 303, HEADERS)


def to_sign_in(request: Request) -> RedirectResponse:
    """Return a redirect to the sign-in page, which then leads back to the page that was asked for."""
    wanted = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    return to(f"{SIGN_IN}?next={quote(wanted)}" if own(wanted) != HOME else SIGN_IN)


def own(wanted: str) -> str:
    """Return the page to continue to: a page of the console, never another site."""
    return wanted if OURS.fullmatch(wanted) else HOME


async def fields(request: Request) -> dict[str, str]:
    """Return the fields of a form; none if it is larger than any of our forms."""
    try:
        return await fields_of(request)
    except (TooLarge, ValueError):
        return {}


@router.get("/sign-in")
async def ask_for_key(request: Request, services: WithServices) -> Response:
    """Ask for an API key."""
    return _ask(request, services, own(request.query_params.get("next", "")))


@router.post("/sign-in")
async def take_key(request: Request, services: WithServices) -> Response:
    """Sign in with a valid key."""
    if has_failed_too_often(request, SIGN_INS):
        return _ask(request, services, HOME, TOO_MANY, 429)
    given = await fields(request)
    onward = own(given.get("next", ""))
    if not is_pressed(request, services.settings, given, "sign_in", seed_before(request, services.settings)):
        return _ask(request, services, onward, PROBLEMS["again"], 403)
    keyring: Keyring = request.app.state.keyring
    key = await keyring.open(given.get("key", "").strip())
    if key is None:
        is_failing_too_often(request, SIGN_INS)
        return _ask(request, services, onward, WRONG, 401)
    return await _signed_in(request, services, onward, key)


@router.get("/sign-out")
async def stay() -> Response:
    """Redirect a GET of a button's address to the console."""
    return to(HOME)


@router.post("/sign-out")
async def leave(request: Request, services: WithServices) -> Response:
    """Sign out, if the form comes from our own page."""
    response = to(SIGN_IN)
    if request.headers.get("sec-fetch-site", "same-origin") == "same-origin":
        await sign_out(request, response, services)
    return response


async def _signed_in(request: Request, services: Services, onward: str, key: Key) -> Response:
    if Scope.CONSOLE not in key.scopes:
        return _ask(request, services, onward, CLOSED, 403)
    response = to(onward)
    await sign_in(response, services, key)
    return response


def _ask(request: Request, services: Services, onward: str, problem: str = "", status: int = 200) -> Response:
    seed = seed_before(request, services.settings)
    nonce = field_for(services.settings, "sign_in", seed)
    response = page(show("sign_in", nonce, {"problem": problem, "onward": onward}), status)
    keep_seed(response, services.settings, seed)
    return response
