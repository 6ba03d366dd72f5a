"""The terms of an authorization in words, in English and Spanish (RULE-2)."""

from rentrail.payments.models import AmountKind, Frequency
from rentrail.payments.rules.authorization_text import Language
from rentrail.payments.rules.schedules import Plan
from rentrail.primitives.money import format_cents

EN, ES = Language.ENGLISH, Language.SPANISH

FREQUENCIES = {
    EN: {
        Frequency.ONE_TIME: "once",
        Frequency.DAILY: "every day",
        Frequency.WEEKLY: "every week",
        Frequency.EVERY_TWO_WEEKS: "every two weeks",
        Frequency.SEMI_MONTHLY_1_15: "on the 1st and 15th of each month",
        Frequency.SEMI_MONTHLY_15_LAST: "on the 15th and last day of each month",
        Frequency.MONTHLY: "every month",
        Frequency.YEARLY: "every year",
    },
    ES: {
        Frequency.ONE_TIME: "una vez",
        Frequency.DAILY: "cada día",
        Frequency.WEEKLY: "cada semana",
        Frequency.EVERY_TWO_WEEKS: "cada dos semanas",
        Frequency.SEMI_MONTHLY_1_15: "el día 1 y 15 de cada mes",
        Frequency.SEMI_MONTHLY_15_LAST: "el día 15 y el último de cada mes",
        Frequency.MONTHLY: "cada mes",
        Frequency.YEARLY: "cada año",
    },
}
SCOPES = {
    EN: {True: "a single authorization, for one debit", False: "a recurring authorization"},
    ES: {True: "una autorización única, para un débito", False: "una autorización recurrente"},
}


def scope_words(*, is_one_time: bool, language: Language) -> str:
    """Say whether the authorization is single or recurring."""
    return SCOPES[language][is_one_time]


def amount_words(plan: Plan, *, language: Language) -> str:
    """Say the amount, its range or how it is found, and a first amount that differs."""
    most, least = format_cents(plan.amount_cents_max or 0), format_cents(plan.amount_cents_min or 0)
    words = {
        EN: {
            AmountKind.FIXED: f"${format_cents(plan.amount_cents or 0)}",
            AmountKind.OPEN_BALANCE_RANGE: (
                f"the balance open on the due date, from ${least} to ${most}"
            ),
            AmountKind.OPEN_BALANCE_UP_TO: (
                f"the balance open on the due date, not to exceed ${most}"
            ),
        },
        ES: {
            AmountKind.FIXED: f"${format_cents(plan.amount_cents or 0)}",
            AmountKind.OPEN_BALANCE_RANGE: (
                f"el saldo pendiente en la fecha de pago, de ${least} a ${most}"
            ),
            AmountKind.OPEN_BALANCE_UP_TO: (
                f"el saldo pendiente en la fecha de pago, sin exceder ${most}"
            ),
        },
    }[language][plan.amount_kind]
    if not plan.first_amount_cents:
        return words
    first = format_cents(plan.first_amount_cents)
    return {
        EN: f"{words}; the first debit is ${first}",
        ES: f"{words}; el primer débito es de ${first}",
    }[language]


def notice_words(plan: Plan, *, is_waived: bool, over_cents: int | None, language: Language) -> str:
    """Say of which amounts alone the payer agreed to be told ahead; nothing: of each."""
    if plan.amount_kind is AmountKind.FIXED:
        return ""
    if over_cents is not None:
        over = format_cents(over_cents)
        return {
            EN: f"; I am told ahead only when it differs from the last debit by more than ${over}",
            ES: f"; se me avisa solo si difiere del último débito en más de ${over}",
        }[language]
    if is_waived and plan.amount_kind is AmountKind.OPEN_BALANCE_RANGE:
        return {
            EN: "; I am told ahead only when it lies outside that range",
            ES: "; se me avisa solo si queda fuera de ese rango",
        }[language]
    if is_waived:
        return {
            EN: "; I need not be told of it ahead",
            ES: "; no es necesario avisarme con anticipación",
        }[language]
    return ""


def timing_words(plan: Plan, *, language: Language) -> str:
    """Say number, frequency, start and end; a debit is made on or after its due date."""
    start = f"{plan.start_date:%m/%d/%Y}"
    often = FREQUENCIES[language][plan.frequency]
    begins = {EN: f"{often}, on or after {start}", ES: f"{often}, a partir del {start}"}[language]
    return begins + _ending_words(plan, language=language)


def fee_words(fee_cents: int, *, is_collected_by_ach: bool, language: Language) -> str:
    """Say what a returned item costs, and that the account is debited for it, where it is.

    Source: [NACHA] Return Fee Entries, notice.
    """
    if not fee_cents:
        return {EN: "no fee is charged", ES: "no se cobra ningún cargo"}[language]
    fee = format_cents(fee_cents)
    words = {EN: f"a fee of ${fee} is charged", ES: f"se cobra un cargo de ${fee}"}[language]
    notice = {
        EN: " and collected by one ACH debit to the same account",
        ES: " mediante un débito ACH a la misma cuenta",
    }[language]
    return words + (notice if is_collected_by_ach else "")


def _ending_words(plan: Plan, *, language: Language) -> str:
    if plan.is_one_time:
        return ""
    if plan.end_date:
        end = f"{plan.end_date:%m/%d/%Y}"
        return {EN: f", until {end}", ES: f", hasta el {end}"}[language]
    if plan.payments_max:
        count = plan.payments_max
        return {EN: f", {count} payments", ES: f", {count} pagos"}[language]
    return {EN: ", until I revoke it", ES: ", hasta que la revoque"}[language]
