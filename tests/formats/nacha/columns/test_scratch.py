from concurrent.futures import ThreadPoolExecutor

from rentrail.formats.nacha.columns.scratch import scratch


def test_memory_of_one_purpose_is_used_again() -> None:
    first = scratch("a", 100)
    first[:] = 7

    again = scratch("a", 50)

    assert len(again) == 50
    assert set(again.tolist()) == {7}
    assert len(scratch("a", 200)) == 200


def test_purposes_and_threads_have_memory_of_their_own() -> None:
    scratch("a", 10)[:] = 1
    scratch("b", 10)[:] = 2

    with ThreadPoolExecutor(1) as threads:
        threads.submit(lambda: scratch("a", 10).fill(3)).result()

    assert set(scratch("a", 10).tolist()) == {1}
