import pytest

from rentrail.accounting.mri import paging
from rentrail.accounting.mri.errors import WrongAnswerError
from rentrail.accounting.mri.wire import Page

FIRST = "https://h.test/mriapiservices/api.asp?$api=X"


def walked(answers: dict[str, Page]) -> list[str]:
    """Give the addresses that are fetched for these answers."""
    fetched: list[str] = []

    def fetch(url: str) -> Page:
        fetched.append(url)
        return answers[url]

    list(paging.pages(first_url=FIRST, fetch=fetch))
    return fetched


def page(link: str | None = None, *, rows: int = 1) -> Page:
    return Page(rows=[{"A": "1"}] * rows, next_link=link)


@pytest.mark.parametrize("query", ["%24api=X&%24top=300&%24skip=301", "%24api=X&_next=0f3A"])
def test_links_of_both_styles_are_followed_as_given(query: str):
    link = f"https://h.test/mriapiservices/api.asp?{query}"

    assert walked({FIRST: page(link), link: page()}) == [FIRST, link]


@pytest.mark.parametrize("escaped", ["&amp;", "&amp;amp;"])
def test_ampersands_that_stayed_escaped_are_read(escaped: str):
    link = "https://h.test/mriapiservices/api.asp?%24api=X&%24skip=301"

    assert walked({FIRST: page(link.replace("&", escaped)), link: page()}) == [FIRST, link]


def test_a_page_without_rows_is_the_end_although_it_has_a_link():
    link = FIRST + "&$skip=301"

    assert walked({FIRST: page(link), link: page(link + "9", rows=0)}) == [FIRST, link]


def test_a_link_that_was_seen_is_the_end_when_the_page_keeps_saying_so():
    second, third = FIRST + "&$skip=2", FIRST + "&$skip=3"
    answers = {FIRST: page(second), second: page(third), third: page(second)}

    assert walked(answers) == [FIRST, second, third, third, third, third]
    assert walked({FIRST: page(FIRST)}) == [FIRST] * 4


def test_a_link_repeated_by_a_slip_loses_no_rows():
    second = FIRST + "&$skip=2"
    answers = iter([page(FIRST), page(FIRST), page(second), page(rows=3)])

    pages = list(paging.pages(first_url=FIRST, fetch=lambda url: next(answers)))

    assert [len(each.rows) for each in pages] == [1, 3]


def test_a_relative_link_stays_on_the_server():
    assert paging.next_url("api.asp?$skip=2", base_url=FIRST) == (
        "https://h.test/mriapiservices/api.asp?$skip=2"
    )


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.test/mriapiservices/api.asp?$api=X",
        "http://h.test/mriapiservices/api.asp?$api=X",
        "https://h.test:444/mriapiservices/api.asp?$api=X",
        "//evil.test/x",
        "https://h.test@evil.test/x",
        "javascript:alert(1)",
        "https://[bad/x",
    ],
)
def test_a_link_to_another_server_is_refused_before_it_sees_our_sign_in(link: str):
    with pytest.raises(WrongAnswerError):
        walked({FIRST: page(link)})


def test_the_host_may_be_spelled_otherwise_and_name_its_usual_port():
    link = "https://H.TEST:443/mriapiservices/api.asp?$skip=2"

    assert paging.next_url(link, base_url=FIRST) == link
