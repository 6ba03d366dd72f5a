import numpy as np

from rentrail.checks.reading.ink import ink_of

STROKE = np.s_[100:110, 300:303]


def test_a_stroke_is_ink_and_paper_is_not():
    grey = np.full((300, 1400), 230, dtype=np.uint8)
    grey[STROKE] = 30

    ink = ink_of(grey)

    assert ink[STROKE].mean() > 120
    assert ink[200:].max() == 0


def test_a_shadow_and_a_desk_are_no_ink():
    grey = np.full((300, 1400), 230, dtype=np.uint8)
    grey[:, :700] //= 3
    grey[250:] = 40
    grey[STROKE] = 10

    ink = ink_of(grey)

    assert ink[STROKE].mean() > 100
    elsewhere = np.delete(ink, np.s_[90:120], axis=0)
    assert elsewhere.max() < 8


def test_a_stroke_in_shadow_is_as_dark_as_one_in_the_light():
    grey = np.full((300, 1400), 240, dtype=np.uint8)
    grey[100:110, 300:303] = grey[100:110, 1000:1003] = 60
    grey[:, :700] //= 2

    ink = ink_of(grey)

    assert abs(float(ink[105, 301]) - float(ink[105, 1001])) < 6
