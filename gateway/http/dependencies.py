"""Dependencies that routes get from FastAPI."""

from typing import Annotated

from fastapi import Depends, Request

from gateway.http.problem_types import STARTING_DETAIL
from gateway.http.problems import Problem
from intake.services import Services


async def services_of(request: Request) -> Services:
    """Return the services of the app that serves this request; raises Problem 503 until they are open."""
    services: Services | None = getattr(request.app.state, "services", None)
    if services is None:
        raise Problem(503, "starting", STARTING_DETAIL, headers={"Retry-After": "2"})
    return services


WithServices = Annotated[Services, Depends(services_of)]
