"""Requests of banks for proof of an authorization, and what is never changed of them."""

import django.db.models.deletion
import rentrail.identity.tenancy
from django.db import migrations, models

from rentrail.identity.guards import frozen, kept, written_once
from rentrail.identity.isolation import isolate


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0002_integrity'),
        ('payments', '0002_integrity'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProofRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=32, unique=True)),
                ('bank_reference', models.CharField(max_length=80)),
                ('received_date', models.DateField()),
                ('due_date', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=120)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.CharField(blank=True, max_length=120)),
                ('answer', models.CharField(blank=True, max_length=120)),
                ('authorization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proof_requests', to='payments.authorization')),
                ('company', models.ForeignKey(db_index=False, default=rentrail.identity.tenancy.current_company_id, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.company')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('answered_at', None)), fields=['company', 'due_date'], name='proof_request_open')],
                'constraints': [models.UniqueConstraint(fields=('authorization', 'bank_reference'), name='proof_request_once')],
            },
        ),
        isolate("payments_proofrequest"),
        kept("payments_proofrequest"),
        frozen(
            "payments_proofrequest",
            *("company_id", "public_id", "authorization_id", "bank_reference"),
            *("received_date", "due_date", "recorded_at", "recorded_by"),
        ),
        written_once("payments_proofrequest", "answered_at", "answered_by", "answer"),
    ]
