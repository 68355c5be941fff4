"""What may be said about a person for matching, with its limits."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from schemas.scalars import Flag, Number, Whole, misfit
from schemas.texts import LANGUAGE, ONE_LINE, ONE_LINE_OF_TEXT, ExternalId, InOrder, Spelled, folded
from schemas.traits import (
    SKILLS_OFFERED,
    SKILLS_SOUGHT,
    STYLES,
    TOPICS,
    VALUES,
    Experiences,
    Likeness,
    OfferedExperience,
    Principle,
    Style,
    Traits,
    Wishes,
    hours_of,
)
from schemas.value import Value
from schemas.vocabulary import Skill, Vocabulary

MOST_PEOPLE = 100  # that one person is kept apart from
Label = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=ONE_LINE_OF_TEXT),
    Spelled,
    InOrder,
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=ONE_LINE), Spelled, InOrder]
Language = Annotated[str, StringConstraints(max_length=35, pattern=LANGUAGE)]
Grade = Annotated[Whole, Field(ge=0, le=100)]


def once_each(names: Sequence[object]) -> Sequence[object]:
    """Refuse a name that is listed twice."""
    for number, name in enumerate(names):
        if name in names[:number]:
            raise misfit("This is listed twice. List it once.", number)
    return names


def once_in_any_case(names: Sequence[str]) -> Sequence[str]:
    """Refuse a name that is listed twice; upper and lower case make no difference."""
    once_each([folded(name) for name in names])
    return names


OnceEach = AfterValidator(once_each)
OnceInAnyCase = AfterValidator(once_in_any_case)


class WishesIn(Wishes):
    """What a person wishes for in a mentor or a mentee. Nothing is assumed where nothing is said."""

    model_config = ConfigDict(extra="forbid")

    grades_above: Annotated[
        Whole | None, Field(ge=0, le=100, description="As a mentee: how many grades the mentor should be above.")
    ] = None
    department: Annotated[Likeness | None, Field(description="As a mentee: a mentor of the same or another.")] = None
    profession: Annotated[Likeness | None, Field(description="As a mentee: a mentor of the same or another.")] = None
    another_team: Annotated[Flag, Field(description="Nobody of their own team.")] = False
    topics: Annotated[
        tuple[Label, ...], OnceEach, Field(max_length=TOPICS, description="As a mentor: skills they like to work on.")
    ] = ()
    grades: Annotated[
        tuple[Grade, ...], OnceEach, Field(max_length=20, description="As a mentor: grades of mentees they like.")
    ] = ()


class TraitsIn(Traits):
    """What matching may know about a person. What is left out is unknown, and counts neither for nor against them."""

    model_config = ConfigDict(extra="forbid")

    skills_sought: Annotated[
        tuple[Label, ...],
        OnceEach,
        Field(max_length=SKILLS_SOUGHT, description="Skills of your list that they seek, the most wanted first."),
    ] = ()
    skills_offered: Annotated[
        tuple[Label, ...],
        OnceEach,
        Field(max_length=SKILLS_OFFERED, description="Skills of your list that they offer."),
    ] = ()
    grade: Annotated[Grade | None, Field(description="A higher one is more senior.")] = None
    department: Annotated[Line, Field(description="Where they work.")] = ""
    profession: Annotated[Line, Field(description="What they are by training or trade.")] = ""
    team: Annotated[Line, Field(description="The team within the department.")] = ""
    manager: Annotated[ExternalId | None, Field(description="Your own id of their line manager.")] = None
    languages: Annotated[
        tuple[Language, ...],
        OnceEach,
        Field(max_length=20, description="Languages for conversations; otherwise that of their letters."),
    ] = ()
    hours_a_month: Annotated[
        Number | None, Field(gt=0, le=40, allow_inf_nan=False, description="Hours that they have or would like.")
    ] = None
    works_from: Annotated[
        Whole | None, Field(ge=0, le=23, description="Local hour at which their work begins; otherwise 9 is assumed.")
    ] = None
    works_to: Annotated[
        Whole | None, Field(ge=1, le=24, description="Local hour at which it ends, after `works_from`; otherwise 17.")
    ] = None
    values: Annotated[
        tuple[Principle, ...], OnceEach, Field(max_length=VALUES, description="What matters to them at work.")
    ] = ()
    style_sought: Annotated[
        tuple[Style, ...], OnceEach, Field(max_length=STYLES, description="As a mentee: a mentor who does this.")
    ] = ()
    style_offered: Annotated[
        tuple[Style, ...], OnceEach, Field(max_length=STYLES, description="As a mentor: how they go about it.")
    ] = ()
    wishes: Annotated[WishesIn, Field(description="What they wish for.")] = WishesIn()

    @model_validator(mode="after")
    def _hours_make_a_day(self) -> Self:
        begins, ends = hours_of(self.works_from, self.works_to)
        if begins >= ends:
            raise misfit(f"Must be after `works_from`, which is {begins}.", "works_to")
        return self


class OfferedExperienceIn(OfferedExperience):
    """One experience that a person offers for matching."""

    model_config = ConfigDict(extra="forbid")

    what: Annotated[Label, Field(description="What it is, in the words in which others seek it.")]
    may_be_said: Annotated[
        Flag, Field(description="Whether letters may name it as a reason. Otherwise it only counts.")
    ] = False


class ExperiencesIn(Experiences):
    """Experiences that a person seeks and offers, with their consent. Leave a list out to take the consent back."""

    model_config = ConfigDict(extra="forbid")

    sought: Annotated[
        tuple[Label, ...], OnceInAnyCase, Field(max_length=4, description="As a mentee: a mentor who knows this.")
    ] = ()
    offered: Annotated[
        tuple[OfferedExperienceIn, ...], Field(max_length=8, description="As a mentor: what they offer, each once.")
    ] = ()

    @model_validator(mode="after")
    def _each_is_offered_once(self) -> Self:
        offered = [folded(one.what) for one in self.offered]
        for number, what in enumerate(offered):
            if what in offered[:number]:
                raise misfit("This is listed twice. List it once.", "offered", number, "what")
        return self


class BlocksIn(Value):
    """With whom a person is not to be paired, in either direction. A list that is left out stays as it is.

    Nobody named here ever learns of it.
    """

    own: Annotated[
        tuple[ExternalId, ...],
        OnceEach,
        Field(max_length=MOST_PEOPLE, description="As the person said: your own ids of the others."),
    ] = ()
    coordinator: Annotated[
        tuple[ExternalId, ...],
        OnceEach,
        Field(max_length=MOST_PEOPLE, description="As the coordinator said: your own ids of the others."),
    ] = ()


class SkillIn(Skill):
    """One skill of your list."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Label, Field(description="The name by which it is kept.")]
    family: Annotated[Line, Field(description="Another skill of the same family counts two fifths.")] = ""
    labels: Annotated[
        dict[Language, Label], Field(max_length=20, description="What letters call it, by language: `de`, `en`, `es`.")
    ] = {}
    also: Annotated[tuple[Label, ...], Field(max_length=20, description="Other names that mean the same.")] = ()


class VocabularyIn(Vocabulary):
    """All skills that your people may seek and offer; 30 to 150 are enough for most organisations."""

    model_config = ConfigDict(extra="forbid")

    skills: Annotated[tuple[SkillIn, ...], Field(max_length=1000, description="Each name once.")] = ()

    @model_validator(mode="after")
    def _names_are_clear(self) -> Self:
        taken: dict[str, int] = {}
        for number, skill in enumerate(self.skills):
            if folded(skill.name) in taken:
                raise misfit("This name is listed twice. List each skill once.", "skills", number, "name")
            taken[folded(skill.name)] = number
        for number, skill in enumerate(self.skills):
            for place, name in (*_places("labels", skill.labels.items()), *_places("also", enumerate(skill.also))):
                if taken.setdefault(folded(name), number) != number:
                    other = self.skills[taken[folded(name)]].name
                    raise misfit(
                        f"This means {other} already. Each name stands for one skill.", "skills", number, *place
                    )
        return self


def _places(field: str, names: Iterable[tuple[str | int, str]]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    return (((field, at), name) for at, name in names)
