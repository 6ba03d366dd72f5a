"""Which routing and account numbers a payer's bank account can have."""

import re

from rentrail.formats.nacha.routing import is_valid_routing_number

ACCOUNT_NUMBER = re.compile(r"[0-9](?:[0-9-]*[0-9])?")
ACCOUNT_NUMBER_MIN = 4  # so that the last four can be shown
ACCOUNT_NUMBER_MAX = 17  # Source: [NACHA] entry detail record, DFI account number


class RoutingNumberNotValid(Exception):
    """No bank can have this routing number. The text is fit to show a person."""


class AccountNumberNotValid(Exception):
    """No bank account can have this number. The text is fit to show a person."""


def checked_routing_number(text: str) -> str:
    """Give a routing number without the spaces around it.

    >>> checked_routing_number(" 076401251 ")
    '076401251'

    Raises:
        RoutingNumberNotValid: not nine digits, or the check digit is wrong.
    """
    number = text.strip()
    if not re.fullmatch(r"[0-9]{9}", number):
        raise RoutingNumberNotValid("A routing number has nine digits.")
    if not is_valid_routing_number(number):
        raise RoutingNumberNotValid(
            f"{number} is no bank's routing number: its check digit is wrong."
        )
    return number


def checked_account_number(text: str) -> str:
    """Give an account number without the spaces around it; hyphens stay, as the bank writes them.

    >>> checked_account_number("00123-45")
    '00123-45'

    Raises:
        AccountNumberNotValid: letters or signs in it, too short or too long.
    """
    number = text.strip()
    if any(character.isalpha() for character in number):
        raise AccountNumberNotValid("An account number has digits only; there are letters in it.")
    if not ACCOUNT_NUMBER.fullmatch(number):
        raise AccountNumberNotValid("An account number has digits, and hyphens between them.")
    if len(plain(number)) < ACCOUNT_NUMBER_MIN or len(number) > ACCOUNT_NUMBER_MAX:
        raise AccountNumberNotValid(
            f"An account number has {ACCOUNT_NUMBER_MIN} to {ACCOUNT_NUMBER_MAX} digits."
        )
    return number


def plain(account_number: str) -> str:
    """Give the digits alone, by which one account is known however its number is written.

    >>> plain("00123-45")
    '0012345'
    """
    return account_number.replace("-", "")
