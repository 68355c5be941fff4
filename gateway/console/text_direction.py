"""Right-to-left names in the console's English sentences: each keeps its own direction and turns nothing around it."""

import re

from markupsafe import Markup, escape

from gateway.pages.speech import BDI
from letters.names import ISOLATED
from schemas.texts import TURNS_TEXT

# Hebrew, Arabic and the scripts beside them, with their presentation forms.
LETTER = r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
NAME = re.compile(rf"{LETTER}+(?:[ .'’\u200c\u200d-]+{LETTER}+)*")  # no comma: that is between two names


def isolated(sentence: object) -> str:
    """Return a sentence with each right-to-left name between Unicode isolates, and no other change of direction."""
    return NAME.sub(lambda found: ISOLATED.format(found[0]), TURNS_TEXT.sub("", str(sentence)))


def apart(sentence: object) -> Markup:
    """Return the same as HTML: each such name is an element of its own."""
    html = str(escape(isolated(sentence)))
    for mark, tag in BDI.items():
        html = html.replace(mark, tag)
    return Markup(html)  # noqa: S704  escaped above
