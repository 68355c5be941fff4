"""What a new version of an agreement changed, as far as it may be shown: numbers, and which texts, not their words."""

from policy.durations import counted, every
from schemas.request import Terms

TEXTS = {
    "goals": "the goals",
    "focus": "what it is about",
    "channel": "how they meet",
    "boundaries": "the boundaries",
    "confidentiality": "what stays between them",
    "giving": "what each gives",
}


def changes(before: Terms, after: Terms) -> tuple[str, ...]:
    """Return each change in a few words, without people's own texts; a changed end date is reported elsewhere."""
    changed = [words for name, words in TEXTS.items() if getattr(before, name) != getattr(after, name)]
    if before.cadence_days != after.cadence_days:
        changed.append(every(after.cadence_days))
    if before.minutes != after.minutes:
        changed.append(f"{counted(after.minutes, 'minute')} each time")
    return tuple(changed)
