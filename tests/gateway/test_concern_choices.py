"""Whoever raises a concern chooses whether all stops, and its words go only to those whom the page named."""

from dataclasses import replace
from uuid import UUID

from intake.sweeping import sweep
from schemas.names import Phase
from store.pool import open_pool
from tests.gateway.concern_fixture import CONTACTS, WORDS, address_in, at, named, place, rows, said_in, sends, writing
from tests.gateway.pair_fixture import PairIn, connected, working
from tests.gateway.reader import Leaf, browser

ENDED = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


async def test_nothing_stops_for_those_who_do_not_want_it_and_the_contact_can_stop_it_later(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        sent = await sends(client, path, words=WORDS, stop="no")
        assert "Nobody else is told that you wrote." in sent.text
        assert "asks you and Ben Example nothing" not in sent.text
        assert await pair.answers() == []
        await desk.concerns.sweep()
        assert "Nothing was stopped, as Ana Example wished" in " ".join(said_in(desk.letters[0]).split())
        case = address_in(desk.letters[0])
        page = await at(client, case)
        assert [one["value"] for one in page.soup.select("button[name=choice]")] == ["taken_up", "hold", "settled"]
        held = await sends(client, case, choice="hold")
        assert "The mentorship is on hold" in held.text
        assert (await pair.kept()).hold
        done = await sends(client, case, choice="go_on")
        assert "The hold is lifted" in done.text
        assert (await pair.kept()).hold is None


async def test_whoever_first_wanted_nothing_to_stop_and_sends_it_again_with_a_yes_is_heard(pair_in: PairIn) -> None:
    """Their receipt said that it was saved, and nothing stopped."""
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client:
        fields = {**(await at(client, path)).fields, "words": WORDS, "stop": "yes"}
        await client.post(path, data={**fields, "stop": "no"})
        again = Leaf(await client.post(path, data={**fields, "stop": "yes"}))
        assert "From now on, Rapport asks you and Ben Example nothing" in again.text
        assert (await pair.kept()).hold
        last = Leaf(await client.post(path, data={**fields, "stop": "no"}))
        assert "From now on, Rapport asks you and Ben Example nothing" in last.text
    assert len(await rows(pair)) == 1


async def test_what_was_not_on_hold_is_settled_by_one_press(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS, stop="no")
        await desk.concerns.sweep()
        done = await sends(client, address_in(desk.letters[0]), choice="settled")
        assert "It was settled on" in done.text
        assert done.soup.select("form") == []
    assert await pair.value("SELECT look_at FROM concerns") is None
    assert await pair.answers() == []


async def test_a_choice_that_the_page_does_not_offer_sends_nothing(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client:
        leaf = await sends(client, path, words=WORDS, stop="perhaps")
    assert leaf.response.status_code == 422
    assert "Choose whether everything stops for now." in leaf.text
    assert leaf.fields["words"] == WORDS


async def test_a_decision_before_temporal_has_heard_of_the_hold_counts(pair_in: PairIn) -> None:
    """The hold was refused nothing and stayed for good, while the page said that the mentorship goes on."""
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)  # and no workflow runs
        await desk.concerns.sweep()
        async with working(services, pair):
            done = await sends(client, address_in(desk.letters[0]), choice="go_on")
            assert "The hold is lifted" in done.text
            assert await sweep(services, at_least=0) == 1
            assert (await pair.kept()).hold is None
    assert [answer["refused"] for answer in await pair.answers()] == [None, None]


async def test_whoever_is_named_later_learns_that_there_is_a_concern_and_not_its_words(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
        await sends(client, address_in(desk.letters[0]), choice="taken_up")
        await pair.value("UPDATE programmes SET safeguarding_id = NULL")
        await named(pair, "safeguarding_deputy")
        await pair.value("UPDATE concerns SET look_at = now()")
        await desk.concerns.sweep()
        letter = said_in(desk.letters[1])
        page = await at(client, address_in(desk.letters[1]))
        taken = await sends(client, address_in(desk.letters[1]), choice="taken_up")
    assert desk.readers[1] == "dana@example.com"
    assert "shouts" not in letter
    assert "Please ask Ana Example what has happened." in " ".join(letter.split())
    assert "You have taken this up" not in letter
    assert "Sam Example took it up on" in page.text
    assert [one["value"] for one in page.soup.select("button[name=choice]")] == ["taken_up", "go_on", "end"]
    assert "You took it up on" in taken.text


async def test_a_contact_with_another_address_gets_another_letter_at_once_and_nobody_gets_the_words_by_it(
    pair_in: PairIn,
) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
        await sends(client, address_in(desk.letters[0]), choice="taken_up")
        await pair.value("UPDATE people SET email = 'sam.new@example.com' WHERE given_name = 'Sam'")
        await pair.value("UPDATE concerns SET look_at = now()")
        await desk.concerns.sweep()
        page = await at(client, address_in(desk.letters[1]))
    assert desk.readers == ["sam@example.com", "sam.new@example.com"]
    assert "shouts" not in said_in(desk.letters[1])
    assert "You have taken this up" in said_in(desk.letters[1])
    assert [one["value"] for one in page.soup.select("button[name=choice]")] == ["go_on", "end"]


async def test_a_letter_that_waits_does_not_carry_the_words_to_another_address(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        desk.relay.says("RCPT", "451 4.3.0 try again later")
        await desk.concerns.sweep()
        await pair.value("UPDATE people SET email = 'sam.new@example.com' WHERE given_name = 'Sam'")
        await pair.value("UPDATE outbox SET try_at = now()")
        await pair.value("UPDATE concerns SET look_at = now()")
        await desk.concerns.outbox._tidy()
        await desk.concerns.outbox.sweep()
        await desk.concerns.sweep()
    assert desk.readers == ["sam.new@example.com"]
    assert "shouts" not in said_in(desk.letters[0])


async def test_what_was_written_for_one_person_is_not_sent_to_another(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client:
        opened = await at(client, path)
        await pair.value("UPDATE programmes SET safeguarding_id = NULL")
        await named(pair, "safeguarding_deputy")
        sent = Leaf(await client.post(path, data={**opened.fields, "words": WORDS, "stop": "yes"}))
        assert sent.response.status_code == 409
        assert "Since you opened this page, it has changed who reads it" in sent.text
        assert "Dana Example (dana@example.com) reads what you write" in sent.text
        assert sent.fields["words"] == WORDS
        assert await rows(pair) == []
        assert (await client.post(path, data=sent.fields)).status_code == 200
    assert len(await rows(pair)) == 1


async def test_the_same_form_after_the_decision_sends_nothing_by_itself_and_another_press_does(pair_in: PairIn) -> None:
    """A tab that a phone reloads must not put a mentorship on hold again; somebody to whom it happened again can."""
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, *CONTACTS)
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        fields = {**(await at(client, path)).fields, "words": WORDS, "stop": "yes"}
        await client.post(path, data=fields)
        await desk.concerns.sweep()
        await sends(client, address_in(desk.letters[0]), choice="go_on")
        again = Leaf(await client.post(path, data=fields))
        assert again.response.status_code == 409
        assert "so nothing has been sent now" in again.text
        assert len(await rows(pair)) == 1
        assert (await pair.kept()).hold is None
        assert again.fields["words"] == WORDS
        pressed = Leaf(await client.post(path, data=again.fields))
        assert "Your concern is saved and on its way" in pressed.text
        assert await desk.concerns.sweep() == 1
        assert (await pair.kept()).hold
    assert len(await rows(pair)) == 2


async def test_while_postgres_saves_nothing_the_words_stay_and_can_be_sent_again(
    pair_in: PairIn,
) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client:
        fields = {**(await at(client, path)).fields, "words": "He shouts <at> me.", "stop": "no"}
        name = await pair.value("SELECT current_database()")
        async with connected(pair.url) as connection:
            await connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
            await connection.execute(ENDED)
            away = Leaf(await client.post(path, data=fields, headers={"Accept-Language": "de"}))
            await connection.execute(f"ALTER DATABASE {name} RESET ALL")
            await connection.execute(ENDED)
        gone = await open_pool(pair.url, 1)
        await gone.close()
        async with browser(replace(services, pool=gone)) as cut_off:
            nothing = Leaf(await cut_off.post(path, data=fields, headers={"Accept-Language": "de"}))
        assert nothing.response.status_code == away.response.status_code == 503
        assert nothing.fields == fields
        assert "wir wissen nicht, ob deine Meldung gespeichert wurde" in nothing.text
        assert "we cannot tell whether your concern was saved" in away.text
        assert away.fields == fields
        assert (await client.post(path, data=away.fields)).status_code == 200
        assert (await client.post(path, data=away.fields)).status_code == 200
    assert len(await rows(pair)) == 1


async def test_the_page_says_that_its_only_reader_is_away(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    ids: dict[str, UUID] = await named(pair, "safeguarding")
    await pair.value(f"UPDATE people SET away_until = now() + interval '30 days' WHERE id = '{ids['Sam']}'")
    path = await place(pair, services)
    async with browser(services) as client:
        assert "Sam Example is away until" in (await at(client, path)).text
        assert "but is away until" in (await sends(client, path, words=WORDS)).text
