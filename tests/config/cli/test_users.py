"""`rentrail user`: who signs in."""

import pytest
from django.test import Client
from tests.cast import BOBS_PASSWORD
from tests.config import cli_running

from rentrail.config.cli.refusals import Refused
from rentrail.identity.models import User


@pytest.fixture
def at_the_site(bob: User) -> Client:
    client = Client()
    assert client.login(username=bob.email, password=BOBS_PASSWORD)
    return client


def test_who_left_is_out_of_every_session_at_once(at_the_site: Client, bob: User, capsys):
    assert at_the_site.get("/").status_code == 200

    assert cli_running.run("user", "lock", bob.email) == 0

    assert capsys.readouterr().out == "bob@oakhomes.example is locked out.\n"
    assert at_the_site.get("/").status_code == 302
    assert not Client().login(username=bob.email, password=BOBS_PASSWORD)


def test_who_comes_back_is_let_in_again(bob: User, capsys):
    cli_running.run("user", "lock", bob.email)

    assert cli_running.run("user", "unlock", bob.email) == 0
    assert cli_running.run("user", "unlock", bob.email) == 0

    assert "may sign in, as before" in capsys.readouterr().out
    assert Client().login(username=bob.email, password=BOBS_PASSWORD)


def test_a_stranger_is_not_locked_out(bob: User):
    with pytest.raises(Refused, match="Nobody of Oak Homes signs in as charlie@"):
        cli_running.run("user", "lock", "charlie@elmhomes.example")
