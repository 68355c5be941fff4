"""Another release: a copy of this project with a few changed words, from which a worker can be started."""

import re
import shutil
from pathlib import Path

from chaos.service import Service

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "tests", "docs", "bench")
GERMAN = ("check_in", "nudge", "rhythm", "agreement_reminder", "last_notice", "agreed", "request_reminder")
BREAK = "\n\n"
Edit = tuple[str, str, str]  # a file, a pattern in it, and the replacement

EDITS: dict[str, list[Edit]] = {
    # a mistake in the letters of one language: their steps fail until it is fixed
    "broken letters": [(f"letters/{name}/de.txt", BREAK, f"{BREAK}{{{{ nobody.at.all }}}}{BREAK}") for name in GERMAN],
    # promised to be safe: other defaults, other texts
    "defaults": [("schemas/rules.py", r"(cadence_days: int) = 21", r"\1 = 28")],
    "words": [("policy/reasons.py", "ask both how it is going", "ask both how they are")],
    # not safe without a new edition: another date, another decision, another order
    "earlier reminders": [("policy/reminders.py", r"(asked \+ timedelta\(days=day\))", r"\1 / 2")],
    "one is enough": [("policy/agreeing.py", r"if accepted == PAIR else", "if accepted else")],
    "other order": [("policy/ladder.py", r"(\w+\.RHYTHM), (\w+\.TASK),", r"\2, \1,")],
    # as the manual says: a new edition, and a branch that depends on it
    "new edition": [
        ("policy/editions.py", r"^PRESENT = 1", "PRESENT = 2"),
        ("policy/agreeing.py", r"if accepted == PAIR else", "if accepted == PAIR or state.edition >= 2 else"),
    ],
}


class StaleEditError(Exception):
    """An edit no longer fits the code; it must be rewritten in chaos/releases.py."""


def release(service: Service, name: str) -> dict[str, str]:
    """Create the other release, and return the environment in which `rapport` is that release."""
    copy = service.folder / name.replace(" ", "-")
    if not copy.exists():
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        for edit in EDITS[name]:
            _make(copy, *edit)
    return {"PYTHONPATH": str(copy)}


def _make(copy: Path, file: str, pattern: str, new: str) -> None:
    path = copy / file
    text, fits = re.subn(pattern, new, path.read_text("utf-8") if path.exists() else "", flags=re.MULTILINE)
    if not fits:
        raise StaleEditError(f"{file} contains nothing like {pattern!r}: correct EDITS in chaos/releases.py")
    path.write_text(text, "utf-8")
