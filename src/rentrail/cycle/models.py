"""Which steps of which business day have been done (RAIL-1)."""

from django.db import models

from rentrail.identity.tenancy import CompanyOwned


class StepState(models.TextChoices):
    """How a step of a business day stands."""

    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class DayStep(CompanyOwned):
    """One step of one company's business day: restartable, done once (RAIL-1)."""

    business_date = models.DateField()
    name = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=StepState.choices)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "business_date", "name"], name="daystep_once"
            )
        ]
