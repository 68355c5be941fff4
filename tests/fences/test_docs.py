"""The manual says what is: its links lead somewhere, its tables name what the code names, its examples are taken."""

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from activities.outbox import ABANDONED_AFTER, SENT_TWICE_IN_DOUBT
from activities.smtp_transaction import DOT_SECONDS
from gateway.http.forms import FORGED, SIGN_INS
from gateway.http.problem_types import BY_KIND, TYPES
from gateway.http.problems import PLAIN
from gateway.pages.speech import catalogue
from gateway.security.api_keys import TRUSTED_FOR
from intake.temporal_setup import SEARCH_ATTRIBUTES
from policy.guidance import guide_for
from schemas.api import (
    CloseIn,
    MentorshipIn,
    MentorsIn,
    PauseIn,
    PersonIn,
    ProgrammeChange,
    ProgrammeIn,
    ResumeIn,
    RulesIn,
)
from schemas.failures import Failure
from schemas.guides import Difficulty, Guide
from schemas.letter import LetterName
from schemas.names import AnswerKind, Choice, MailState, Outcome
from schemas.rules import Courtesy, Matching, ProgrammeRules, Rules
from schemas.traits_in import TraitsIn, VocabularyIn
from settings import Settings
from tests.fences.tree import ROOT
from workflows.calls import PENDING_ANSWER_WAITS

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
LINK = re.compile(r"\]\(([^)\s]+)\)")
CALL = re.compile(r"""["']?\$API(/v1/[^"'\s]+)["']?[^\n]*?--json '(.*?)'(?=\s*\)?\s*(?:\||\)|\n|$))""", re.S)
SPLICE = re.compile(r"""'"\$(\w+)"'""")
SPLICED = {"PROGRAMME": "01a201d4-de90-7306-8e6e-320ba685d5e8", "UNTIL": "2027-01-31"}
BODIES: dict[str, type[BaseModel]] = {
    r"/v1/people/\w+": PersonIn,
    r"/v1/people/\w+/traits": TraitsIn,
    r"/v1/skills": VocabularyIn,
    r"/v1/programmes": ProgrammeIn,
    r"/v1/programmes/[^/]+": ProgrammeChange,
    r"/v1/programmes/[^/]+/rules": RulesIn,
    r"/v1/mentorships": MentorshipIn,
    r"/v1/mentorships/[^/]+/mentors": MentorsIn,
    r"/v1/mentorships/[^/]+/pause": PauseIn,
    r"/v1/mentorships/[^/]+/resume": ResumeIn,
    r"/v1/mentorships/[^/]+/close": CloseIn,
}


def read(name: str) -> str:
    """Return a page of the manual."""
    return (ROOT / name).read_text("utf-8")


def column(name: str, heading: str = "") -> list[str]:
    """Return what the tables of a page, from a heading on, name in code in their first column."""
    text = read(name)
    lines = [line for line in text[text.index(heading) :].splitlines() if line.startswith("| `")]
    return [code for line in lines for code in re.findall(r"`([^`]+)`", line.split("|")[1])]


def rows(name: str) -> dict[str, list[str]]:
    """Return the cells of every table row of a page, by the code in their first cell."""
    found = [line.strip("| ").split(" | ") for line in read(name).splitlines() if line.startswith("| `")]
    return {cells[0].strip("`"): [cell.strip() for cell in cells[1:]] for cells in found}


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", NAMES)
def test_every_link_to_a_file_leads_there(name: str) -> None:
    for target in LINK.findall(re.sub(r"`[^`]*`", "", read(name))):
        if not target.startswith(("http://", "https://", "mailto:")):
            path, _, anchor = target.partition("#")
            page = (ROOT / name).parent / path if path else ROOT / name
            assert page.exists(), target
            assert not anchor or anchor in anchors(page), target


def test_every_page_of_the_manual_is_in_the_readme() -> None:
    linked = set(LINK.findall(read("README.md")))
    assert {name for name in NAMES if name.startswith("docs/")} <= linked


def test_the_readme_names_every_variable_and_no_other() -> None:
    told = {code for code in column("README.md", "## Configuration") if not code.startswith("TEMPORAL_")}
    known = {str(field.validation_alias) for field in Settings.model_fields.values()}
    assert {code for code in told if code.isupper()} == known


def test_the_readme_gives_the_defaults_of_the_settings() -> None:
    told = rows("README.md")
    for field in Settings.model_fields.values():
        default = told[str(field.validation_alias)][0].strip("`")
        if field.is_required():
            assert default == "must be set"
        else:
            plain = {"": "none", None: "none", False: "false"}
            assert default == (plain.get(field.default) or str(field.default))


@pytest.mark.parametrize("shape", [Rules, Courtesy, Matching])
def test_every_rule_is_explained_with_its_default(shape: type[BaseModel]) -> None:
    told = rows("docs/reference/rules.md")
    for name, field in shape.model_fields.items():
        if name != "courtesy":
            assert told[name][0] == said(field.default), name


def said(value: object) -> str:
    """Return a default as the manual writes it."""
    if isinstance(value, tuple):
        return ", ".join(str(Fraction(one).limit_denominator(12)) for one in value)
    return str(value)


def test_no_rule_is_explained_that_is_not_there() -> None:
    rules = {*ProgrammeRules.model_fields, *Courtesy.model_fields, *Matching.model_fields}
    assert set(column("docs/reference/rules.md")) == rules - {"courtesy", "matching"}


def test_every_letter_is_listed_and_whether_it_is_worth_a_twin() -> None:
    told = rows("docs/reference/letters.md")
    letters = {name: cells[-1].strip(" |") for name, cells in told.items() if name in get_args(LetterName)}
    assert letters == {name: "yes" if name in SENT_TWICE_IN_DOUBT else "no" for name in get_args(LetterName)}


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("docs/reference/letters.md", MailState),
        ("docs/reference/answers.md", AnswerKind),
        ("docs/reference/answers.md", Choice),
        ("docs/reference/answers.md", Outcome),
        ("docs/reference/answers.md", Failure),
    ],
)
def test_every_word_of_a_closed_list_is_explained(page: str, words: type[MailState]) -> None:
    assert {word.value for word in words} - set(column(page)) == set()


def test_every_guide_is_listed_with_its_source() -> None:
    told = {name: cells for name, cells in rows("docs/reference/guides.md").items() if len(cells) == 2}
    assert list(told) == list(Guide)
    for name, (_, source) in told.items():
        assert re.search(r"\b(?:19|20)\d\d\b|https://", source), name


def test_the_manual_says_which_difficulty_brings_which_guide() -> None:
    text = read("docs/reference/guides.md")
    said = {cells[0]: cells[1] for line in text.splitlines() if len(cells := line.strip("| ").split(" | ")) == 2}
    for difficulty in Difficulty:
        shown = said[catalogue("en")[f"difficulty.{difficulty}"]]
        brought = {
            guide_for(difficulty, has_met, choice) for has_met in (True, False) for choice in ("no", Choice.CLOSE)
        }
        assert set(re.findall(r"`([\w-]+)`", shown)) == brought, difficulty


def test_every_search_attribute_is_explained_with_its_type() -> None:
    told = {name: cells[0] for name, cells in rows("docs/reference/search-attributes.md").items()}
    assert told == SEARCH_ATTRIBUTES


def test_every_table_is_explained() -> None:
    migrations = "".join(path.read_text("utf-8") for path in (ROOT / "store" / "migrations").glob("*.sql"))
    tables = set(re.findall(r"CREATE TABLE (\w+)", migrations))
    roles = set(re.findall(r"\brapport_\w+", migrations)) - {"rapport_sweeper"}  # of the first migration, and dropped
    assert tables | roles == set(column("docs/reference/database.md"))


def test_every_refusal_is_explained_with_its_status() -> None:
    folders = (ROOT / "gateway", ROOT / "intake")
    code = "".join(path.read_text("utf-8") for folder in folders for path in folder.rglob("*.py"))
    raised = {(kind, status) for status, kind in re.findall(r'Problem\(\s*(\d{3}), "([\w-]+)"', code)}
    raised |= {(kind, str(status)) for status, (kind, _) in PLAIN.items()}
    told = rows("docs/reference/problems.md")
    assert {(kind, cells[0]) for kind, cells in told.items() if cells[0].isdecimal()} == raised
    assert {(one.kind, str(one.status)) for one in TYPES} == raised


def test_the_example_of_a_problem_is_one_that_is_answered() -> None:
    [text] = re.findall(r"```json\n(.*?)```", read("docs/reference/problems.md"), re.S)
    shown = json.loads(text)
    assert {**BY_KIND["invalid"].example, "errors": shown["errors"]} == shown


def test_every_call_is_in_the_overview() -> None:
    code = [path.read_text("utf-8") for wing in ("api", "http") for path in (ROOT / "gateway" / wing).glob("*.py")]
    calls = set()
    for text in code:
        prefix = found[1] if (found := re.search(r'APIRouter\(prefix="(/v1[^"]*)"', text)) else ""
        paths = re.findall(r'^@router\.(get|put|post|patch)\(\s*"([^"]*)"(?!.*include_in_schema)', text, re.M)
        calls |= {f"{verb.upper()} {prefix}{re.sub(':[a-z]+}', '}', path)}" for verb, path in paths}
    assert {call for call in calls if "/docs" not in call} <= set(column("docs/reference/api.md"))
    assert calls >= {"PUT /v1/people/{external_id}", "POST /v1/mentorships/{id}/close"}


@pytest.mark.parametrize("name", [name for name in NAMES if "--json '" in read(name)])
def test_every_example_body_would_be_taken(name: str) -> None:
    calls = CALL.findall(read(name))
    assert len(calls) == read(name).count("--json '")
    for path, body in calls:
        [shape] = [shape for pattern, shape in BODIES.items() if re.fullmatch(pattern, path)]
        shape.model_validate(json.loads(SPLICE.sub(lambda found: SPLICED[found[1]], body)))


def test_the_numbers_that_the_manual_quotes_stand_in_the_code() -> None:
    assert "for up to an hour" in read("README.md")
    assert 3600 <= sum(wait.total_seconds() for wait in PENDING_ANSWER_WAITS) < 3900
    assert "(read-an-unknown-mail.md) after an hour" in read("docs/how-to/run-in-production.md")
    assert ABANDONED_AFTER == 3600
    assert "waits 600\nseconds" in read("docs/how-to/read-an-unknown-mail.md")
    assert DOT_SECONDS == 600
    assert "honoured for thirty seconds more" in read("docs/how-to/rotate-keys.md")
    assert TRUSTED_FOR == 30
    production = " ".join(read("docs/how-to/run-in-production.md").split())
    assert f"{FORGED.amount} forged links and {SIGN_INS.amount} failed sign-ins a minute" in production
