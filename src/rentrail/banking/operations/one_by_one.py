"""Work bank by bank, or batch by batch: a fault of ours at one stops none of the others."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db import OperationalError

from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import StaffTask
from rentrail.primitives.problems import Refusal

log = logging.getLogger(__name__)

TASK = "bank-work-failed"

Done = TypeVar("Done")


class SomeFailed(Refusal):
    """Some of the work failed, each part with a task; the rest is done. Fit to show a person."""


@dataclass(kw_only=True)
class OneByOne:
    """Several pieces of the same work, of which each may fail by itself.

    `what` says it in the words that follow “failed”: “settling”.
    """

    what: str
    now: datetime
    told_before: set[str] = field(init=False)
    failed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        open_tasks = StaffTask.objects.filter(kind=TASK, done_at=None)
        self.told_before = set(open_tasks.values_list("subject", flat=True))

    def attempt(
        self, name: str, work: Callable[[], Done], *, subject: str, property_id: int | None = None
    ) -> Done | None:
        """Do one piece; where it fails for a fault of ours, log it, tell staff, and give none.

        What waits for a reason of its own (a refusal) is the caller's, and so is a database that
        was lost or busy.
        """
        subject = f"{self.what}:{subject}"
        try:
            done = work()
        except (OperationalError, Refusal):
            raise
        except Exception:
            log.exception("%s failed at %s.", self.what.capitalize(), name)
            self.failed.append(name)
            portfolio.raise_task(
                kind=TASK,
                subject=subject,
                text=f"{self.what.capitalize()} failed at {name} for a fault in Rentrail; nothing "
                "of it was done. It is tried again each time. The log tells more.",
                property_id=property_id,
                now=self.now,
            )
            return None
        if subject in self.told_before:
            portfolio.resolve_task(kind=TASK, subject=subject, done_by="rentrail", now=self.now)
        return done

    def finish(self) -> None:
        """Say what failed, now that all the others are done.

        Raises:
            SomeFailed: a piece failed.
        """
        if self.failed:
            raise SomeFailed(
                f"{self.what.capitalize()} failed at {', '.join(self.failed)}; the others are "
                "done. The log tells more."
            )
