"""Three questions behind the link of a goodbye: what is said there is saved, and can be changed and taken back."""

import pytest

from schemas.names import Phase, Role
from tests.gateway.goodbye_fixture import at, farewell, over, sends
from tests.gateway.pair_fixture import Pair, PairIn
from tests.gateway.reader import Leaf, browser

SAID = {"worth": "5", "words": "I dare to say no now.", "again": "perhaps"}
ROW = "SELECT concat_ws('/', role, worth, words, again) FROM surveys"


async def nothing_saved(pair: Pair) -> bool:
    """Whether nobody has answered."""
    return bool(await pair.value("SELECT count(*) = 0 FROM surveys"))


async def test_the_page_of_a_farewell_leads_there_and_says_who_reads_it_before_anything_is_sent(
    pair_in: PairIn,
) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await over(pair)
    path, before = await farewell(pair, services), await pair.everything()
    async with browser(services) as client:
        page = await at(client, path)
        link = page.soup.select_one(f"a[href='{path}/survey']")
        leaf = await at(client, f"{path}/survey")
        assert (await client.head(f"{path}/survey")).status_code == 200
    assert link
    assert leaf.response.status_code == 200
    for sentence in (
        "is only counted. The people who run Lantern mentoring, and HR at Lantern Trust, "
        "see numbers for the whole programme",
        "only once at least 5 people have answered a question. They do not see who answered what.",
        "can read in their console, with your name. No e-mail tells them about it.",
        "Ben sees none of it.",
    ):
        assert sentence in leaf.text
    assert await pair.everything() == before
    assert await nothing_saved(pair)


@pytest.mark.parametrize("kind", ["closing", "farewell"])
async def test_answers_are_saved_and_can_be_changed_and_taken_back(pair_in: PairIn, kind: str) -> None:
    pair, services = await pair_in(Phase.CLOSING)
    if kind == "farewell":
        await over(pair)
    path = f"{await farewell(pair, services, kind=kind)}/survey"
    async with browser(services) as client:
        sent = await sends(client, path, **SAID)
        assert await pair.value(ROW) == "mentee/5/I dare to say no now./perhaps"
        again = await at(client, path)
        await sends(client, path, worth="2", words="")
        assert await pair.value(ROW) == "mentee/2//perhaps"
        back = await sends(client, path, choice="take_back")
        empty = await at(client, path)
    assert "Thank you for saying how it was" in sent.text
    assert {name: again.fields[name] for name in SAID} == SAID
    warning = "whoever watches the numbers may notice that"
    assert [warning in leaf.text for leaf in (sent, again, back, empty)] == [True, True, False, False]
    assert "Your answers are taken back" in back.text
    assert await pair.value("SELECT worth IS NULL AND again IS NULL AND words = '' FROM surveys")
    assert empty.fields == {"nonce": empty.fields["nonce"], "words": ""}
    assert await pair.answers() == []


async def test_each_of_the_two_has_answers_of_their_own_and_sees_nothing_of_the_other_ones(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await over(pair)
    ana, ben = [await farewell(pair, services, role) for role in (Role.MENTEE, Role.MENTOR)]
    async with browser(services) as client:
        await sends(client, f"{ana}/survey", **SAID)
        theirs = [await at(client, ben), await at(client, f"{ben}/survey")]
        await sends(client, f"{ben}/survey", worth="4")
    assert "worth" not in theirs[1].fields
    assert not any(SAID["words"] in one.text for one in theirs)
    assert await pair.value("SELECT string_agg(role || worth, ' ' ORDER BY role) FROM surveys") == "mentee5 mentor4"


@pytest.mark.parametrize("fields", [{}, {"words": " \n "}, {"worth": "6", "again": "maybe"}, {"choice": "take_back"}])
async def test_a_form_without_any_answer_saves_nothing_and_says_so(pair_in: PairIn, fields: dict[str, str]) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await over(pair)
    async with browser(services) as client:
        leaf = await sends(client, f"{await farewell(pair, services)}/survey", **fields)
    assert leaf.response.status_code == 422
    assert "Answer at least one of the questions, then send your answers." in leaf.text
    assert await nothing_saved(pair)


async def test_what_is_too_long_or_comes_from_elsewhere_comes_back_whole(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await over(pair)
    path = f"{await farewell(pair, services)}/survey"
    async with browser(services) as client:
        long = await sends(client, path, **{**SAID, "words": "x" * 3001})
        forged = await sends(client, path, **SAID, nonce="forged")
    assert (long.response.status_code, forged.response.status_code) == (422, 403)
    assert "Shorten this to 3,000 characters." in long.text
    assert "Please press the button once more." in forged.text
    assert {name: forged.fields[name] for name in SAID} == SAID
    assert long.fields["worth"] == "5"
    assert await nothing_saved(pair)


@pytest.mark.parametrize("why", ["from a hold", "goes on", "another letter"])
async def test_where_nothing_is_asked_nothing_is_saved_and_the_words_are_shown_to_be_copied(
    pair_in: PairIn, why: str
) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    path = await farewell(pair, services, kind="check_in" if why == "another letter" else "closing")
    if why != "goes on":
        await over(pair, parted=why == "from a hold")
    async with browser(services) as client:
        page, leaf = await at(client, path), await at(client, f"{path}/survey")
        sent = await sends(client, f"{path}/survey", **SAID)
    assert "/survey" not in page.response.text
    assert (leaf.response.status_code, sent.response.status_code) == (410, 409)
    assert "Nothing is asked here" in leaf.text
    assert "Nothing has been saved." in sent.text
    assert SAID["words"] in sent.text
    assert await nothing_saved(pair)


@pytest.mark.parametrize(
    ("language", "formality", "sentences"),
    [
        ("en", "informal", ("mentees and mentors apart", "and HR at Lantern Trust, see your name")),
        ("de", "informal", ("für Mentees und für Mentorinnen und Mentoren", "sehen die Verantwortlichen im Programm")),
        ("de", "formal", ("für Mentees und für Mentorinnen und Mentoren", "sehen die Verantwortlichen im Programm")),
        ("es", "informal", ("para mentees y para mentores y mentoras", "Solo si dices que acompañarías a alguien,")),
    ],
)
async def test_who_reads_it_is_named_in_every_language_and_for_everybody(
    pair_in: PairIn, language: str, formality: str, sentences: tuple[str, str]
) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await over(pair)
    await pair.value(f"UPDATE people SET language = '{language}' RETURNING 1")
    await pair.value(f"UPDATE programmes SET formality = '{formality}' RETURNING 1")
    async with browser(services) as client:
        leaf = await at(client, f"{await farewell(pair, services)}/survey")
    for sentence in sentences:
        assert sentence in leaf.text


async def test_nobody_else_and_nobody_at_an_old_address_comes_in(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await over(pair)
    coordinator = await farewell(pair, services, Role.COORDINATOR, "task")
    gone = await farewell(pair, services, Role.MENTEE)
    async with browser(services) as client:
        assert (await client.get(f"/a/{'x' * 43}/survey")).status_code == 404
        assert (await client.get(f"{coordinator}/survey")).status_code == 410
        await pair.value("UPDATE people SET active = false WHERE given_name = 'Ana'")
        assert (await client.get(f"{gone}/survey")).status_code == 410
        assert (await client.post(f"{gone}/survey", data=SAID)).status_code == 410
    assert await nothing_saved(pair)


@pytest.mark.parametrize("said", [{**SAID, "would_mentor": "yes"}, {"would_mentor": "yes"}])
@pytest.mark.parametrize("why", ["goes on", "from a hold"])
async def test_what_was_answered_can_be_taken_back_although_nothing_is_asked_any_more(
    pair_in: PairIn, why: str, said: dict[str, str]
) -> None:
    pair, services = await pair_in(Phase.CLOSING)
    path, state = await farewell(pair, services, kind="closing"), pair.state
    async with browser(services) as client:
        open_before = await at(client, f"{path}/survey")
        await client.post(f"{path}/survey", data={**open_before.fields, **said})
        if why == "goes on":
            await pair.keep(state.with_(phase=Phase.ACTIVE, closing=None))
        else:
            await over(pair, parted=True)
        page, leaf = await at(client, path), await at(client, f"{path}/survey")
        late = Leaf(await client.post(f"{path}/survey", data={**open_before.fields, "worth": "1", "words": "Later."}))
        assert await pair.value("SELECT would_mentor AND words <> 'Later.' FROM surveys")
        forged = Leaf(await client.post(f"{path}/survey", data={"choice": "take_back", "nonce": "forged"}))
        assert await pair.value("SELECT would_mentor FROM surveys")
        fields = {**leaf.fields, "choice": "take_back"}
        back, twice = [Leaf(await client.post(f"{path}/survey", data=fields)) for _ in range(2)]
        after, empty = await at(client, path), await at(client, f"{path}/survey")
    assert page.soup.select_one(f"a[href='{path}/survey']")
    assert "Take my answers back" in leaf.text
    assert "Yes, I would be a mentor too" in leaf.text
    assert ("I dare to say no now." in leaf.text) == ("Very much" in leaf.text) == ("words" in said)
    assert not leaf.soup.select("textarea, input:not([type=hidden])")
    assert (late.response.status_code, forged.response.status_code) == (409, 403)
    assert "Later." in late.text
    assert "Nothing has been saved." in late.text
    assert "Please press the button once more." in forged.text
    assert await nothing_kept(pair)
    assert "Your answers are taken back" in back.text
    assert twice.text == back.text
    assert empty.response.status_code == 410
    assert f"{path}/survey" not in after.response.text


async def nothing_kept(pair: Pair) -> bool:
    """Whether all that was answered is deleted."""
    empty = "worth IS NULL AND again IS NULL AND words = '' AND NOT would_mentor"
    return bool(await pair.value(f"SELECT every({empty}) FROM surveys"))
