"""Control the relay, and read what it has received."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Event = dict[str, Any]


@dataclass(frozen=True)
class Relay:
    """The folder shared with the relay's process; see chaos/relay.py."""

    folder: Path
    port: int

    def behave(self, mode: str = "normal", **more: Any) -> None:
        """Set the mode: accept everything again, or misbehave."""
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / "mode.new"
        fresh.write_text(json.dumps({"mode": mode, **more}))
        fresh.rename(self.folder / "mode.json")

    def events(self) -> list[Event]:
        """Return all events, in order."""
        log = self.folder / "log.jsonl"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def received(self) -> list[Event]:
        """Return each letter that arrived completely, as often as it arrived."""
        return [event for event in self.events() if event["event"] == "received"]

    def letters_for(self, address: str) -> Iterator[Event]:
        """Yield each letter for an address once, in order of arrival."""
        seen = set()
        for event in self.received():
            if event["rcpt"] == address and event["mid"] not in seen:
                seen.add(event["mid"])
                yield event

    def arrivals(self) -> Counter[str]:
        """Count how often each letter arrived."""
        return Counter(event["mid"] for event in self.received())

    def differing(self) -> set[str]:
        """Return the letters that arrived twice with different bytes."""
        forms: dict[str, set[str]] = {}
        for event in self.received():
            forms.setdefault(event["mid"], set()).add(event["sha"])
        return {mid for mid, shas in forms.items() if len(shas) > 1}

    def raw(self, number: int) -> bytes:
        """Return a letter's bytes."""
        return (self.folder / "raw" / f"{number}.eml").read_bytes()
