"""Bring a company to what its company.toml says: what is there and right is left alone."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from rentrail.accounting import operations as accounting
from rentrail.accounting import queries as accounting_queries
from rentrail.accounting.models import MriCashType, MriConnection, MriProperty
from rentrail.accounting.mri import clients
from rentrail.accounting.mri.configured import OperationNotValid
from rentrail.accounting.mri.connection import ConnectionSettingsError
from rentrail.banking.models import BankConnection, Clearing, Originator, TransportKind
from rentrail.banking.operations import connecting
from rentrail.config.company_file import (
    BankAccountSection,
    BankSection,
    ClearingAccountSection,
    CompanyFile,
    LimitSection,
    MriSection,
    PropertySection,
    TransactionCodeSection,
    UserSection,
)
from rentrail.identity import operations as identity
from rentrail.identity import vault
from rentrail.identity.models import Company, User
from rentrail.identity.tenancy import company_scope
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import (
    BankAccount,
    BankAccountPurpose,
    BatchType,
    DepositRoute,
    LedgerName,
    PaymentLimit,
    Property,
    TransactionCode,
    TransactionCodeKind,
)

REFUSALS = (
    accounting.IdAlreadyMapped,
    connecting.BankSettingsNotValid,
    connecting.ClearingAccountDiffers,
    connecting.MoneyOnItsWay,
    connecting.OriginatorNotValid,
    ConnectionSettingsError,
    identity.PasswordTooWeak,
    OperationNotValid,
    portfolio.AccountNumberNotValid,
    portfolio.BankAccountKnown,
    portfolio.DepositNeedsTrustAccount,
    portfolio.RoutingNumberNotValid,
    portfolio.UnknownApplyOrder,
    portfolio.UnknownTimeZone,
)
MONEY_SETTINGS = {
    "nsf_fee": "nsf_fee_cents",
    "late_fee": "late_fee_cents",
    "approval_over": "approval_over_cents",
}
NOT_SETTINGS = {"code", "name", "time_zone", "property_date", "mri", "limits", "bank_accounts"}
LIMITS = {
    "single": "single_cents_max",
    "daily_count": "daily_count_max",
    "daily": "daily_cents_max",
    "monthly_count": "monthly_count_max",
    "monthly": "monthly_cents_max",
}


class SetupRefused(Exception):
    """The company cannot be brought to what its file says. The text names the place."""


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What setting up created and changed, in words; nothing where all was as the file says."""

    company_id: int
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def note(self, what: str, *, is_new: bool) -> None:
        """Add one thing that was created or changed."""
        (self.created if is_new else self.changed).append(what)


@transaction.atomic
def apply(file: CompanyFile, *, now: datetime) -> Applied:
    """Create what is missing and change what differs; run again, it does nothing.

    Bank account numbers are never changed here: that needs a second person (ORG-3).

    Raises:
        SetupRefused: something cannot be as the file says; nothing was changed.
    """
    company = Company.objects.filter(code=file.company.code).first()
    is_new = company is None
    if company is None:
        company = identity.create_company(name=file.company.name, code=file.company.code, now=now)
    applied = Applied(company_id=company.id)
    if is_new:
        applied.note(f"company {file.company.code}", is_new=True)
    elif company.name != file.company.name:
        identity.rename_company(company_id=company.id, name=file.company.name)
        applied.note(f"name of company {file.company.code}", is_new=False)
    with company_scope(company.id):
        _apply_banks(file, applied, now=now)
        if file.mri is not None:
            _apply_mri(file.mri, applied, now=now)
        for place, section in enumerate(file.properties):
            _apply_property(section, f"properties[{place}]", applied, now=now)
        if file.mri is not None:
            _apply_charge_codes(file.mri, applied)
        for place, code in enumerate(file.transaction_codes):
            _apply_transaction_code(code, f"transaction_codes[{place}]", applied)
        if file.closes is not None and portfolio.set_eligibility_table(file.closes):
            applied.note("what special statuses close", is_new=False)
        for place, user in enumerate(file.users):
            _apply_user(user, f"users[{place}]", company, applied)
    return applied


@contextmanager
def _at(where: str) -> Iterator[None]:
    """Say where in the file a refusal comes from."""
    try:
        yield
    except REFUSALS as problem:
        raise SetupRefused(f"{where}: {problem}") from problem


def _apply_banks(file: CompanyFile, applied: Applied, *, now: datetime) -> None:
    for place, section in enumerate(file.banks):
        known = BankConnection.objects.filter(name=section.name).first()
        settings = _bank_settings(section)
        private_key = section.sftp.private_key if section.sftp else ""
        account = section.clearing_account
        if (
            known
            and _is_as(known, settings)
            and connecting.private_key_of(known) == private_key
            and (account is None or _clears_through(known, account))
        ):
            continue
        with _at(f"banks[{place}]"):
            connecting.connect_bank(
                name=section.name,
                now=now,
                private_key=private_key,
                clearing_routing_number=account.routing_number if account else "",
                clearing_account_number=account.account_number if account else "",
                **settings,
            )
        applied.note(f"bank {section.name}", is_new=known is None)


def _bank_settings(section: BankSection) -> connecting.BankSettings:
    return {
        "clearing": Clearing(section.clearing),
        "immediate_destination": section.immediate_destination,
        "immediate_destination_name": section.immediate_destination_name,
        "immediate_origin": section.immediate_origin,
        "immediate_origin_name": section.immediate_origin_name,
        "odfi_identification": section.odfi_identification,
        "transport": TransportKind.SFTP if section.sftp else TransportKind.FOLDER,
        "transport_settings": _transport_settings(section),
        "acknowledgement_format": section.acknowledgement_format,
        "statement_format": section.statement_format,
        "cutoffs": section.cutoffs.model_dump(mode="json", exclude_none=True),
    }


def _transport_settings(section: BankSection) -> dict[str, Any]:
    travels = section.sftp or section.folder
    assert travels is not None  # noqa: S101 - the file was refused without either
    settings = travels.model_dump(mode="json", exclude={"private_key"})
    for name in ("outgoing", "incoming", "archive"):
        settings[f"{name}_directory"] = settings.pop(name)
    return settings


def _clears_through(bank: BankConnection, account: ClearingAccountSection) -> bool:
    known = (bank.clearing_routing_number, connecting.clearing_account_number_of(bank))
    return known == (account.routing_number, account.account_number)


def _apply_mri(section: MriSection, applied: Applied, *, now: datetime) -> None:
    known = accounting_queries.connection()
    settings = section.model_dump(exclude={"charge_codes", "format", "key", "password"})
    settings["wire_format"] = section.format
    if known and _is_as(known, settings) and _mri_secrets(known) == (section.key, section.password):
        return
    with _at("mri"):
        accounting.connect(key=section.key, password=section.password, now=now, **settings)
    applied.note("MRI connection", is_new=known is None)


def _mri_secrets(connection: MriConnection) -> tuple[str, str]:
    public_id = connection.public_id
    return (
        vault.open_text(connection.key_sealed, context=clients.key_context(public_id)),
        vault.open_text(connection.password_sealed, context=clients.password_context(public_id)),
    )


def _apply_charge_codes(section: MriSection, applied: Applied) -> None:
    codes = {
        code.code: code.mri_code
        for code in TransactionCode.objects.filter(kind=TransactionCodeKind.CHARGE)
    }
    for code, mri_code in section.charge_codes.items():
        if code not in codes:
            known = ", ".join(sorted(codes))
            raise SetupRefused(f"mri.charge_codes.{code}: is no charge code; known are {known}.")
        if codes[code] != mri_code:
            with _at(f"mri.charge_codes.{code}"):
                accounting.map_charge_code(code=code, mri_code=mri_code)
            applied.note(f"MRI code of {code}", is_new=False)


def _apply_transaction_code(section: TransactionCodeSection, where: str, applied: Applied) -> None:
    known = TransactionCode.objects.filter(code=section.code).first()
    if known is not None:
        _change_transaction_code(known, section, where, applied)
        return
    portfolio.add_charge_code(
        code=section.code,
        name=section.name,
        ledger_name=LedgerName(section.ledger),
        priority=section.priority,
        mri_code=section.mri_code,
    )
    applied.note(f"transaction code {section.code}", is_new=True)


def _change_transaction_code(
    known: TransactionCode, section: TransactionCodeSection, where: str, applied: Applied
) -> None:
    """Change what the file names of a known code; which ledger it charges is for good."""
    given = section.model_dump(exclude={"code"}, exclude_unset=True)
    mri_code = given.pop("mri_code", known.mri_code)
    if known.kind != TransactionCodeKind.CHARGE:
        raise SetupRefused(
            f"{where}.code: {known.code} is not a charge's code, and stays as it is."
        )
    if given.pop("ledger", known.ledger) != known.ledger:
        raise SetupRefused(
            f"{where}.ledger: {known.code} charges the {known.ledger} ledger, which is not changed."
        )
    if not _is_as(known, given):
        portfolio.change_transaction_code(code=known.code, **given)
        applied.note(f"transaction code {known.code}", is_new=False)
    if mri_code != known.mri_code:
        with _at(f"{where}.mri_code"):
            accounting.map_charge_code(code=known.code, mri_code=mri_code)
        applied.note(f"MRI code of {known.code}", is_new=False)


def _apply_property(
    section: PropertySection, where: str, applied: Applied, *, now: datetime
) -> None:
    known = Property.objects.filter(code=section.code).first()
    with _at(where):
        property_ = _changed(known, section, where, applied) if known else None
        if property_ is None:
            property_ = portfolio.create_property(
                code=section.code,
                name=section.name,
                time_zone=section.time_zone,
                property_date=section.property_date,
                now=now,
                **_property_settings(section),
            )
            applied.note(f"property {section.code}", is_new=True)
    for group, limit in section.limits.items():
        _apply_limit(property_, group, limit, applied)
    if section.mri is not None:
        _apply_mri_property(property_, section, where, applied, now=now)
    for place, account in enumerate(section.bank_accounts):
        here = f"{where}.bank_accounts[{place}]"
        with _at(here):
            _apply_bank_account(property_, account, here, applied, now=now)


def _changed(known: Property, section: PropertySection, where: str, applied: Applied) -> Property:
    """Change what differs of a known property; its date has moved on since, and is left."""
    for name in ("name", "time_zone"):
        if getattr(known, name) != getattr(section, name):
            raise SetupRefused(
                f"{where}.{name}: {section.code} was set up with “{getattr(known, name)}”, which "
                "is not changed by this file."
            )
    settings = _property_settings(section)
    if _is_as(known, settings):
        return known
    applied.note(f"settings of {section.code}", is_new=False)
    return portfolio.change_property(property_id=known.id, **settings)


def _property_settings(section: PropertySection) -> portfolio.PropertySettings:
    """Give the settings that the file names, by the words of the property."""
    given = section.model_dump(exclude=NOT_SETTINGS, exclude_unset=True)
    return cast(
        portfolio.PropertySettings,
        {MONEY_SETTINGS.get(name, name): value for name, value in given.items()},
    )


def _apply_limit(property_: Property, group: str, section: LimitSection, applied: Applied) -> None:
    limits = {LIMITS[name]: value for name, value in section.model_dump().items()}
    known = PaymentLimit.objects.filter(property=property_, limit_group=group).first()
    if known is None or not _is_as(known, limits):
        portfolio.set_limit(property_id=property_.id, limit_group=group, **limits)
        applied.note(f"limit {group} of {property_.code}", is_new=known is None)


def _apply_bank_account(
    property_: Property,
    section: BankAccountSection,
    where: str,
    applied: Applied,
    *,
    now: datetime,
) -> None:
    bank_account = _known_bank_account(property_, section, where)
    if bank_account is None:
        bank_account = portfolio.add_bank_account(
            property_id=property_.id,
            name=section.name,
            purpose=BankAccountPurpose(section.purpose),
            routing_number=section.routing_number,
            account_number=section.account_number,
            now=now,
        )
        applied.note(f"bank account {section.name} of {property_.code}", is_new=True)
    _apply_routes(property_, bank_account, section, applied)
    _apply_originator(property_, bank_account, section, applied)
    if section.cash_type and MriProperty.objects.filter(property=property_).exists():
        _apply_cash_type(property_, bank_account, section.cash_type, applied)


def _known_bank_account(
    property_: Property, section: BankAccountSection, where: str
) -> BankAccount | None:
    number_hash = vault.keyed_hash(section.routing_number, section.account_number)
    of_property = BankAccount.objects.filter(property=property_)
    known: BankAccount | None = of_property.filter(account_number_hash=number_hash).first()
    if known is not None:
        _refuse_another_kind(known, section, where)
        return known
    namesake: BankAccount | None = of_property.filter(name=section.name).first()
    if namesake is not None:
        raise SetupRefused(
            f"{where}.account_number: {property_.code} has “{section.name}” with the number "
            f"••{namesake.last_four}. A changed number needs a second person's approval; add an "
            "account of another name, or leave the number as it was."
        )
    return None


def _refuse_another_kind(known: BankAccount, section: BankAccountSection, where: str) -> None:
    for name in ("name", "purpose"):
        if getattr(known, name) != getattr(section, name):
            raise SetupRefused(
                f"{where}.{name}: the account ••{known.last_four} was set up with "
                f"“{getattr(known, name)}”, which is not changed by this file."
            )


def _apply_routes(
    property_: Property, bank_account: BankAccount, section: BankAccountSection, applied: Applied
) -> None:
    known = {
        (route.ledger, route.batch_type): route.bank_account_id
        for route in DepositRoute.objects.filter(property=property_)
    }
    for ledger_name in section.ledgers_deposited:
        for batch_type in section.batch_types:
            goes_to = known.get((ledger_name, batch_type))
            if goes_to == bank_account.id:
                continue
            portfolio.route_deposits(
                property_id=property_.id,
                ledger_name=LedgerName(ledger_name),
                batch_type=BatchType(batch_type),
                bank_account_id=bank_account.id,
            )
            if goes_to is not None:
                what = f"{property_.code}: {ledger_name} {batch_type} payments to {section.name}"
                applied.note(what, is_new=False)


def _apply_originator(
    property_: Property, bank_account: BankAccount, section: BankAccountSection, applied: Applied
) -> None:
    wanted = {
        "connection_id": BankConnection.objects.get(name=section.bank).id,
        "company_name": section.company_name,
        "company_identification": section.company_identification,
        "entry_description": section.entry_description,
    }
    known = Originator.objects.filter(bank_account=bank_account).first()
    if known is None or not _is_as(known, wanted):
        connecting.originate_over(bank_account_id=bank_account.id, **wanted)
    if known is not None and not _is_as(known, wanted):
        applied.note(f"how {section.name} of {property_.code} is sent", is_new=False)


def _apply_mri_property(
    property_: Property, section: PropertySection, where: str, applied: Applied, *, now: datetime
) -> None:
    assert section.mri is not None  # noqa: S101 - the caller asked
    wanted = section.mri.model_dump()
    known = MriProperty.objects.filter(property=property_).first()
    if known is not None and _is_as(known, wanted):
        return
    with _at(f"{where}.mri.rmpropid"):
        accounting.map_property(property_id=property_.id, now=now, **wanted)
    applied.note(f"MRI mapping of {section.code}", is_new=known is None)


def _apply_cash_type(
    property_: Property, bank_account: BankAccount, cash_type: str, applied: Applied
) -> None:
    known = MriCashType.objects.filter(bank_account=bank_account).first()
    if known is not None and known.cash_type == cash_type:
        return
    accounting.map_cash_type(bank_account_id=bank_account.id, cash_type=cash_type)
    if known is not None:
        applied.note(f"cash type of {bank_account.name} of {property_.code}", is_new=False)


def _apply_user(section: UserSection, where: str, company: Company, applied: Applied) -> None:
    known = User.objects.filter(email=section.email.lower()).first()
    if known is not None and known.company_id != company.id:
        raise SetupRefused(f"{where}.email: {section.email} belongs to another company.")
    property_ = Property.objects.get(code=section.property) if section.property else None
    public_id = property_.public_id if property_ else ""
    if known is None:
        with _at(f"{where}.password"):
            known = identity.create_user(
                email=section.email,
                name=section.name,
                password=section.password,
                role=section.role,
                property_public_id=public_id,
            )
        applied.note(f"user {section.email}", is_new=True)
    changed = identity.change_user(
        user_id=known.id,
        name=section.name,
        role=section.role,
        property_public_id=public_id,
        is_active=section.active,
    )
    if changed:
        applied.note(f"user {section.email}: {', '.join(changed)}", is_new=False)


def _is_as(row: Any, wanted: Mapping[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in wanted.items())
