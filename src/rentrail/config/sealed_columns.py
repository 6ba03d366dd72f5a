"""Every sealed column there is, with the words in which the vault names its rows."""

from rentrail.accounting.models import MriConnection, MriPosting
from rentrail.accounting.mri import clients, delivery
from rentrail.banking import connecting, contents
from rentrail.banking.models import BankConnection, BankFilePart, InboundFile, InboundItem
from rentrail.checks import sealing
from rentrail.checks.models import CheckImage, CheckItem, MicrReading, MicrRepair
from rentrail.identity.resealing import SealedColumn
from rentrail.payments.models import Instrument, InstrumentCorrection
from rentrail.payments.operations import instruments
from rentrail.portfolio.models import BankAccount
from rentrail.portfolio.operations import bank_accounts

FILES_AT_ONCE = 10  # they are large

SEALED_COLUMNS = (
    SealedColumn(
        model=BankAccount,
        column="account_number_sealed",
        context=lambda row: bank_accounts.sealed_for(row.public_id),
    ),
    SealedColumn(
        model=Instrument,
        column="account_number_sealed",
        context=lambda row: instruments.sealed_for(row.public_id),
    ),
    SealedColumn(
        model=InstrumentCorrection,
        column="account_number_before_sealed",
        context=lambda row: instruments.sealed_for(row.instrument.public_id),
        related=("instrument",),
        guard="append_only",
    ),
    SealedColumn(
        model=BankConnection,
        column="private_key_sealed",
        context=lambda row: connecting.key_context(row.public_id),
    ),
    SealedColumn(
        model=BankConnection,
        column="clearing_account_sealed",
        context=lambda row: connecting.clearing_context(row.public_id),
    ),
    SealedColumn(
        model=BankFilePart,
        column="sealed",
        context=lambda row: contents.part_context(row.file.public_id, row.number),
        related=("file",),
        rows_at_once=FILES_AT_ONCE,
        guard="append_only",
    ),
    SealedColumn(
        model=InboundFile,
        column="content_sealed",
        context=lambda row: contents.inbound_context(row.public_id),
        rows_at_once=FILES_AT_ONCE,
        guard="frozen",
    ),
    SealedColumn(
        model=InboundItem,
        column="corrected_data_sealed",
        context=lambda row: contents.item_context(row.identity),
    ),
    SealedColumn(
        model=CheckItem,
        column="line_sealed",
        context=lambda row: sealing.line_context(row.public_id),
    ),
    SealedColumn(
        model=CheckImage,
        column="content_sealed",
        context=lambda row: sealing.image_context(row.public_id),
        rows_at_once=FILES_AT_ONCE,
    ),
    SealedColumn(
        model=MicrReading,
        column="line_sealed",
        context=lambda row: sealing.line_context(row.item.public_id),
        related=("item",),
        guard="append_only",
    ),
    SealedColumn(
        model=MicrRepair,
        column="line_sealed",
        context=lambda row: sealing.line_context(row.item.public_id),
        related=("item",),
        guard="append_only",
    ),
    SealedColumn(
        model=MicrRepair,
        column="corrections_sealed",
        context=lambda row: sealing.line_context(row.item.public_id),
        related=("item",),
        guard="append_only",
    ),
    SealedColumn(
        model=MriConnection,
        column="key_sealed",
        context=lambda row: clients.key_context(row.public_id),
    ),
    SealedColumn(
        model=MriConnection,
        column="password_sealed",
        context=lambda row: clients.password_context(row.public_id),
    ),
    SealedColumn(model=MriPosting, column="request_sealed", context=delivery.sealed_for),
    SealedColumn(model=MriPosting, column="answer_sealed", context=delivery.sealed_for),
)
