"""Why a mentor fits a mentee or is ruled out, as codes with parameters; the words are added where they are shown."""

from enum import StrEnum

from schemas.value import Value


class Rule(StrEnum):
    """Every rule that rules a pair out, in the order in which it is asked; the first one that applies is counted."""

    FULL = "full"  # the mentor has no free place
    AWAY = "away"  # the mentor is away for longer than a request waits
    NOT_BEFORE = "not_before"  # the mentor has asked not to be asked before a day that is ahead
    LANGUAGE = "language"  # the two share no language
    HOURS = "hours"  # their working hours overlap too little
    LINE = "line"  # one manages the other
    TEAM = "team"  # they work in the same team, and one of them wishes for another
    GRADE = "grade"  # the mentor's grade is too low
    COORDINATOR = "coordinator"  # the mentor runs the programme
    UNREACHABLE = "unreachable"  # mail does not reach the mentor
    BEFORE = "before"  # the mentor was asked by this mentee before, or was their mentor
    BLOCKED = "blocked"  # one of them, or the coordinator, has said "not with"


# These hold for whom a coordinator names as well. HR, which knows more, decides itself about LINE, TEAM and BEFORE.
BINDING = frozenset({Rule.LINE, Rule.TEAM, Rule.COORDINATOR, Rule.BEFORE, Rule.BLOCKED})
PRIVATE = (Rule.COORDINATOR, Rule.UNREACHABLE, Rule.BEFORE, Rule.BLOCKED)  # shown only together, as "other reasons"


class FitCode(StrEnum):
    """Every reason for a pair, then what speaks against it; the comment is the English sentence to the mentee."""

    FIRST_SKILL = "first_skill"  # {mentor} offers {one}, which you put first
    SKILLS = "skills"  # {mentor} offers {list}, which you are looking for
    NEAR_SKILLS = "near_skills"  # {mentor} offers {list}, which is close to what you are looking for
    GRADES_ABOVE = "grades_above"  # {mentor} is {count} grades above you
    SAME_GRADE = "same_grade"  # {mentor} has the same grade as you
    VALUES = "values"  # you both named {list}
    SAME_PROFESSION = "same_profession"  # {mentor} has your profession, as you wished
    OTHER_PROFESSION = "other_profession"  # {mentor} has another profession, as you wished
    SAME_DEPARTMENT = "same_department"  # {mentor} works in your department, as you wished
    OTHER_DEPARTMENT = "other_department"  # {mentor} works in another department, as you wished
    STYLE = "style"  # you wished for somebody who …
    TIME = "time"  # {mentor} has as many hours a month as you would like
    OVERLAP = "overlap"  # you share {count} working hours a day
    TOPICS = "topics"  # {mentor} likes to work on {list}
    LEVEL = "level"  # {mentor} likes to work with people at your level
    EXPERIENCE = "experience"  # {mentor} knows {list} from their own life

    SKILLS_MISSING = "skills_missing"  # {mentor} does not offer {list}
    GRADES_OFF = "grades_off"  # {mentor} is {count} grades above, and not as many as wished
    NOT_PROFESSION = "not_profession"  # the profession is not as wished
    NOT_DEPARTMENT = "not_department"  # the department is not as wished
    NOT_STYLE = "not_style"  # the style is another one
    LITTLE_TIME = "little_time"  # {mentor} has fewer hours a month than wished
    LITTLE_OVERLAP = "little_overlap"  # they share only {count} working hours a day
    NOT_TOPICS = "not_topics"  # {mentor} prefers other topics
    NOT_LEVEL = "not_level"  # {mentor} prefers people at other levels


class FitWord(StrEnum):
    """How well two fit, in a word: never a percentage."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    FAIR = "fair"
    SOME = "some"


class FitReason(Value):
    """A code with its parameters and, if it speaks for the pair, its points."""

    code: FitCode
    points: int = 0
    names: tuple[str, ...] = ()
    count: int | None = None
