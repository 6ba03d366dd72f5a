from pathlib import Path

from rentrail.payments import reference, states

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "life-of-a-payment.md"


def test_the_page_in_the_docs_is_drawn_from_the_table():
    assert PAGE.read_text() == reference.life_of_a_payment()


def test_the_page_says_which_words_do_not_occur_yet():
    page = reference.life_of_a_payment()

    later = page.partition("## Not in this version")[2]
    assert "Disputed" in later
    assert "Resolved" not in later
    assert "Sent again" not in later


def test_every_move_is_on_the_page():
    page = reference.life_of_a_payment()

    for (before, event), after in states.MOVES.items():
        row = f"| {reference.name_of(before)} | {event.label} | {reference.name_of(after)} |"
        assert row in page
