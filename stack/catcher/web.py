"""The inbox and some calls for scripts as one ASGI application."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from stack.catcher import mailpit, pages
from stack.catcher.local_stack import Around
from stack.catcher.server import Catcher
from stack.ports import HOST


def application(catcher: Catcher, stack: Around | None = None) -> Starlette:
    """Return the inbox and the calls as an ASGI application that accepts local host names only."""
    local = Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])
    routes = [*mailpit.routes(catcher.mailbox), *pages.routes(catcher.mailbox, stack)]
    return Starlette(routes=routes, middleware=[local])
