"""A stand-in for MRI Residential Management: a program that speaks MRI's HTTP interface.

It is built from what is publicly known of that interface; what is not known is assumed, and
`catalogue` and the page /simulator/status say so. It shares no code with the client it meets.
"""

from rentrail.simulators.mri.faults import FaultKind, Faults
from rentrail.simulators.mri.generator import Plan
from rentrail.simulators.mri.running import RunningMri
from rentrail.simulators.mri.settings import Credentials, Settings
from rentrail.simulators.mri.world import Batch, Payment, Resident, World

__all__ = [
    "Batch",
    "Credentials",
    "FaultKind",
    "Faults",
    "Payment",
    "Plan",
    "Resident",
    "RunningMri",
    "Settings",
    "World",
]
