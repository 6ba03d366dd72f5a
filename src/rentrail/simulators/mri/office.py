"""What every operation of the simulated MRI works with: its memory, its switches, its clock."""

from dataclasses import dataclass, field
from datetime import date, datetime

from rentrail.primitives import clock
from rentrail.primitives.clock import Clock
from rentrail.simulators.mri.settings import Settings
from rentrail.simulators.mri.storage import Storage


@dataclass(kw_only=True)
class Office:
    """One MRI installation."""

    storage: Storage
    settings: Settings = field(default_factory=Settings)
    clock: Clock | None = None  # none follows the clock of this process

    def now(self) -> datetime:
        """Give the moment it is at this MRI, in UTC."""
        return self.clock.now() if self.clock else clock.now()

    def today(self) -> date:
        """Give the day it is at this MRI."""
        return self.now().date()

    def stamp(self) -> str:
        """Give the moment as MRI's own columns hold it, to the second."""
        return self.now().strftime("%Y-%m-%dT%H:%M:%S")
