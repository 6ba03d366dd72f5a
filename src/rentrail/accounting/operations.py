"""Every change to an accounting system's connection and to what is mapped to it (MRI-1, MRI-19)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from rentrail.accounting.models import MriCashType, MriConnection, MriProperty
from rentrail.accounting.mri import clients
from rentrail.accounting.mri import connection as wire_connection
from rentrail.accounting.mri.configured import configured_operation
from rentrail.identity import vault
from rentrail.portfolio.models import BankAccount, TransactionCode, TransactionCodeKind
from rentrail.primitives import ids


class IdAlreadyMapped(Exception):
    """Another property or charge code has this id of MRI's. The text is fit to show a person."""


@transaction.atomic
def connect(
    *,
    base_url: str,
    client_id: str,
    database: str,
    user: str,
    key: str,
    password: str,
    now: datetime,
    wire_format: str = "json",
    partner_name: str = "Rentrail",
    requests_max: int = 1_000,
    window_seconds: int = 300,
    timeout_seconds: float = 90,
    operations: Mapping[str, Mapping[str, Any]] | None = None,
) -> MriConnection:
    """Connect the company in scope to its MRI, or change how; key and password are sealed.

    Raises:
        ConnectionSettingsError: a setting cannot be right.
        OperationNotValid: a configured operation cannot be called.
    """
    form: wire_connection.Format = "xml" if wire_format == "xml" else "json"
    wire_connection.MriConnection(  # refuses what cannot be right
        base_url=base_url,
        client_id=client_id,
        database=database,
        user=user,
        key=key,
        password=password,
        format=form,
        timeout_seconds=timeout_seconds,
        requests_max=requests_max,
        window_seconds=window_seconds,
    )
    _refuse_wrong_operations(operations or {})
    known = MriConnection.objects.select_for_update().first()
    public_id = known.public_id if known else ids.new_public_id("mri", now=now)
    settings = {
        "base_url": base_url,
        "client_id": client_id,
        "database": database,
        "user": user,
        "key_sealed": vault.seal(key, context=clients.key_context(public_id)),
        "password_sealed": vault.seal(password, context=clients.password_context(public_id)),
        "wire_format": form,
        "partner_name": partner_name,
        "requests_max": requests_max,
        "window_seconds": window_seconds,
        "timeout_seconds": timeout_seconds,
    }
    if operations is not None:
        settings["operations"] = {name: dict(each) for name, each in operations.items()}
    connected: MriConnection
    connected, _ = MriConnection.objects.update_or_create(public_id=public_id, defaults=settings)
    return connected


@transaction.atomic
def map_property(
    *,
    property_id: int,
    rmpropid: str,
    now: datetime,
    site_id: str = "",
    payment_type: str = "C",
    syncs: bool = True,
) -> MriProperty:
    """Map a property to MRI's id of it. Payments taken from now on are posted there.

    Raises:
        IdAlreadyMapped: another property has this id.
    """
    connected = MriConnection.objects.get()
    settings = {
        "connection": connected,
        "rmpropid": rmpropid,
        "site_id": site_id,
        "payment_type": payment_type,
        "syncs": syncs,
    }
    mapped: MriProperty
    try:
        with transaction.atomic():
            mapped, _ = MriProperty.objects.update_or_create(
                property_id=property_id,
                defaults=settings,
                create_defaults={**settings, "posts_from": now},
            )
    except IntegrityError as problem:
        raise IdAlreadyMapped(f"Another property is mapped to {rmpropid} already.") from problem
    return mapped


@transaction.atomic
def map_cash_type(*, bank_account_id: int, cash_type: str) -> MriCashType:
    """Say which of MRI's cash types a bank account is."""
    bank_account = BankAccount.objects.get(id=bank_account_id)
    mri_property = MriProperty.objects.get(property_id=bank_account.property_id)
    mapped: MriCashType
    mapped, _ = MriCashType.objects.update_or_create(
        bank_account=bank_account,
        defaults={"mri_property": mri_property, "cash_type": cash_type},
    )
    return mapped


@transaction.atomic
def map_charge_code(*, code: str, mri_code: str) -> TransactionCode:
    """Say which of MRI's charge codes a charge code of ours is.

    Raises:
        IdAlreadyMapped: another code of ours is mapped to it.
    """
    charge_codes = TransactionCode.objects.select_for_update().filter(
        kind=TransactionCodeKind.CHARGE
    )
    other = charge_codes.filter(mri_code=mri_code).exclude(code=code).first()
    if other is not None and mri_code:
        raise IdAlreadyMapped(f"{other.code} is mapped to MRI's {mri_code} already.")
    mapped: TransactionCode = charge_codes.get(code=code)
    mapped.mri_code = mri_code
    mapped.save(update_fields=["mri_code"])
    return mapped


def _refuse_wrong_operations(operations: Mapping[str, Mapping[str, Any]]) -> None:
    for name, settings in operations.items():
        configured_operation(name=name, settings=settings)
