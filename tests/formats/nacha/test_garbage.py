import gc

import pytest

from rentrail.formats.nacha.garbage import no_collection


def test_no_garbage_is_collected_meanwhile():
    with no_collection():
        assert not gc.isenabled()

    assert gc.isenabled()


def test_it_is_collected_again_after_a_failure():
    with pytest.raises(ValueError, match="broken"), no_collection():
        raise ValueError("broken")

    assert gc.isenabled()


def test_who_collects_by_hand_goes_on_doing_so():
    gc.disable()
    try:
        with no_collection():
            pass

        assert not gc.isenabled()
    finally:
        gc.enable()
