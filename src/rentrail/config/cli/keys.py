"""`rentrail keys rotate`."""

import argparse

from rentrail.config.cli import actors, output
from rentrail.config.sealed_columns import SEALED_COLUMNS
from rentrail.identity import resealing, vault
from rentrail.identity.audit import acting_as
from rentrail.identity.models import Company
from rentrail.identity.tenancy import company_scope


def rotate(args: argparse.Namespace) -> int:
    """Seal everything of every company anew under the ring's first key; tell what can't be."""
    count, left = 0, []
    for company in Company.objects.order_by("code"):
        with company_scope(company.id), acting_as(actors.whoever_types(), source="keys rotate"):
            for column in SEALED_COLUMNS:
                done = resealing.reseal(column)
                count += done.count
                left += [
                    f"{company.code}, {column}: {len(row_ids):,} left, the first in row "
                    f"{row_ids[0]}: {why}"
                    for why, row_ids in done.left.items()
                ]
    if args.json:
        output.show_json({"key": vault.current_key_id(), "sealed_anew": count, "left": left})
    else:
        print(f"{count:,} values sealed anew under “{vault.current_key_id()}”.")
        print("\n".join(left) or "Nothing is sealed under another key any more.")
    return 1 if left else 0
