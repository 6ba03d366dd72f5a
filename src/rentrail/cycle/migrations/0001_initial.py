import django.db.models.deletion
import rentrail.identity.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DayStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("business_date", models.DateField()),
                ("name", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("done", "Done"), ("failed", "Failed")],
                        max_length=8,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("result", models.JSONField(default=dict)),
                ("problem", models.TextField(blank=True)),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        default=rentrail.identity.tenancy.current_company_id,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.company",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "business_date", "name"), name="daystep_once"
                    )
                ],
            },
        ),
    ]
