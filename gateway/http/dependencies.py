"""What a route asks FastAPI for."""

from typing import Annotated, cast

from fastapi import Depends, Request

from intake.services import Services


async def services_of(request: Request) -> Services:
    """Return the services of the app that serves this request."""
    return cast(Services, request.app.state.services)


WithServices = Annotated[Services, Depends(services_of)]
