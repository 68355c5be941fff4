"""Read the wording of a letter, written once as plain text, into a text template and an HTML template.

This is our own code, not a Markdown library: marks are parsed in our wording before people's words are filled in, so
what people write can never become a heading, a link or a template; and both parts always have the same content.

The marks, each at the start of a line: `# ` a heading, `- ` an item, `> ` an expression shown as somebody's
own words, `* ` an expression shown as a list of their words, `@ ` an expression shown as the guide of that name with
its address, `| label | value` a fact, `[label](query)` a button to the letter's page, `+ name` a piece of the frame,
`---` the beginning of the footer. A line with only `{% … %}` is template control. All else is a paragraph. Parts that
turn out empty are left out.
"""

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import NamedTuple

HEAD = ("Subject:", "Preview:")
CONTROL = re.compile(r"(?:\{%(?:(?!%\}).)*%\}\s*)+")
BUTTON = re.compile(r"\[(?P<label>.+)]\((?P<query>[a-z_=]*)\)")
MARKS = {"# ": "heading", "> ": "quote", "* ": "words", "@ ": "guide", "- ": "item", "| ": "fact", "---": "footer"}


class Source(NamedTuple):
    """Four Jinja templates; lists of letters show the preview beside the subject."""

    subject: str
    preview: str
    text: str
    html: str


def read(wording: str, piece: Callable[[str], str]) -> Source:
    """Read a letter's wording; `piece` returns the wording that `+ name` includes.

    Raises ValueError if the first lines are not a subject and a preview, and for a malformed button.
    """
    *head, rest = wording.split("\n", len(HEAD))
    subject, preview = (_head(label, line) for label, line in zip(HEAD, head, strict=True))
    marked = [_marked(line) for line in _lines(rest, piece)]
    blocks = [(kind, [line for _, line in lines]) for kind, lines in groupby(marked, key=lambda each: each[0])]
    text, html = ("".join(part[kind](lines) for kind, lines in blocks) for part in (TEXT, HTML))
    return Source(subject, preview, text, html)


def _head(label: str, line: str) -> str:
    if not line.startswith(label):
        raise ValueError(f"a letter starts with {' and '.join(HEAD)}; {line!r} is not {label}")
    return line.removeprefix(label).strip()


def _lines(wording: str, piece: Callable[[str], str]) -> Iterator[str]:
    for line in wording.splitlines():
        if line.startswith("+ "):
            yield from _lines(piece(line[2:].strip()), piece)
        else:
            yield line.strip()


def _marked(line: str) -> tuple[str, str]:
    if not line:
        return "blank", ""
    for mark, kind in MARKS.items():
        if line.startswith(mark):
            return kind, line[len(mark) :].strip()
    return "button" if line.startswith("[") else "control" if CONTROL.fullmatch(line) else "paragraph", line


def _button(line: str) -> tuple[str, str]:
    found = BUTTON.fullmatch(line)
    if found is None:
        raise ValueError(f"a button is written [label](query), not {line!r}")
    return found["label"], "{{ link }}" + (f"?{found['query']}" if found["query"] else "")


def _if_any(value: str, shown: str, sign: str = "{") -> str:
    """Return a template of `shown`, with @ replaced by `value`, that is left out if the value is empty.

    A value that does not contain `sign` cannot be empty and is inserted directly.
    """
    if sign not in value:
        return shown.replace("@", value)
    some = shown.replace("@", "{{ value|trim }}")
    return f"{{% set value %}}{value}{{% endset %}}{{% if value|trim %}}{some}{{% endif %}}"


def _facts(lines: list[str], shown: str) -> str:
    facts = (line.partition(" | ") for line in lines)
    return "".join(_if_any(value.strip(), shown.replace("#", label.strip())) for label, _, value in facts)


def _html_buttons(lines: list[str]) -> str:
    kinds = ["first", *["other"] * (len(lines) - 1)]
    return "".join(
        BUTTON_FORM.format(*_button(line), kind, COLOURS[kind]) for line, kind in zip(lines, kinds, strict=True)
    )


COLOURS = {
    "first": "border-radius:8px;background-color:#1f5f4a;color:#fbfaf6;",
    "other": "border-radius:8px;background-color:#e7efe9;color:#1b4d3d;",
}

# Table cells with padding keep their shape in mail programs that ignore padding on links.
BUTTON_FORM = (
    '<table role="presentation" class="button" cellpadding="0" cellspacing="0" border="0"><tr>'
    '<td class="{2}" align="center" style="{3}">'
    '<a class="{2}" href="{1}" style="display:block;padding:12px 22px;font-weight:600;text-decoration:none;{3}">{0}</a>'
    "</td></tr></table>\n"
)

GUIDE = '<p><a href="{{{{ {0}|address }}}}">{{{{ {0}|title }}}}</a></p>\n'
FACT = '<tr><th scope="row" align="left" valign="top">#</th><td valign="top">@</td></tr>'

Part = dict[str, Callable[[list[str]], str]]

TEXT: Part = {
    "blank": lambda _: "",
    "control": "".join,
    "paragraph": lambda lines: _if_any(" ".join(lines), "@\n\n", "{%"),
    "heading": lambda lines: "\n".join(lines) + "\n",
    "quote": lambda lines: "".join(f"{{{{ {line}|quoted }}}}\n\n" for line in lines),
    "words": lambda lines: "".join(f"{{{{ {line}|listed }}}}\n\n" for line in lines),
    "guide": lambda lines: "".join(f"{{{{ {line}|title }}}}:\n{{{{ {line}|address }}}}\n\n" for line in lines),
    "item": lambda lines: "".join(_if_any(line, "- @\n") for line in lines) + "\n",
    "fact": lambda lines: _facts(lines, "#: @\n") + "\n",
    "button": lambda lines: "".join("{}:\n{}\n\n".format(*_button(line)) for line in lines),
    "footer": lambda _: "-- \n",
}

HTML: Part = {
    "blank": lambda _: "",
    "control": "".join,
    "paragraph": lambda lines: _if_any(" ".join(lines), "<p>@</p>\n", "{%"),
    "heading": lambda lines: "".join(f"<h2>{line}</h2>\n" for line in lines),
    "quote": lambda lines: "".join(f'<blockquote dir="auto">{{{{ {line}|quoted }}}}</blockquote>\n' for line in lines),
    "words": lambda lines: "".join(f"{{{{ {line}|listed }}}}\n" for line in lines),
    "guide": lambda lines: "".join(GUIDE.format(line) for line in lines),
    "item": lambda lines: "<ul>" + "".join(_if_any(line, "<li>@</li>") for line in lines) + "</ul>\n",
    "fact": lambda lines: f'<table class="facts" cellpadding="0" cellspacing="0">{_facts(lines, FACT)}</table>\n',
    "button": _html_buttons,
    "footer": lambda _: '<div class="footer">\n',
}
