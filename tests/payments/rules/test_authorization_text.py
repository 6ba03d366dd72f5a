from dataclasses import replace

import pytest

from rentrail.payments.rules import authorization_text
from rentrail.payments.rules.authorization_text import Language, TemplateIncomplete, Terms

TERMS = Terms(
    payer_name="Alice Resident",
    payee_name="Oak Court",
    account_type="checking",
    last_four="1142",
    scope="a recurring authorization",
    amount="$1,200.00",
    timing="every month, on or after 03/05/2026",
    date="03/02/2026",
    returned_item_fee="a fee of $35.00 is charged",
    phone="+1 312 555 0100",
    address="1 Oak Street",
)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("on_screen", [True, False])
def test_the_shipped_templates_say_all_that_is_asked_for(language, on_screen):
    template = authorization_text.template_for(on_screen=on_screen, language=language)

    text = authorization_text.render(
        template=template, terms=TERMS, on_screen=on_screen, language=language
    )

    assert not list(authorization_text.validate(template, on_screen, language))
    assert all(getattr(TERMS, name) in text.text for name in authorization_text.REQUIRED_FIELDS)
    assert text.version.endswith(language)


@pytest.mark.parametrize("name", authorization_text.REQUIRED_FIELDS)
def test_a_template_without_a_field_is_refused(name):
    template = authorization_text.template_for(on_screen=False, language=Language.ENGLISH)

    with pytest.raises(TemplateIncomplete, match=authorization_text.REQUIRED_FIELDS[name]):
        render(template.replace(f"{{{name}}}", "…"))


@pytest.mark.parametrize("word", ["ACH debit", "revoke"])
def test_a_template_without_the_words_of_a_consent_is_refused(word):
    template = authorization_text.template_for(on_screen=False, language=Language.ENGLISH)

    with pytest.raises(TemplateIncomplete):
        render(template.replace(word, "…"))


def test_a_text_on_the_screen_prompts_to_print_note_and_expect_an_e_mail():
    template = authorization_text.template_for(on_screen=False, language=Language.ENGLISH)

    with pytest.raises(TemplateIncomplete, match=r"prompt to print it.*prompt to note.*e-mail"):
        render(template, on_screen=True)


def test_a_field_that_nobody_can_fill_is_refused():
    template = authorization_text.template_for(on_screen=False, language=Language.ENGLISH)

    with pytest.raises(TemplateIncomplete, match="the field “pet”"):
        render(template + "{pet}")


def test_a_property_that_cannot_be_called_cannot_take_an_authorization():
    with pytest.raises(TemplateIncomplete, match="a phone number"):
        render(
            authorization_text.template_for(on_screen=False, language=Language.ENGLISH),
            terms=replace(TERMS, phone=""),
        )


def render(template, *, terms=TERMS, on_screen=False):
    return authorization_text.render(
        template=template, terms=terms, on_screen=on_screen, language=Language.ENGLISH
    )
