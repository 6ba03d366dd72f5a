"""What is checked of a bank's own rules, by its profile."""

from rentrail.formats.x937.fields import Record
from rentrail.formats.x937.file import Item
from rentrail.formats.x937.framing import Form
from rentrail.formats.x937.items import BankCredit, CheckAddendumA, CheckDetail
from rentrail.formats.x937.problems import Report
from rentrail.formats.x937.profiles import BankProfile, CreditKind, CreditPlacement
from rentrail.formats.x937.records import (
    AnyControl,
    BundleControl,
    BundleHeader,
    CashLetterControl,
    CashLetterHeader,
    FileControl,
    FileHeader,
)
from rentrail.formats.x937.totals import Totals

_FILE_FIELDS = (
    "immediate_destination_routing_number", "immediate_destination_name",
    "immediate_origin_routing_number", "immediate_origin_name", "country_code",
    "companion_document_indicator",
)  # fmt: skip
_LETTER_FIELDS = {
    "destination_routing_number": "destination_routing_number",
    "ece_institution_routing_number": "ece_institution_routing_number",
    "collection_type_indicator": "collection_type_indicator",
    "cash_letter_documentation_type_indicator": "documentation_type_indicator",
}  # of the cash letter's header, and of the profile


class BankCheck:
    """Compares what is told of a file with what a bank asks for."""

    def __init__(self, profile: BankProfile, report: Report):
        """Start before the first record."""
        self.profile = profile
        self.report = report

    def form(self, form: Form) -> None:
        """Check the encoding and framing."""
        wanted = self.profile.form
        if form != wanted:
            message = f"The bank wants {_shown(wanted)}, not {_shown(form)}."
            self.report.file("bank.form", message, value=_shown(form), expected=_shown(wanted))

    def file_header(self, header: FileHeader) -> None:
        """Check the file header."""
        profile = self.profile
        self._compare("bank.standard-level", header, "standard_level", profile.standard_level)
        for name in _FILE_FIELDS:
            if wanted := getattr(profile, name):
                self._compare("bank.file-header", header, name, wanted)

    def cash_letter_header(self, header: CashLetterHeader) -> None:
        """Check the header of a cash letter."""
        for name, setting in _LETTER_FIELDS.items():
            if wanted := getattr(self.profile, setting):
                self._compare("bank.cash-letter-header", header, name, wanted)

    def item(self, item: Item, bundle: Totals, *, in_bundle: bool) -> None:
        """Check an item that was counted into its bundle already."""
        if item.is_credit:
            self._credit(item, bundle, in_bundle=in_bundle)
            return
        profile, detail = self.profile, item.detail
        cents, most = detail.number_of("amount_cents") or 0, profile.item_amount_max_cents
        if most is not None and cents > most:
            message = f"The bank takes checks of up to {most} cents."
            self.report.field(
                "bank.item-amount", detail, "amount_cents", message, expected=f"at most {most}"
            )
        if isinstance(detail, CheckDetail):
            has = any(isinstance(addendum, CheckAddendumA) for addendum in item.addenda)
            if has is not profile.addendum_a:
                wanted = "no addendum A" if has else "addendum A"
                message = f"The bank wants {wanted}."
                self.report.record("bank.addendum-a", detail, message, expected=wanted)
        self._views(item)

    def bundle_end(
        self, header: BundleHeader, control: BundleControl | None, totals: Totals
    ) -> None:
        """Check a bundle as a whole."""
        profile = self.profile
        self._limit("bank.bundle-items", header, totals.item_count, profile.bundle_items_max)
        most = profile.bundle_amount_max_cents
        self._limit("bank.bundle-amount", header, totals.total_cents, most)
        self._indicator(control)

    def cash_letter_end(
        self, header: CashLetterHeader, control: CashLetterControl | None, totals: Totals
    ) -> None:
        """Check a cash letter as a whole."""
        profile = self.profile
        most = profile.cash_letter_items_max
        self._limit("bank.cash-letter-items", header, totals.item_count, most)
        wanted = int(profile.credit is not CreditKind.NONE)
        if totals.credit_count != wanted and totals.item_count:
            message = f"The bank wants {'one deposit slip' if wanted else 'no deposit slip'}."
            self.report.record(
                "bank.credit", header, message, value=str(totals.credit_count),
                expected=str(wanted),
            )  # fmt: skip
        self._indicator(control)

    def file_end(self, control: FileControl, totals: Totals) -> None:
        """Check the file as a whole."""
        self._limit("bank.file-items", control, totals.item_count, self.profile.file_items_max)
        self._indicator(control)

    def _credit(self, item: Item, bundle: Totals, *, in_bundle: bool) -> None:
        profile = self.profile
        kind = CreditKind.BANK if isinstance(item.detail, BankCredit) else CreditKind.STANDARD
        if profile.credit is not CreditKind.NONE and kind is not profile.credit:
            message = f"The bank wants its deposit slip as record {profile.credit.value}."
            self.report.record(
                "bank.credit", item.detail, message, value=kind.value,
                expected=profile.credit.value,
            )  # fmt: skip
        wants_in_bundle = profile.credit_placement is CreditPlacement.BUNDLE
        is_first = not bundle.item_count
        if in_bundle is not wants_in_bundle or not is_first:
            place = "first in the first bundle" if wants_in_bundle else "before the first bundle"
            message = f"The bank wants its deposit slip {place}."
            self.report.record("bank.credit-placement", item.detail, message, expected=place)

    def _views(self, item: Item) -> None:
        most = self.profile.image_bytes_max
        for view in item.views:
            if (view.analysis is not None) is not self.profile.analysis:
                wanted = "the tests of every view" if self.profile.analysis else "no record 54"
                message = f"The bank wants {wanted}."
                self.report.record("bank.analysis", view.detail, message, expected=wanted)
            if view.data and most is not None and len(view.image) > most:
                self._limit("bank.image-bytes", view.data, len(view.image), most)

    def _indicator(self, control: AnyControl | None) -> None:
        wanted = self.profile.credit_in_totals
        if control is None or wanted is None:
            return
        name = "credit_total_indicator"
        self._compare("bank.credit-in-totals", control, name, str(int(wanted)))

    def _limit(self, rule_id: str, record: Record, found: int, most: int | None) -> None:
        if most is not None and found > most:
            message = f"The bank takes {most:,} at most; here are {found:,}."
            self.report.record(rule_id, record, message, value=f"{found}", expected=f"{most}")

    def _compare(self, rule_id: str, record: Record, name: str, wanted: str) -> None:
        column = type(record).FIELDS[name]
        if record.raw(name).strip(" ") != wanted:
            message = f"The bank wants {wanted!r} as {column.label}."
            self.report.field(rule_id, record, name, message, expected=wanted)


def _shown(form: Form) -> str:
    return f"{form.encoding.value}, {form.framing.value}"
