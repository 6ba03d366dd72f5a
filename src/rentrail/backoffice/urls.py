"""The addresses of the pages for staff."""

from django.urls import path

from rentrail.backoffice.views import (
    bank,
    books,
    charges,
    day,
    entering,
    health,
    instruments,
    ledgers,
    moving,
    mri,
    overview,
    payments,
    properties,
    refunds,
    residents,
    sign_in,
    statuses,
    tasks,
    verify,
)

app_name = "backoffice"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("healthz", health.healthz, name="healthz"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("next-day/", day.next_day, name="next-day"),
    path("switch-property/", properties.switch_property, name="switch-property"),
    path("properties/", properties.property_list, name="properties"),
    path("properties/<str:public_id>/", properties.property_page, name="property"),
    path(
        "properties/<str:public_id>/advance-date/",
        properties.advance_date,
        name="property-advance-date",
    ),
    path(
        "properties/<str:public_id>/close-period/",
        properties.close_period,
        name="property-close-period",
    ),
    path("properties/<str:public_id>/books/", books.trial_balance, name="property-books"),
    path(
        "properties/<str:public_id>/books/<slug:key>/",
        books.account_ledger,
        name="property-account",
    ),
    path(
        "properties/<str:public_id>/books/<slug:key>.csv",
        books.account_export,
        name="property-account-csv",
    ),
    path("residents/", residents.resident_list, name="residents"),
    path("residents/<str:public_id>/", residents.at_a_glance, name="resident"),
    path("residents/<str:public_id>/ledger/", ledgers.resident_ledger, name="resident-ledger"),
    path(
        "residents/<str:public_id>/deposit-ledger/", ledgers.deposit_ledger, name="resident-deposit"
    ),
    path(
        "residents/<str:public_id>/ledger.csv", ledgers.resident_export, name="resident-ledger-csv"
    ),
    path(
        "residents/<str:public_id>/deposit-ledger.csv",
        ledgers.deposit_export,
        name="resident-deposit-csv",
    ),
    path(
        "residents/<str:public_id>/preauthorized/",
        residents.preauthorized,
        name="resident-preauthorized",
    ),
    path("residents/<str:public_id>/payments/", residents.payments, name="resident-payments"),
    path(
        "residents/<str:public_id>/enter-payment/",
        entering.enter_payment,
        name="resident-enter-payment",
    ),
    path(
        "preauthorized/<str:public_id>/disable/",
        residents.disable_preauthorized,
        name="preauthorized-disable",
    ),
    path("authorizations/<str:public_id>/", instruments.authorization, name="authorization"),
    path(
        "authorizations/<str:public_id>/send-copy/",
        instruments.send_copy,
        name="authorization-send-copy",
    ),
    path(
        "authorizations/<str:public_id>/revoke/",
        instruments.revoke_authorization,
        name="authorization-revoke",
    ),
    path(
        "residents/<str:public_id>/accounts/<str:instrument_id>/release/",
        instruments.release,
        name="instrument-release",
    ),
    path(
        "residents/<str:public_id>/accounts/<str:instrument_id>/correct/",
        instruments.correct,
        name="resident-account-correct",
    ),
    path(
        "residents/<str:public_id>/statuses/",
        statuses.special_statuses,
        name="resident-statuses",
    ),
    path("charges/<str:public_id>/", charges.charge_page, name="charge"),
    path("charges/<str:public_id>/take-back/", charges.take_back, name="charge-take-back"),
    path("refunds/<str:public_id>/<str:decision>/", refunds.decide, name="refund-decide"),
    path("payments/", payments.payment_list, name="payments"),
    path("payments/<str:public_id>/", payments.payment_page, name="payment"),
    path("payments/<str:public_id>/refund/", refunds.refund, name="payment-refund"),
    path("payments/<str:public_id>/move/", moving.move, name="payment-move"),
    path("payments/<str:public_id>/<str:decision>/", payments.decide, name="payment-decide"),
    path("bank/batches/", bank.batch_list, name="bank-batches"),
    path("bank/batches/<str:public_id>/", bank.batch_page, name="bank-batch"),
    path("bank/files/", bank.file_list, name="bank-files"),
    path("bank/files/<str:public_id>/", bank.file_page, name="bank-file"),
    path("bank/files/<str:public_id>/missing/", bank.declare_missing, name="bank-file-missing"),
    path("bank/files/<str:public_id>/taken/", bank.declare_taken, name="bank-file-taken"),
    path(
        "bank/transfers/<str:public_id>/send-again/",
        bank.send_transfer_again,
        name="bank-transfer-send-again",
    ),
    path("bank/inbound/", bank.inbound_list, name="bank-inbound"),
    path("bank/inbound/<str:public_id>/", bank.inbound_page, name="bank-inbound-file"),
    path("bank/inbound/<str:public_id>/close/", bank.close_inbound, name="bank-inbound-close"),
    path(
        "bank/inbound/<str:public_id>/items/<int:item_id>/close/",
        bank.close_item,
        name="bank-item-close",
    ),
    path("bank/statements/", bank.statement_list, name="bank-statements"),
    path("bank/statements/<int:statement_id>/", bank.statement_page, name="bank-statement"),
    path("mri/", mri.overview, name="mri"),
    path("mri/test/", mri.test_connection, name="mri-test"),
    path("mri/postings/", mri.posting_list, name="mri-postings"),
    path("mri/postings/<int:posting_id>/retry/", mri.retry_posting, name="mri-posting-retry"),
    path("mri/postings/<int:posting_id>/skip/", mri.skip_posting, name="mri-posting-skip"),
    path("mri/properties/<int:mri_property_id>/sync/", mri.sync_now, name="mri-sync-now"),
    path("mri/syncs/<int:run_id>/", mri.sync_page, name="mri-sync"),
    path("tasks/", tasks.task_list, name="tasks"),
    path("tasks/<int:task_id>/done/", tasks.finish, name="task-done"),
    path("verify/", verify.verify, name="verify"),
]
