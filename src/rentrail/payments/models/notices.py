"""Notices owed to payers."""

from django.db import models

from rentrail.identity.tenancy import CompanyOwned


class Notice(CompanyOwned):
    """A notice owed to a payer: text, why, and when it left (PAY-9, RULE-3)."""

    person = models.ForeignKey("portfolio.Person", on_delete=models.PROTECT, related_name="notices")
    kind = models.SlugField(max_length=40)
    subject = models.CharField(max_length=80)  # public id of what it is about
    email = models.EmailField(blank=True)
    text = models.TextField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "kind", "subject"], name="notice_once")
        ]
