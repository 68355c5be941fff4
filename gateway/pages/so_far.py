"""What has come of a mentorship so far, as pages show it."""

from datetime import datetime

from schemas.names import Role
from schemas.value import Value


class Asked(Value):
    """A mentor who was asked, and when."""

    given_name: str
    name: str
    at: datetime


class SoFar(Value):
    """The results of a mentorship, as far as people reported them."""

    began: datetime | None = None
    meetings: int = 0
    ended: datetime | None = None
    partner_thanks: str = ""  # what the partner wrote for the farewell, once it is sent
    looked_back: bool = False  # whether the reader's answers about how it was are kept
    goals: dict[Role, dict[str, str]] = {}  # how each goal went as the two last said it, by the field of the goal
    asked: tuple[Asked, ...] = ()  # in a search, and only for the mentee

    def of_own(self, role: Role) -> "SoFar":
        """Return the same without what the partner said of the goals."""
        return self.model_copy(update={"goals": {one: said for one, said in self.goals.items() if one is role}})

    def without_thanks(self) -> "SoFar":
        """Return the same without what the partner wrote."""
        return self.model_copy(update={"partner_thanks": ""})
