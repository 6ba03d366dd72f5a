"""A simulated MRI that runs for a while: in a test, in a demo, or as a program."""

import threading
from pathlib import Path
from types import TracebackType

from rentrail.primitives.clock import Clock
from rentrail.simulators.mri import generator
from rentrail.simulators.mri.faults import Faults
from rentrail.simulators.mri.generator import Plan
from rentrail.simulators.mri.office import Office
from rentrail.simulators.mri.server import Server
from rentrail.simulators.mri.service import Activity, Service
from rentrail.simulators.mri.settings import Credentials, Settings
from rentrail.simulators.mri.storage import Storage
from rentrail.simulators.mri.world import World


class RunningMri:
    """An MRI over HTTP on this machine, from `with` to the end of the block.

    Without a data file it lives in memory. With one, it goes on where it was killed.
    """

    def __init__(
        self,
        *,
        plan: Plan | None = None,
        data: Path | None = None,
        port: int = 0,
        settings: Settings | None = None,
        faults: Faults | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self.faults = faults or Faults()
        self._storage = Storage(data)
        office = Office(storage=self._storage, settings=self.settings, clock=clock)
        generator.generate(office=office, plan=plan or Plan())
        self.world = World(office=office)
        self._service = Service(office=office, faults=self.faults)
        self._server = Server(address=("127.0.0.1", port), service=self._service, world=self.world)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> "RunningMri":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._storage.close()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    @property
    def base_url(self) -> str:
        """The host part of its address, as a connection is configured with."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """The address of MRI's one entry point."""
        return f"{self.base_url}/mriapiservices/api.asp"

    @property
    def credentials(self) -> Credentials:
        """What to sign in with."""
        return self.settings.credentials

    @property
    def activity(self) -> Activity:
        """The requests that have come in."""
        return self._service.activity
