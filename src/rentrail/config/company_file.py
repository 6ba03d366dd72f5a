"""company.toml: what a company says about itself, its banks, its MRI and its properties.

The file is read whole and every problem is told at once, each with its place and an example. A
secret may stand elsewhere: `password_env = "NAME"` or `password_file = "path"` in its place.
"""

import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from rentrail.accounting.mri import configured
from rentrail.formats.nacha.routing import is_valid_routing_number
from rentrail.portfolio.rules import eligibility
from rentrail.primitives import money

EXAMPLES = {
    "account_number": '"5501000001"',
    "amount": '"1,250.00"',
    "base_url": '"https://mri.example.com/mriapiservices"',
    "clearing": '"direct"',
    "code": '"OAK"',
    "company_identification": '"1550100001"',
    "company_name": '"OAK HOMES"',
    "email": '"bob@oakhomes.example"',
    "entry_description": '"RENT"',
    "host_keys": '["ssh-ed25519 AAAAC3..."]',
    "immediate_destination": '"076401251"',
    "immediate_origin": '"1273456789"',
    "ledgers": '["resident"]',
    "nightly_batch": '"20:00"',
    "odfi_identification": '"07640125"',
    "property_date": "2026-03-01",
    "purpose": '"operating"',
    "rmpropid": '"OAK01"',
    "role": '"Property manager"',
    "routing_number": '"076401251"',
    "time_zone": '"America/Chicago"',
    "windows": '["10:30", "18:00"]',
}
PROBLEM_WORDS = {
    "extra_forbidden": "is not known here; is it spelled rightly?",
    "missing": "is missing.",
}


class CompanyFileInvalid(Exception):
    """company.toml cannot be used. The text names each place, what is wrong, and an example."""


def _cents(value: Any) -> int:
    if not isinstance(value, str):
        raise ValueError('is not an amount in quotes. Example: "1,250.00"')
    try:
        cents = money.parse_cents(value)
    except money.MoneyError as problem:
        raise ValueError(f'{problem} Example: "1,250.00"') from None
    if cents < 0:
        raise ValueError('is below zero. Example: "1,250.00"')
    return cents


def _routing_number(value: Any) -> str:
    if not isinstance(value, str) or not is_valid_routing_number(value):
        raise ValueError("is not a bank's routing number: nine digits, the last proves the rest.")
    return value


def _account_number(value: Any) -> str:
    if not isinstance(value, str) or not (value.isascii() and value.isdigit() and len(value) <= 17):
        raise ValueError("is not an account number: 1 to 17 digits in quotes, no letters.")
    return value


def _time_zone(value: Any) -> str:
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, TypeError, OSError):
        raise ValueError("is not the name of a time zone.") from None


def _closes(value: dict[str, list[str]]) -> dict[str, list[str]]:
    try:
        eligibility.table_of(value)
    except eligibility.UnknownEligibility as problem:
        raise ValueError(str(problem)) from None
    return value


def _operations(value: Any) -> Any:
    return configured.SIMULATOR if value == "simulator" else value


Cents = Annotated[int, BeforeValidator(_cents)]
Zone = Annotated[str, BeforeValidator(_time_zone)]
Operations = Annotated[dict[str, dict[str, Any]], BeforeValidator(_operations)]
RoutingNumber = Annotated[str, BeforeValidator(_routing_number)]
AccountNumber = Annotated[str, BeforeValidator(_account_number), Field(repr=False)]
Closes = Annotated[dict[str, list[str]], AfterValidator(_closes)]
Name = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,12}$")]
EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
LimitGroup = Literal[
    "ACH_RENT", "ACH_DEPOSIT", "IRD_RENT", "IRD_DEPOSIT", "CARD_RENT", "CARD_DEPOSIT"
]


def _folder_of(info: ValidationInfo) -> Path:
    folder: Path = (info.context or {}).get("folder", Path())
    return folder


class Section(BaseModel):
    """A table of the file: unknown names are refused, and secrets may stand elsewhere."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    SECRETS: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _bring_in_secrets(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, Mapping):
            return data
        return _with_secrets(dict(data), cls.SECRETS, folder=_folder_of(info))


class CompanySection(Section):
    """Who the company is."""

    name: Name
    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,20}$")]


class UserSection(Section):
    """Somebody of the staff. The password counts when the user is first added.

    `active = false` locks a leaver out; a user who is not named is left alone.
    """

    SECRETS = ("password",)

    email: Annotated[str, StringConstraints(pattern=rf"^{EMAIL}$")]
    name: Name
    role: Literal["Leasing agent", "Property manager", "Accountant", "Administrator"]
    password: str = Field(repr=False)
    property: str = ""
    active: bool = True


class FolderSection(Section):
    """Files travel through folders, which another program carries on."""

    outgoing: Path
    incoming: Path
    archive: Path | None = None
    absence_is_proof: bool = False

    @field_validator("outgoing", "incoming", "archive")
    @classmethod
    def _starts_beside_the_file(cls, path: Path | None, info: ValidationInfo) -> Path | None:
        return None if path is None else (_folder_of(info) / path).absolute()


class SftpSection(Section):
    """Files travel by SFTP, to a server whose key we know."""

    SECRETS = ("private_key",)

    host: Name
    port: int = Field(default=22, ge=1, le=65_535)
    user: Name
    private_key: str = Field(repr=False)
    host_keys: list[str] = Field(min_length=1)
    outgoing: str = "outgoing"
    incoming: str = "incoming"
    archive: str | None = "archive"
    reads_back: bool = True
    absence_is_proof: bool = False
    connect_timeout_seconds: float = Field(default=30, gt=0)
    answer_timeout_seconds: float = Field(default=60, gt=0)


class CutoffsSection(Section):
    """Until when the bank takes files, in its own zone; `closing` windows close batches too."""

    zone: Zone | None = None
    windows: list[TimeOfDay] | None = Field(default=None, min_length=1)
    closing: list[TimeOfDay] | None = None
    nightly_batch: TimeOfDay | None = None
    extra_closed: list[date] | None = None


class ClearingAccountSection(Section):
    """Central clearing's own account at the bank."""

    SECRETS = ("account_number",)

    routing_number: RoutingNumber
    account_number: AccountNumber


class BankSection(Section):
    """A bank that takes our files."""

    name: Name
    clearing: Literal["direct", "central"]
    immediate_destination: Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]
    immediate_destination_name: Annotated[str, StringConstraints(min_length=1, max_length=23)]
    immediate_origin: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{9,10}$")]
    immediate_origin_name: Annotated[str, StringConstraints(min_length=1, max_length=23)]
    odfi_identification: Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
    acknowledgement_format: str = "ackfile"
    statement_format: str = "bai2"
    sftp: SftpSection | None = None
    folder: FolderSection | None = None
    cutoffs: CutoffsSection = Field(default_factory=CutoffsSection)
    clearing_account: ClearingAccountSection | None = None

    @model_validator(mode="after")
    def _is_reached_one_way(self) -> Self:
        if (self.sftp is None) == (self.folder is None):
            raise ValueError("needs either a table sftp or a table folder.")
        if (self.clearing == "central") != (self.clearing_account is not None):
            raise ValueError("has a table clearing_account exactly where clearing is central.")
        return self


class MriSection(Section):
    """The company's MRI. `operations` of "simulator" configures the simulated one."""

    SECRETS = ("key", "password")

    base_url: Annotated[str, StringConstraints(pattern=r"^https?://")]
    client_id: Name
    database: Name
    user: Name
    key: str = Field(repr=False)
    password: str = Field(repr=False)
    format: Literal["json", "xml"] = "json"
    partner_name: Annotated[str, StringConstraints(min_length=1, max_length=30)] = "Rentrail"
    requests_max: int = Field(default=1_000, ge=1)
    window_seconds: int = Field(default=300, ge=1)
    timeout_seconds: float = Field(default=90, gt=0)
    operations: Operations = {}
    charge_codes: dict[str, str] = {}


class TransactionCodeSection(Section):
    """A charge code of the company's own, or another name for a shipped one (LED-10)."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,20}$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    ledger: Literal["resident", "deposit"] = "resident"
    priority: int = Field(default=50, ge=0, le=999)
    mri_code: Annotated[str, StringConstraints(max_length=10)] = ""


class MriPropertySection(Section):
    """What a property is in MRI (MRI-19)."""

    rmpropid: Annotated[str, StringConstraints(min_length=1, max_length=10)]
    site_id: Annotated[str, StringConstraints(max_length=10)] = ""
    payment_type: Annotated[str, StringConstraints(min_length=1, max_length=2)] = "C"
    syncs: bool = True


class LimitSection(Section):
    """The largest payment, and the velocity of one payer; left out: no limit (ORG-4)."""

    single: Cents | None = None
    daily_count: int | None = Field(default=None, ge=1)
    daily: Cents | None = None
    monthly_count: int | None = Field(default=None, ge=1)
    monthly: Cents | None = None


class BankAccountSection(Section):
    """A bank account of a property. Its number is not changed by this file once it is known."""

    SECRETS = ("account_number",)

    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    purpose: Literal["operating", "trust"]
    routing_number: RoutingNumber
    account_number: AccountNumber
    bank: Name
    company_name: Annotated[str, StringConstraints(min_length=1, max_length=16)]
    company_identification: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,10}$")]
    entry_description: Annotated[str, StringConstraints(min_length=1, max_length=10)] = "RENT"
    cash_type: Annotated[str, StringConstraints(max_length=4)] = ""
    ledgers: list[Literal["resident", "deposit"]] | None = None
    batch_types: list[Literal["ACH", "IRD", "CARD", "HAND"]] = ["ACH", "IRD", "CARD", "HAND"]

    @property
    def ledgers_deposited(self) -> Sequence[str]:
        """Which ledgers' payments go here: those of its purpose where none is named."""
        return self.ledgers or (["resident"] if self.purpose == "operating" else ["deposit"])

    @model_validator(mode="after")
    def _keeps_deposits_in_trust(self) -> Self:
        if self.purpose == "operating" and "deposit" in self.ledgers_deposited:
            raise ValueError("takes the deposit ledger, which only a trust account may.")
        return self


class PropertySection(Section):
    """A property, its settings (ORG-2) and its bank accounts. What is left out is not changed."""

    code: Code
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    time_zone: Zone = "America/Chicago"
    property_date: date
    address: Annotated[str, StringConstraints(max_length=120)] = ""
    city: Annotated[str, StringConstraints(max_length=60)] = ""
    state: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""
    postal_code: Annotated[str, StringConstraints(max_length=10)] = ""
    phone: Annotated[str, StringConstraints(max_length=30)] = ""
    contact: Annotated[str, StringConstraints(max_length=80)] = ""
    date_advance: Literal["staff", "automatic"] = "staff"
    date_advances_at: time | None = None
    backdating_days_max: int | None = Field(default=None, ge=0, le=32_767)
    takes_ach: bool = True
    takes_partial_payments: bool = True
    takes_preauthorized_bank_accounts: bool = True
    takes_deposit_payments: bool = True
    prospects_may_pay: bool = False
    certified_funds_only: bool = False
    takes_ird: bool = True
    converts_checks: bool = True
    converts_business_checks: bool = False
    converts_image_reads: bool = False
    takes_third_party_items: bool = False
    in_person_checks: Literal["boc", "arc", "ird"] = "boc"
    arc_notice_from: date | None = None
    boc_notice_from: date | None = None
    paper_kept_days: int = Field(default=14, ge=0, le=366)
    images_kept_years: int = Field(default=7, ge=2, le=30)
    nsf_fee: Cents = 0
    nsf_fee_collected_by_ach: bool = False
    late_fee: Cents = 0
    late_fee_grace_days: int = Field(default=0, ge=0, le=31)
    approval_over: Cents | None = None
    hold_days: int = Field(default=2, ge=0, le=60)
    reserve_basis_points: int = Field(default=0, ge=0, le=10_000)
    reserve_release_days: int = Field(default=0, ge=0, le=365)
    representments_max: int = Field(default=0, ge=0, le=2)
    apply_order: list[Literal["oldest", "priority"]] = []
    reversal_posting: bool = False
    mri: MriPropertySection | None = None
    limits: dict[LimitGroup, LimitSection] = {}
    bank_accounts: list[BankAccountSection] = Field(min_length=1)

    @field_validator("representments_max")
    @classmethod
    def _presents_nothing_again(cls, value: int) -> int:
        if value:
            raise ValueError("is not done in this version; leave it out, or write 0.")
        return value

    @model_validator(mode="after")
    def _says_when_its_date_advances(self) -> Self:
        if self.date_advance == "automatic" and self.date_advances_at is None:
            raise ValueError("needs date_advances_at, such as 06:00:00, to advance by itself.")
        return self


class CompanyFile(Section):
    """A whole company.toml."""

    company: CompanySection
    users: list[UserSection] = []
    banks: list[BankSection] = Field(min_length=1)
    mri: MriSection | None = None
    transaction_codes: list[TransactionCodeSection] = []
    closes: Closes | None = None  # the company's own table; none: it stays as it is
    properties: list[PropertySection] = Field(min_length=1)


def read(path: Path) -> CompanyFile:
    """Read a company.toml.

    Raises:
        CompanyFileInvalid: it is not there, is not TOML, or something in it cannot be right.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise CompanyFileInvalid(f"{path}: cannot be read ({problem.strerror}).") from None
    except UnicodeDecodeError:
        raise CompanyFileInvalid(f"{path}: is not a text in UTF-8.") from None
    except tomllib.TOMLDecodeError as problem:
        raise CompanyFileInvalid(f"{path}: is not TOML: {problem}.") from None
    return parse(content, folder=path.parent, name=str(path))


def parse(
    content: Mapping[str, Any], *, folder: Path = Path(), name: str = "company.toml"
) -> CompanyFile:
    """Read what a company.toml says; `folder` is where relative paths of secrets start.

    Raises:
        CompanyFileInvalid: something in it cannot be right.
    """
    try:
        file = CompanyFile.model_validate(content, context={"folder": folder})
    except ValidationError as problem:
        raise _invalid(name, [_explained(error) for error in problem.errors()]) from None
    problems = list(_contradictions(file))
    if problems:
        raise _invalid(name, problems)
    return file


def _invalid(name: str, problems: Iterable[str]) -> CompanyFileInvalid:
    return CompanyFileInvalid("\n".join(f"{name}: {problem}" for problem in problems))


def _explained(error: Any) -> str:
    place = _place(error["loc"])
    words = PROBLEM_WORDS.get(error["type"], _sentence(error["msg"]))
    field = next((part for part in reversed(error["loc"]) if part in EXAMPLES), None)
    example = EXAMPLES.get(str(field)) if field == _last_name(error["loc"]) else None
    shown = f" Example: {field} = {example}" if example else ""
    return f"{place}: {words}{shown}" if place else f"{words}{shown}"


def _place(loc: Sequence[str | int]) -> str:
    """Write a place as properties[0].bank_accounts[1].routing_number."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc]
    return "".join(parts).removeprefix(".")


def _last_name(loc: Sequence[str | int]) -> str:
    return next((part for part in reversed(loc) if isinstance(part, str)), "")


def _sentence(message: str) -> str:
    plain = message.removeprefix("Value error, ")
    if plain == message:  # the reader's own words
        plain = f"cannot be taken: {message[:1].lower()}{message[1:]}"
    return plain if plain.endswith((".", '"')) else f"{plain}."


def _with_secrets(data: dict[str, Any], names: Sequence[str], *, folder: Path) -> dict[str, Any]:
    for name in names:
        given = [key for key in (name, f"{name}_env", f"{name}_file") if key in data]
        if len(given) > 1:
            raise ValueError(f"says {' and '.join(given)}; one of them is enough.")
        if f"{name}_env" in data:
            data[name] = _from_environment(f"{name}_env", data.pop(f"{name}_env"))
        elif f"{name}_file" in data:
            data[name] = _from_file(f"{name}_file", data.pop(f"{name}_file"), folder=folder)
    return data


def _from_environment(key: str, variable: Any) -> str:
    value = os.environ.get(str(variable))
    if not value:
        raise ValueError(f"{key} names {variable}, which is not set in the environment.")
    return value


def _from_file(key: str, name: Any, *, folder: Path) -> str:
    try:
        text = (folder / str(name)).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"{key} names {folder / str(name)}, which cannot be read.") from None
    return text if "\n" in text.strip() else text.strip()  # a key keeps its line ends


def _contradictions(file: CompanyFile) -> Iterator[str]:
    """Find what no table can see alone: names that are not there, or there twice."""
    yield from _doubles("banks", "name", [bank.name for bank in file.banks])
    yield from _doubles("users", "email", [user.email.lower() for user in file.users])
    yield from _doubles("properties", "code", [each.code for each in file.properties])
    yield from _doubles(
        "properties",
        "mri.rmpropid",
        [each.mri.rmpropid if each.mri else "" for each in file.properties],
    )
    codes = {each.code for each in file.properties}
    for place, user in enumerate(file.users):
        if user.property and user.property not in codes:
            yield f"users[{place}].property: there is no property {user.property} in this file."
    for place, property_ in enumerate(file.properties):
        yield from _contradictions_of(property_, f"properties[{place}]", file)


def _contradictions_of(property_: PropertySection, where: str, file: CompanyFile) -> Iterator[str]:
    banks = {bank.name for bank in file.banks}
    if property_.mri and file.mri is None:
        yield f"{where}.mri: there is no table [mri] that says how MRI is reached."
    yield from _doubles(
        f"{where}.bank_accounts", "name", [account.name for account in property_.bank_accounts]
    )
    taken: set[tuple[str, str]] = set()
    for place, account in enumerate(property_.bank_accounts):
        here = f"{where}.bank_accounts[{place}]"
        if account.bank not in banks:
            yield f"{here}.bank: there is no bank “{account.bank}” in this file."
        if property_.mri and not account.cash_type:
            yield f'{here}.cash_type: MRI\'s cash type is missing. Example: cash_type = "OP"'
        routes = {
            (ledger, kind) for ledger in account.ledgers_deposited for kind in account.batch_types
        }
        for ledger, kind in sorted(routes & taken):
            yield f"{here}.ledgers: another account takes the {ledger} ledger's {kind} payments."
        taken |= routes


def _doubles(where: str, field: str, values: Sequence[str]) -> Iterator[str]:
    for place, value in enumerate(values):
        if value and value in values[:place]:
            first = values.index(value)
            yield f"{where}[{place}].{field}: “{value}” stands in {where}[{first}] too."
