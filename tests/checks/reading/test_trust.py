import numpy as np

from rentrail.checks.reading import confirmed, trust
from rentrail.checks.reading.bands import Band
from rentrail.checks.reading.glyphs import Style
from rentrail.checks.reading.matching import Match, Read
from rentrail.checks.reading.strips import PITCH_CELLS, Placing
from rentrail.checks.reading.zoning import Zoned
from rentrail.formats.micr.e13b_glyphs import CHARACTERS

LINE = "t076401251t 123456o 0101"
PLACING = Placing(band=Band(middle=500.0, slope=0.0, height=23.4))


def test_what_both_reads_saw_stands():
    read = trust.weigh(first(LINE), second(LINE))

    assert read.line == read.guess == LINE
    assert read.is_trusted
    assert all(one.is_read and one.confidence == 1 for one in read.characters)


def test_where_the_reads_differ_the_character_is_in_doubt():
    read = trust.weigh(first(LINE), second("t076401251t 123458o 0101"))

    assert read.line == "t076401251t 12345?o 0101"
    assert read.guess == LINE
    assert not read.is_trusted


def test_what_only_the_first_read_saw_is_in_doubt():
    sightings = [one for one in second(LINE) if one.column != column_of(LINE, LINE.index("o"))]

    assert trust.weigh(first(LINE), sightings).line == "t076401251t 123456? 0101"


def test_what_only_the_second_read_saw_is_in_doubt_and_not_left_out():
    read = trust.weigh(first(LINE), second(LINE + "7"))

    assert read.line == LINE + "?"


def test_a_stroke_of_the_pen_is_no_character():
    stroke = Zoned(
        column=column_of(LINE, len(LINE) + 1),
        character="7",
        certainty=1.0,
        strangeness=6.0,
        is_stroke=True,
    )

    assert trust.weigh(first(LINE), [*second(LINE), stroke]).is_trusted


def test_a_character_that_looks_like_another_too_is_in_doubt():
    read = trust.weigh(first(LINE, margin=0.05), second(LINE))

    assert set(read.line) == {"?", " "}


def test_a_character_that_neither_read_likes_is_in_doubt():
    assert set(trust.weigh(first(LINE, likeness=0.7), second(LINE)).line) == {"?", " "}
    assert set(trust.weigh(first(LINE), second(LINE, strangeness=6.5)).line) == {"?", " "}
    assert set(trust.weigh(first(LINE), second(LINE, certainty=0.8)).line) == {"?", " "}


def test_a_routing_number_that_does_not_prove_itself_is_in_doubt_as_a_whole():
    wrong = LINE.replace("076401251", "076401257")

    assert trust.weigh(first(wrong), second(wrong)).line == "t?????????t 123456o 0101"


def test_a_line_without_the_form_of_one_is_in_doubt_as_a_whole():
    without = LINE.replace("o", "")

    read = trust.weigh(first(without[:-4]), second(without[:-4]))
    headless = trust.weigh(first(LINE[1:]), second(LINE[1:]))

    assert read.line.startswith("t076401251t")
    assert set(headless.line) == {"?", " "}


def test_a_known_bank_account_settles_doubt_about_its_own_numbers_only():
    doubtful = trust.weigh(first(LINE), second("t076401251t 128456o 0109"))
    assert doubtful.line == "t076401251t 12?456o 010?"
    asked = []

    read = confirmed(doubtful, lambda *account: asked.append(account) or True)

    assert asked == [("076401251", "123456")]
    assert read.line == "t076401251t 123456o 010?"


def test_an_unknown_bank_account_settles_nothing():
    doubtful = trust.weigh(first(LINE), second("t076401251t 128456o 0101"))

    assert confirmed(doubtful, lambda routing, account: False) == doubtful


def test_a_known_account_is_not_asked_for_where_the_routing_number_is_wrong():
    wrong = LINE.replace("076401251", "076401257")
    doubtful = trust.weigh(first(wrong), second(wrong))

    assert confirmed(doubtful, lambda routing, account: True) == doubtful


def test_a_blank_is_a_gap_of_half_a_character_more_than_usual():
    narrow = trust.weigh(first("t076401251t 12o"), second("t076401251t 12o"))

    assert [one.follows_blank for one in narrow.characters].count(True) == 1
    assert narrow.characters[11].follows_blank


def first(line: str, likeness: float = 0.95, margin: float = 0.3) -> Read:
    matches = tuple(
        Match(column=column_of(line, index), scores=scores_of(character, likeness, margin))
        for index, character in enumerate(line)
        if character != " "
    )
    empty = np.zeros((1, 1), dtype=np.float32)
    return Read(placing=PLACING, matches=matches, style=Style(0.0, 0.3), strip=empty)


def second(line: str, certainty: float = 1.0, strangeness: float = 0.5) -> list[Zoned]:
    return [
        Zoned(
            column=column_of(line, index),
            character=character,
            certainty=certainty,
            strangeness=strangeness,
            is_stroke=False,
        )
        for index, character in enumerate(line)
        if character != " "
    ]


def column_of(line: str, index: int) -> float:
    return 20 + index * PITCH_CELLS


def scores_of(character: str, likeness: float, margin: float) -> np.ndarray:
    scores = np.full(len(CHARACTERS), likeness - margin, dtype=np.float32)
    scores[CHARACTERS.index(character)] = likeness
    return scores
