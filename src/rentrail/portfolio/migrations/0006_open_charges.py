"""Which charges are open: see ``0006_open_charges.sql``."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import rentrail.identity.tenancy
from rentrail.identity.isolation import isolate


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0002_integrity'),
        ('portfolio', '0005_proofs'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='charge',
            name='charge_open',
        ),
        migrations.CreateModel(
            name='OpenCharge',
            fields=[
                ('company', models.ForeignKey(db_constraint=False, db_index=False, default=rentrail.identity.tenancy.current_company_id, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.company')),
                ('pk', models.CompositePrimaryKey('lease_id', 'charge_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('charge', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.charge')),
                ('lease', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.lease')),
            ],
            options={
                'abstract': False,
            },
        ),
        isolate("portfolio_opencharge"),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")),
    ]
