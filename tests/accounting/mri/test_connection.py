import base64
from typing import Any

import pytest

from rentrail.accounting.mri.connection import ConnectionSettingsError, MriConnection


def a_connection(**settings: Any) -> MriConnection:
    usual: dict[str, Any] = {
        "base_url": "https://mri.example.test",
        "client_id": "C1",
        "database": "DB",
        "user": "WEB",
        "key": "K-secret",
        "password": "p:secret",
    }
    return MriConnection(**(usual | settings))


def test_four_parts_and_a_password_sign_in():
    token = a_connection().authorization.removeprefix("Basic ")

    assert base64.b64decode(token) == b"C1/DB/WEB/K-secret:p:secret"


def test_a_connection_shown_hides_its_secrets():
    shown = f"{a_connection()!r} {a_connection()}"

    assert "secret" not in shown
    assert "mri.example.test" in shown


@pytest.mark.parametrize(
    ("base_url", "api_url"),
    [
        ("https://h.test", "https://h.test/mriapiservices/api.asp"),
        ("https://h.test/", "https://h.test/mriapiservices/api.asp"),
        ("HTTPS://h.test/MRIAPIServices/", "https://h.test/MRIAPIServices/api.asp"),
        (
            "http://h.test:81/mriweb/mriapiservices",
            "http://h.test:81/mriweb/mriapiservices/api.asp",
        ),
        ("https://h.test/x/API.asp", "https://h.test/x/API.asp"),
    ],
)
def test_the_entry_point_stands_where_the_client_hosts_it(base_url: str, api_url: str):
    assert a_connection(base_url=base_url).api_url == api_url


@pytest.mark.parametrize(
    "settings",
    [
        {"base_url": "ftp://h.test"},
        {"base_url": "h.test"},
        {"base_url": "https://"},
        {"base_url": "https://h.test:port"},
        {"base_url": "https://user:pw@h.test"},
        {"base_url": "https://h.test/?$api=x"},
        {"base_url": "https://h.test/ x"},
        {"client_id": "C/1"},
        {"user": "a:b"},
        {"key": ""},
        {"format": "csv"},
        {"page_size": 0},
    ],
)
def test_settings_that_cannot_be_right_are_refused(settings: dict[str, Any]):
    with pytest.raises(ConnectionSettingsError):
        a_connection(**settings)
