"""Another release: a copy of this project with a few words of it changed, which a worker can be started from."""

import shutil
from pathlib import Path

from chaos.service import Service

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "tests", "docs", "bench")
HEAR = "heard = hear(self.state, answer, workflow.now())"
HOPED = "if isinstance(failure := hear(self.hoped or self.state, answer, workflow.now()), Failure):"
AFTER = "        self.hoped = after(state, following, expected(state, following), now)"
WAIT = '        if workflow.patched("chaos"):\n            await workflow.sleep(0.01)\n'
GERMAN = ("check_in", "nudge", "rhythm", "agreement_reminder", "last_notice", "agreed", "request_reminder")
LADDER = "RUNGS = (StepKind.NUDGE, StepKind.{}, StepKind.{}, StepKind.LAST_NOTICE)"
Edit = tuple[str, str, str]  # a file, what stands there, what stands there then

EDITS: dict[str, list[Edit]] = {
    # a slip in the letters of one language: their steps fail until it is mended
    "broken letters": [(f"letters/{name}/de.txt", "\n\n", "\n\n{{ nobody.at.all }}\n\n") for name in GERMAN],
    # promised to be safe: other defaults, other words
    "defaults": [("schemas/rules.py", "cadence_days: Days = 21", "cadence_days: Days = 28")],
    "words": [("policy/words.py", "ask both how it is going", "ask both how they are")],
    # not safe without a patch: another date, another decision, another order
    "earlier reminders": [
        ("policy/reminders.py", "asked + timedelta(days=day)) for", "asked + timedelta(days=day) / 2) for")
    ],
    "one is enough": [("policy/agreeing.py", "if accepted == PAIR else agreed", "if accepted else agreed")],
    "other order": [("policy/ladder.py", LADDER.format("RHYTHM", "TASK"), LADDER.format("TASK", "RHYTHM"))],
    # as the manual says: asked in the workflow
    "patched step": [("workflows/mentorship.py", AFTER, f"{WAIT}{AFTER}")],
    "patched hearing": [
        ("workflows/mentorship.py", HEAR, f'workflow.patched("chaos")\n        {HEAR}'),
        ("workflows/mentorship.py", HOPED, f'workflow.patched("chaos")\n        {HOPED}'),
    ],
}


class StaleEditError(Exception):
    """An edit no longer fits the code; it has to be written anew in chaos/releases.py."""


def release(service: Service, name: str) -> dict[str, str]:
    """Make the other release, and return the environment in which `rapport` is that release."""
    copy = service.folder / name.replace(" ", "-")
    if not copy.exists():
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        for file, old, new in EDITS[name]:
            path = copy / file
            text = path.read_text("utf-8") if path.exists() else ""
            if old not in text:
                raise StaleEditError(f"{file} does not say {old!r}: mend EDITS in chaos/releases.py")
            path.write_text(text.replace(old, new), "utf-8")
    return {"PYTHONPATH": str(copy)}
