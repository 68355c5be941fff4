"""Health, metrics and the API's description, for operators: on the public port or on a separate one."""

from fastapi import FastAPI

from gateway.api import openapi
from gateway.http import health, refusals
from gateway.http.middleware import Guard


def include(app: FastAPI, described: FastAPI) -> None:
    """Serve health, metrics and the description of an app's API."""
    app.include_router(health.router)
    app.include_router(openapi.router, include_in_schema=False)
    openapi.describe(app, described)


def create_operations(public: FastAPI, https: bool) -> FastAPI:
    """Return the app for a port that only operators can reach; it uses the services that the public app has opened."""
    app = FastAPI(title="Rapport operations", docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state = public.state
    app.add_middleware(Guard, metrics=public.state.metrics, https=https)
    refusals.install(app)
    include(app, public)
    return app
