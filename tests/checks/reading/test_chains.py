import numpy as np

from rentrail.checks.reading.chains import best_chain

PAPER = np.zeros(200)
OPTIONS = {"width": 0.73, "unevenness": 0.1}


def test_characters_at_the_pitch_make_a_line():
    chosen = best_chain(np.array([1.0, 2.0, 3.0]), np.array([0.4, 0.4, 0.4]), ink=PAPER, **OPTIONS)

    assert chosen == [0, 1, 2]


def test_a_weaker_place_between_two_characters_is_passed_over():
    places, gains = np.array([1.0, 1.5, 2.0]), np.array([0.4, 0.3, 0.4])

    assert best_chain(places, gains, ink=PAPER, **OPTIONS) == [0, 2]


def test_a_blank_may_have_any_width_from_one_character_on():
    places, gains = np.array([1.0, 2.6, 5.9]), np.array([0.4, 0.4, 0.4])

    assert best_chain(places, gains, ink=PAPER, **OPTIONS) == [0, 1, 2]


def test_a_character_is_not_passed_over_as_if_it_were_a_blank():
    ink = np.zeros(200)
    ink[13:20] = 0.6
    places, gains = np.array([1.0, 2.0, 3.0]), np.array([0.4, 0.05, 0.4])

    assert best_chain(places, gains, ink=ink, **OPTIONS) == [0, 1, 2]


def test_without_places_there_is_no_line():
    assert best_chain(np.array([]), np.array([]), ink=PAPER, **OPTIONS) == []
