import pytest
from tests.formats.x937 import samples
from tests.formats.x937.images import tiff

from rentrail.formats import x937

FORMS = {
    f"{encoding} {framing} {line_end}": {
        "encoding": encoding, "framing": framing, "line_end": line_end,
    }
    for encoding in ("EBCDIC", "ASCII")
    for framing, line_end in (
        ("length-prefixed", "LF"), ("lines", "LF"), ("lines", "CRLF"), ("none", "LF"),
    )
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_file_of_any_form_is_recognised_read_and_written_as_it_was(form):
    data = samples.deposit_file(7, bundle_items_max=3, **form)

    file = x937.parse(data)

    assert x937.recognise(data)
    assert file.form == samples.profile(**form).form
    assert x937.write(file) == data
    assert [len(bundle.items) for bundle in file.cash_letters[0].bundles] == [3, 3, 1]
    assert x937.validate(data) == []


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_file_turned_into_another_form_is_what_would_have_been_written_so(form):
    data = samples.deposit_file(7)

    turned = x937.write(x937.parse(data), into=samples.profile(**form).form)

    assert turned == samples.deposit_file(7, **form)


def test_items_have_their_addenda_and_views():
    data = samples.file_of_items([samples.check("1"), samples.check("2")])

    first, second = x937.parse(data).items

    assert first == samples.check("1")
    assert second.detail.item_sequence_number == "2"
    assert (first.front, first.back) == (samples.FRONT, samples.BACK)
    assert first.routing_number == samples.PAYOR_BANK


def test_returns_are_told_from_checks_on_their_way():
    data = samples.file_of_items([samples.returned()], collection_type="03")

    file = x937.parse(data)

    assert list(file.returns) == [samples.returned()]
    assert list(file.checks) == []
    assert x937.validate(data) == []


def test_items_are_streamed_with_their_place_from_an_open_file(tmp_path):
    path = tmp_path / "deposit.x937"
    path.write_bytes(samples.deposit_file(5, credit="61", credit_placement="cash-letter"))

    with path.open("rb") as opened:
        found = list(x937.iter_items(opened))

    (place, credit), *checks = found
    assert place.bundle is None
    assert credit.is_credit
    assert credit.detail.amount_cents == sum(item.detail.amount_cents for _, item in checks)
    assert {place.cash_letter.cash_letter_id for place, _ in checks} == {"1"}


def test_a_record_of_unknown_type_is_kept():
    unknown = b"\0\0\0\x50" + "40".encode("cp037") + b"\x40" * 78
    data = samples.deposit_file()
    at = data.rindex("70".encode("cp037")) - 4
    data = data[:at] + unknown + data[at:]

    file = x937.parse(data)

    assert x937.write(file) == data
    rules = {problem.rule for problem in x937.validate(data)}
    assert rules == {"record.type", "file.record-count"}


def test_what_is_cut_off_is_kept_and_told_of():
    data = samples.deposit_file()[:-10]

    file = x937.parse(data)

    assert x937.write(file) == data
    assert [problem.rule for problem in x937.validate(data)] == ["file.cut", "file.control-missing"]
    with pytest.raises(x937.X937ReadError, match="no whole record"):
        list(x937.iter_items(data))


def test_what_is_no_such_file_is_kept_and_told_of():
    file = x937.parse(b"%PDF-1.7")

    assert x937.write(file) == b"%PDF-1.7"
    assert not x937.recognise(b"%PDF-1.7")
    assert "file.unreadable" in {problem.rule for problem in x937.validate(b"%PDF-1.7")}


@pytest.mark.parametrize("framing", ["length-prefixed", "lines", "none"])
def test_an_image_larger_than_what_is_read_at_once_is_read_whole(framing):
    large = tiff(strip=bytes(3_000_000))
    form = samples.profile(framing=framing).form
    item = samples.check()._replace(views=(samples.view("0", large), samples.view("1", large)))

    data = samples.file_of_items([item], form=form)

    assert x937.validate(data) == []
    assert x937.write(x937.parse(data)) == data
    assert next(x937.parse(iter([data])).items).front == large


def test_a_file_is_read_from_chunks_of_any_size():
    data = samples.deposit_file()

    whole = x937.parse(data)
    cut = x937.parse(bytes([one]) for one in data)

    assert cut == whole
