import pytest
from django.test import override_settings

from rentrail.identity import vault

OLD, NEW = b"o" * 32, b"n" * 32


def test_a_sealed_number_opens_for_its_own_row_only():
    sealed = vault.seal("0123456789", context="instrument:ins_1")

    assert vault.open_text(sealed, context="instrument:ins_1") == "0123456789"
    assert b"0123456789" not in sealed
    with pytest.raises(vault.SealBroken, match="changed or moved"):
        vault.open_text(sealed, context="instrument:ins_2")


def test_one_changed_bit_is_noticed():
    sealed = bytearray(vault.seal("0123456789", context="x"))
    sealed[-1] ^= 1

    with pytest.raises(vault.SealBroken):
        vault.open_sealed(bytes(sealed), context="x")


def test_a_new_key_seals_while_the_old_one_still_opens():
    with override_settings(RENTRAIL_VAULT_KEYS={"old": OLD}):
        before = vault.seal("42", context="x")

    with override_settings(RENTRAIL_VAULT_KEYS={"new": NEW, "old": OLD}):
        assert vault.open_text(before, context="x") == "42"
        assert vault.key_id_of(vault.seal("42", context="x")) == "new"


def test_a_lost_key_is_named():
    with override_settings(RENTRAIL_VAULT_KEYS={"old": OLD}):
        sealed = vault.seal("42", context="x")

    with (
        override_settings(RENTRAIL_VAULT_KEYS={"new": NEW}),
        pytest.raises(vault.SealBroken, match="“old” is not in RENTRAIL_VAULT_KEYS"),
    ):
        vault.open_sealed(sealed, context="x")


def test_equal_accounts_are_found_by_keyed_hash_also_when_the_old_key_is_gone():
    with override_settings(RENTRAIL_VAULT_KEYS={"old": OLD}):
        before = vault.keyed_hash("076401251", "12345")

    with override_settings(RENTRAIL_VAULT_KEYS={"new": NEW}):
        assert vault.keyed_hash("076401251", "12345") == before
        assert vault.keyed_hash("07640125", "112345") != before
