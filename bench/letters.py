"""Writing one letter, from its data to finished bytes, compared with the standard library's EmailMessage."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from statistics import median
from time import process_time
from uuid import UUID

from bench.results import Row
from letters.message import compose
from letters.render import write
from schemas.letter import Envelope, Letter, Written
from schemas.names import Role
from schemas.people import Person
from schemas.request import Request, Terms

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
NOTE = (
    "CPU of one process for one check-in letter. Ours renders text and HTML from the letter's data and composes "
    "the message; bare is EmailMessage (standard library) with text that is rendered already, so it does less."
)


async def measure(quick: bool) -> list[Row]:
    """Return milliseconds of CPU for one letter; both kinds take turns."""
    rounds, count = (3, 50) if quick else (9, 400)
    letter, envelope = _letter(), _envelope()
    written = write(letter)
    costs = [
        (_cost(lambda: compose(letter, write(letter), envelope), count), _cost(lambda: _bare(written), count))
        for _ in range(rounds + 1)
    ][1:]  # the first round warms up
    ours, bare = (median(pair[way] for pair in costs) for way in range(2))
    ratio = median(pair[0] / pair[1] for pair in costs)
    return [Row(section="letters", what="a letter, written", unit="ms", ours=ours, bare=bare, ratio=ratio, note=NOTE)]


def example() -> bytes:
    """Return one finished letter."""
    return compose(_letter(), write(_letter()), _envelope())


def _cost(act: Callable[[], bytes], count: int) -> float:
    began = process_time()
    for _ in range(count):
        act()
    return (process_time() - began) / count * 1000


def _bare(written: Written) -> bytes:
    message = EmailMessage()
    message["Subject"], message["To"] = written.subject, "ben@lantern.example"
    message.set_content(written.text)
    message.add_alternative(written.html, subtype="html")
    return bytes(message)


def _person(number: int, name: str) -> Person:
    known = {"external_id": str(number), "given_name": name, "family_name": "Example", "time_zone": "UTC"}
    return Person(id=UUID(int=number), email=f"{name.lower()}@lantern.example", **known)


def _letter() -> Letter:
    return Letter(
        name="check_in", to=_person(2, "Ben"), role=Role.MENTOR, organisation="Lantern Trust", programme="Lantern",
        mentee=_person(1, "Ana"), mentor=_person(2, "Ben"), coordinator=_person(3, "Chloe"), now=NOW,
        link="https://rapport.example.org/a/" + "x" * 43, request=Request(objective="learn to lead a small team"),
        answer_by=NOW + timedelta(days=14), terms=Terms(goals=("Hand over one report",)), partner_note="Thank you.",
    )  # fmt: skip


def _envelope() -> Envelope:
    return Envelope(
        id=UUID(int=4), mentorship=UUID(int=5), step="check_in/7", sender="Lantern <mentoring@lantern.example>",
        domain="lantern.example", to=_person(2, "Ben"), date=NOW,
    )  # fmt: skip
