"""A danger told of is found, whoever tells it and however it is spelt; what is only asked, denied or past is not."""

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from citewell.corpus.errors import CitewellError
from citewell.server import danger as module
from citewell.server.danger import Action, Kind, find_danger, load_patterns
from citewell.server.patterns import PatternReader

NOTICES = Path(__file__).resolve().parents[2] / "benchmarks" / "notices"


@cache
def own() -> dict[str, object]:
    return yaml.load(Path(__file__).with_name("danger_messages.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)


def told() -> list[str]:
    return [message for messages in own()["told"].values() for message in messages]


def not_told() -> list[str]:
    return list(own()["not_told"])


def tuning(name: str) -> list[str]:
    text = (NOTICES / f"{name}_tuning.yaml").read_text("utf-8")
    return [vignette["message"] for vignette in yaml.load(text, Loader=yaml.CSafeLoader)["vignettes"]]


def kinds(message: str) -> set[str]:
    return {danger.kind for danger in find_danger(message)}


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("breathing", "I can't breathe"),
        ("breathing", "cant breathe rn"),
        ("breathing", "I CAN NOT BREATH"),
        ("breathing", "he isn’t breathing"),
        ("breathing", "my oxygen is 85"),
        ("breathing", "no fever but I can't breathe"),
        ("chest_pain", "chest pian going down my left arm"),
        ("chest_pain", "it feels like someone is sitting on my chest"),
        ("chest_pain", "am I having a heart attack"),
        ("chest_pain", "never had chest pain like this"),
        ("stroke", "his face is drooping on one side"),
        ("stroke", "I think my mom is having a stroke"),
        ("stroke", "could this be a stroke"),
        ("stroke", "not sure if he is having a stroke"),
        ("seizure", "he is having a siezure"),
        ("seizure", "she had a seizure this morning"),
        ("unconscious", "my husband won't wake up"),
        ("unconscious", "he fainted an hour ago"),
        ("unconscious", "I don't know what to do he has passed out"),
        ("bleeding", "we cannot stop the bleeding"),
        ("bleeding", "he's coughing up blood"),
        ("allergic_reaction", "my throat is closing up and my lips are swelling"),
        ("overdose", "I took 20 paracetamol"),
        ("overdose", "my wife swallowed the whole bottle of pills"),
        ("self_harm", "i dont want to live anymore"),
        ("self_harm", "want to end it all"),
        ("self_harm", "better off dead"),
        ("self_harm", "everyone would be better off without me"),
        ("self_harm", "how many pills would it take to kill me"),
        ("fever", "temp 101.3"),
        ("fever", "38.5"),
        ("fever", "39 degrees"),
        ("fever", "a fever of 102"),
        ("fever", "38,6 °C since noon"),
        ("fever", "is 39 degrees fever dangerous, i have it now"),
        ("fever", "should I worry about my fever"),
        ("confusion", "my wife is confused and can't find her words, is that normal?"),
        ("confusion", "he doesn't know where he is"),
        ("confusion", "why is he so confused"),
        ("speech", "she can't find her words since this morning"),
        ("speech", "his handwriting has changed overnight"),
        ("shaking", "should I worry that he is shaking all over"),
        ("shaking", "i cant stop shivering"),
        ("diarrhoea", "severe diarrhea for three days"),
        ("diarrhoea", "severe diarrhoea for three days"),
    ],
)
def test_a_danger_that_is_told_is_found(kind: str, message: str) -> None:
    assert kind in kinds(message)


@pytest.mark.parametrize(
    "message",
    [
        "Is fever a common side effect?",
        "what is a seizure?",
        "what should I do if I get a fever",
        "If he cannot breathe, who do I call?",
        "can CAR-T cause strokes",
        "how is overdose treated",
        "Who should I call about a fever?",
        "How do I know if I am having a stroke?",
        "stroke symptoms",
        "fever after CAR-T",
        "I was told that I might get a fever",
        "I'm worried about getting a fever",
        "patients may have confusion",
        "fever is common after CAR-T",
        "does depression after treatment happen",
        "killing cancer cells",
        "I'd kill for a coffee",
        "does car-t cause suicidal thoughts",
        "driving after CAR-T",
    ],
)
def test_a_danger_that_is_only_asked_about_is_not(message: str) -> None:
    assert find_danger(message) == ()


@pytest.mark.parametrize(
    "message",
    [
        "I have no fever",
        "no chest pain",
        "without a temperature",
        "never had a seizure",
        "I have no fever, chills or chest pain",
        "I don't have a fever",
        "she isn't confused at all",
        "I am not suicidal",
        "I don't want to kill myself",
        "my temperature is 37.5",
        "I have a fever of 37.5",
        "temp 98.6",
        "platelets 38.5",
        "I am 40 years old",
    ],
)
def test_a_danger_that_is_denied_is_not(message: str) -> None:
    assert find_danger(message) == ()


@pytest.mark.parametrize(
    "message",
    [
        "he had a stroke in 2019",
        "I had a seizure ten years ago",
        "as a child I had seizures",
        "years ago I had an allergic reaction to penicillin",
        "family history of stroke",
        "I used to have chest pain",
    ],
)
def test_what_is_long_past_is_not(message: str) -> None:
    assert find_danger(message) == ()


@pytest.mark.parametrize(
    "message",
    [
        "in the documentary a woman has a seizure on day 3",
        "somebody on the forum wrote that he shook all night",
        "a man on my ward had the rigors, poor soul",
        "our neighbour says his cousin was talking nonsense for a week",
        "I am writing a story where the hero has a stroke",
        "the advert lists fever, seizures, trouble breathing",
        "things like fever, confusion, bleeding: how do the numbers compare",
        "they ask every time if I have chest pain, fever, bleeding",
        "how would we know it was a seizure",
    ],
)
def test_what_is_only_told_of_strangers_or_listed_is_not(message: str) -> None:
    assert find_danger(message) == ()


@pytest.mark.parametrize(
    ("told", "only"),
    [
        ("somebody on the forum wrote back, but he is shaking all over today", "somebody on the forum wrote he shook"),
        ("the man in the next bed is having a seizure", "the man in the next bed had a seizure"),
        ("she was confused in April and is confused again today", "she was confused in April, it cleared in two days"),
        ("he has stammered since this morning", "he stammers, has done since he was six"),
        ("is it the tablets making him confused", "can the tablets make him confused"),
        ("is it normal on day 9 to be gasping on the stairs", "is it normal on day 9 to have a fever"),
        ("can I give him paracetamol for a temperature of 39", "can I give paracetamol for a temperature"),
        ("she has been wheezing when she breathes out", "call us when she is wheezing"),
        ("laughing is hard, I can't breathe", "she had me laughing so hard I couldn't breathe"),
        ("I nearly fainted in the shower", "I nearly fainted when I saw the bill"),
        ("he is confused", "the timetable confused me"),
        ("a pain in my chest over the last hour", "she is a real pain in the neck about it"),
        ("he is shivering with the heating on", "I was shivering at the bus stop"),
        ("he is boiling, temp 39.2", "the recipe says bake it at 39.2"),
        ("my symptoms: fever, chills, confusion", "percentages for fever, chills, confusion"),
        ("the patient was found unresponsive", "the patient in the next bed was unresponsive last week"),
        ("I had nothing but brown water", "drinking only water"),
        ("laughing one minute and then he could not breathe", "I laughed until I could not breathe"),
        ("we shouted his name, no reply", "I wrote to the coordinator, no reply"),
        ("years ago he had a stroke and now his arm is limp", "years ago he had a stroke and our insurance is worried"),
    ],
)
def test_what_tells_beside_what_does_not(told: str, only: str) -> None:
    assert find_danger(told)
    assert find_danger(only) == ()


@pytest.mark.parametrize(
    ("told", "only"),
    [
        ("the tremor I've had for years is suddenly so bad he cannot hold a cup", "I have had the tremor for years"),
        (
            "I've been short of breath on hills for years but tonight I cannot breathe",
            "short of breath on hills for years",
        ),
        ("restless legs since last year, and today my legs are jerking by themselves", "restless legs since last year"),
        ("loose stools for years, far worse today", "loose stools for years, always the same, not worse"),
        ("she has been shaking since she was discharged", "she has been shaking since she was small"),
        ("he has had chest pain for two days", "he has had chest pain for two decades"),
        ("my boy is 6 and suddenly cannot speak", "my boy is 6 and cannot say his r's"),
        ("our daughter is three and she cannot breathe", "our daughter is three and cannot say her name yet"),
        ("his hands shake when he lifts a cup, day 6 after the cells", "his hands shake when he pours tea"),
        ("I have had suicidal thoughts since I was a teenager", "I have had palpitations since I was a teenager"),
        ("my uncle is having a stroke", "my uncle had a stroke at ninety"),
        ("he had a seizure at 39 degrees", "my cousin had a seizure at 39, is that common"),
        ("my dad collapsed, how common is that", "my cousin collapsed, how common is that"),
        ("my mum had a stroke", "my mum had a stroke, does it run in families"),
        ("both my sister and my mum fainted just now", "both grandmothers had strokes"),
        ("my late husband's brother is unconscious", "my late husband had rigors with every infusion"),
        ("I am a student nurse and my dad cannot breathe", "exam question: a man of 60 cannot breathe"),
        ("nobody is helping and he has collapsed", "nobody here has collapsed"),
        (
            "they asked if I ever think of killing myself. that is happening to me",
            "they asked if I ever think of killing myself",
        ),
    ],
)
def test_an_old_story_is_no_danger_until_it_is_new_or_worse(told: str, only: str) -> None:
    assert find_danger(told)
    assert find_danger(only) == ()


@pytest.mark.parametrize(
    ("told", "only"),
    [
        ("his heart stopped and they shocked him", "my heart stopped when I saw the bill"),
        ("he nearly had a fit when I got him up", "he nearly had a fit when they told him the price"),
        ("she is breathless with pain", "she is breathless with excitement"),
        ("she denies fever, cough, but is short of breath", "she denies fever, cough, breathlessness"),
        ("negative for flu, fever since noon", "negative for flu, fever, rash"),
        ("a nurse on our ward has collapsed", "I am a ward nurse writing a handout on collapse"),
        ("the film was on and my dad had a seizure", "in the film last night the woman had a seizure"),
        ("my late husband's brother is confused", "my late husband's last days were hard, he was confused"),
        ("a false alarm last week, now he is slurring", "a false alarm, they thought he had a seizure"),
        ("he mumbles since tea", "he mumbles, he's been so for ages"),
        ("if I forget one I cope, but he took an overdose", "if I forget a dose, or is that an overdose?"),
        ("I'm scared, he is confused", "I'm scared he'll get confused"),
        ("she has to stop for air", "you have to have a fever"),
        ("stroke symptoms. Help", "stroke symptoms. Help with parking"),
        ("is it okay to eat if I've vomited blood since noon", "is it okay to eat if I vomit blood"),
        ("when I got up today my mouth drooped", "when my mouth droops, who should I ring"),
        ("is it expected that she thinks I am a burglar", "is it expected that people get confused"),
        ("is it a seizure if he stares and smacks his lips? He has done it twice since lunch",
         "is it a seizure if he stares and smacks his lips?"),
        ("what came up looked like coffee grounds", "what does coffee ground vomit look like"),
        ("what is this? it looks like coffee grounds", "what is the word for vomit that looks like coffee grounds?"),
        ("she is shaking and on protein shakes", "on protein shakes since Monday"),
        ("my uncle cannot breathe and has pain in the chest", "put it in the chest of drawers"),
    ],
)  # fmt: skip
def test_figures_of_speech_lessons_and_old_stories_are_no_dangers(told: str, only: str) -> None:
    assert find_danger(told)
    assert find_danger(only) == ()


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("he doesn't know he is in hospital", "confusion"),
        ("woke with one arm that will not obey me", "stroke"),
        ("I vomited and it was bright red", "bleeding"),
    ],
)
def test_a_danger_may_stand_across_two_clauses(message: str, kind: str) -> None:
    assert kind in kinds(message)


@pytest.mark.parametrize(
    "message",
    [
        "he cannae breathe lying doon",
        "ma brother tried tae hang himsel",
        "Mamaw took Friday's and Saturday's pills all at one time",
        "I wan die",
        "my father he not can breathe",
        "my wife no wake up",
        "cant tlak rite",
        "lost conciousness at noon",
    ],
)
def test_other_englishes_are_understood(message: str) -> None:
    assert find_danger(message)


@pytest.mark.parametrize(
    "message",
    [
        "thermometer shows thirty-eight point six",
        "temp of a hundred and two",
        "he keeps gaspin",
        "she is shiverin badly",
    ],
)
def test_spelt_numbers_and_dropped_letters_change_nothing(message: str) -> None:
    assert find_danger(message)


@pytest.mark.parametrize(
    "message",
    [
        "not breathing",
        "he cannot stop bleeding",
        "she won't wake up",
        "he is not responding",
        "no pulse",
        "not making sense",
    ],
)
def test_a_negation_may_be_the_danger(message: str) -> None:
    assert find_danger(message)


def test_a_negation_takes_away_only_what_it_governs() -> None:
    assert kinds("no fever, no cough but very short of breath and my lips are blue") >= {"breathing"}
    assert "fever" not in kinds("no fever, no cough but very short of breath and my lips are blue")
    assert kinds("I haven't slept and he has chest pain") == {"chest_pain"}
    assert kinds("I don't know why she is shaking all over") == {"shaking"}


def test_what_is_said_elsewhere_strengthens_what_is_asked() -> None:
    assert find_danger("what should you do for a seizure") == ()
    assert "seizure" in kinds("what should you do for a seizure. this is happening right now")


def test_the_most_pressing_action_stands_first_and_each_kind_once() -> None:
    found = find_danger("temp 39.5 and shaking. I want to die. he can't breathe and can't breathe")
    assert [danger.action for danger in found] == sorted((d.action for d in found), key=get_args(Action).index)
    assert found[0].kind == "breathing"
    assert len({danger.kind for danger in found}) == len(found)
    assert {"breathing", "self_harm", "fever"} <= {danger.kind for danger in found}


def test_the_more_pressing_entry_of_a_kind_counts() -> None:
    assert find_danger("I have a nosebleed")[0].action == "centre_line"
    assert find_danger("I have a nosebleed. I am coughing up blood")[0].action == "emergency"


@pytest.mark.parametrize(
    ("kind", "weakest"),
    [("confusion", "emergency"), ("seizure", "emergency"), ("fever", "centre_line"), ("shaking", "centre_line"),
     ("diarrhoea", "centre_line"), ("self_harm", "crisis_line"), ("stroke", "emergency"), ("breathing", "emergency")],
)  # fmt: skip
def test_actions_are_as_strong_as_the_starter_article_says(kind: str, weakest: str) -> None:
    actions = {entry.action for entry in load_patterns().entries if entry.kind == kind}
    assert actions == {weakest}


def test_the_lists_that_patterns_are_tuned_on() -> None:
    """What patterns miss of the later lists tells a story without its words, or is written in another language."""
    missed = [message for message in tuning("danger") if not find_danger(message)]
    alarmed = [message for message in tuning("education") if find_danger(message)]
    assert len(missed) <= 0.02 * len(tuning("danger")), missed
    assert alarmed == []


def test_the_writers_own_messages() -> None:
    missed = [message for message in told() if not find_danger(message)]
    alarmed = [message for message in not_told() if find_danger(message)]
    assert len(missed) <= 0.02 * len(told()), missed
    assert len(alarmed) <= 0.03 * len(not_told()), alarmed


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        str.lower,
        lambda message: message.replace("'", "’"),
        lambda message: f"hello, sorry to bother you, {message}",
        lambda message: f"Hi there! {message}",
    ],
)
def test_case_apostrophes_and_politeness_change_nothing(change: Callable[[str], str]) -> None:
    for message in (*told()[::7], *not_told()[::7]):
        assert kinds(change(message)) == kinds(message), message


@pytest.mark.parametrize(
    ("first", "third"),
    [
        ("I can't breathe", "my husband can't breathe"),
        ("I have chest pain", "my mum has chest pain"),
        ("my temperature is 39", "her temperature is 39"),
        ("I have a fever", "he has a fever"),
        ("I passed out", "my wife passed out"),
        ("I want to die", "my dad wants to die"),
        ("I am not suicidal", "he is not suicidal"),
        ("I had a stroke in 2019", "my sister had a stroke in 2019"),
        ("what if I have a seizure", "what if she has a seizure"),
    ],
)
def test_who_tells_it_changes_nothing(first: str, third: str) -> None:
    assert kinds(first) == kinds(third)


@pytest.mark.parametrize(
    "message",
    [
        "he is having a seizre",
        "she is uncoscious",
        "my husbnd is confsed",
        "severe diarhoea since noon",
        "he is shivring",
        "chest tighness",
        "i cant breahe",
        "my tonge is swelling",
        "he colapsed",
        "my speach is slured",
        "bleding heavily",
        "I feel suicdal",
        "temprature 39",
    ],
)
def test_a_slip_in_a_symptom_word_changes_nothing(message: str) -> None:
    assert find_danger(message)


@pytest.mark.parametrize("word", ["never", "hearing", "lever", "chess", "breeding", "spelling", "sharing", "leisure"])
def test_words_in_use_are_no_misspelt_symptoms(word: str) -> None:
    assert module._spell(word) == word


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_more_danger_never_makes_it_less_likely(data: st.DataObject) -> None:
    """By construction: clauses are judged alone, so what a message tells stays told whatever sentence is added."""
    message = data.draw(st.sampled_from(told()))
    other = data.draw(st.sampled_from([*told(), *not_told()]))
    stop = data.draw(st.sampled_from([". ", "\n", "! ", "; ", "... "]))
    assert kinds(message + stop + other) >= kinds(message)
    assert kinds(other + stop + message) >= kinds(message)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_an_intensifier_never_makes_it_less_likely(data: st.DataObject) -> None:
    message = data.draw(st.sampled_from(tuning("danger")))
    words = message.split(" ")
    place = data.draw(st.integers(0, len(words)))
    word = data.draw(st.sampled_from(["really", "very", "so", "extremely", "absolutely", "literally"]))
    assert kinds(" ".join([*words[:place], word, *words[place:]])) >= kinds(message)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=2000))
def test_any_text_is_judged_and_judged_the_same_again(message: str) -> None:
    found = find_danger(message)
    assert found == find_danger(message)
    assert {danger.kind for danger in found} <= set(get_args(Kind))


@pytest.mark.parametrize(
    "message",
    [
        ". ".join(["my husband has chest pain and he cannot breathe"] * 40),
        "chest pain " * 180,
        "no " * 660,
        "if he " * 330,
        "is it my " * 220,
        ", " * 1000,
        "a" * 2000,
        "took all my pills " * 110,
        "temperature 38.5 " * 117,
        "not able to " * 160,
    ],
)
def test_two_thousand_characters_take_no_time(message: str) -> None:
    find_danger(message)
    started = time.process_time()
    find_danger(message[:2000])
    assert time.process_time() - started < 0.25  # of the processor: a few milliseconds


def test_every_entry_has_its_reason_and_source() -> None:
    patterns = load_patterns()
    assert "Not clinically reviewed" in patterns.review
    assert patterns.version >= 1
    assert len({entry.id for entry in patterns.entries}) == len(patterns.entries)
    for entry in patterns.entries:
        assert entry.reason, entry.id
        assert entry.source.title, entry.id
        assert entry.source.publisher, entry.id
        assert entry.source.url.startswith("http"), entry.id
        assert entry.reports or entry.names or entry.wishes, entry.id


def test_a_pattern_holds_whole_words_in_its_order_or_in_any() -> None:
    classes = {"PART": ("chest", "left arm")}

    def found(pattern: str, text: str) -> bool:
        return any(list(p.find(f" {text} ", frozenset(text.split()))) for p in PatternReader(classes)(pattern))

    assert found("PART .. hurts|aches", "my left arm really hurts")
    assert not found("PART .. hurts", "hurts my chest")
    assert found("PART & hurts", "hurts in the chest")
    assert not found("PART hurts", "chests hurts")
    assert not found("PART .. hurts", "chest not hurts")
    assert found("at 38to43", "at 39.5")
    assert not found("at 38to43", "at 37.9")
    assert not found("at .38to43", "at 39")
    assert found("^ help $", "help")
    assert not found("^ help $", "help me")
    assert found("passed out !leaflets", "passed out today")
    assert not found("passed out !leaflets", "passed out leaflets")
    assert found("on_fire|hot now?", "on fire")


def test_an_unknown_class_is_refused() -> None:
    with pytest.raises(CitewellError, match="NOWHERE"):
        PatternReader({})("NOWHERE hurts")
