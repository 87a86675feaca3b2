"""A kernel in the sandbox: jupyter_client's doors, each of which could lead to an unsandboxed kernel, and none does."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from instructor.sandbox.limits import MEBIBYTE, Limits, SandboxError
from instructor.sandbox.walls import Sandbox, bubblewrap, start_sandbox

PORTS = {f"{channel}_port": port for port, channel in enumerate(("shell", "iopub", "stdin", "hb", "control"), 1)}

# Python looks for modules in the working directory first; IPython will put it behind the standard library.
LAUNCH = "import sys; sys.path.remove(''); from ipykernel.kernelapp import launch_new_instance; launch_new_instance()"

KERNEL = [sys.executable, "-c", LAUNCH, "-f", "/sockets/kernel.json", "--HistoryManager.hist_file=:memory:"]

quiet = logging.getLogger(__name__)


class Provisioner(LocalProvisioner):
    """Starts a kernel in a sandbox, with a copy of the folder's files but its notebooks: hidden tests stand in them."""

    def __init__(self, manager: Manager, folder: Path, limits: Limits) -> None:
        super().__init__(kernel_id="sandboxed", kernel_spec=manager.kernel_spec, parent=manager)
        self.files = _files(folder)
        self.limits = limits
        self.sandbox: Sandbox | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Write no connection file on this machine: it goes into the sandbox only."""
        return {"cmd": KERNEL}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start the sandbox."""
        assert isinstance(self.parent, Manager)
        connection = {**self.parent.get_connection_info(), "key": self.parent.session.key.decode()}
        files = self.files | {"sockets/kernel.json": json.dumps(connection).encode()}
        self.sandbox = start_sandbox(bubblewrap(), cmd, files, self.limits)
        self.process, self.pid = self.sandbox.process, self.sandbox.process.pid
        return connection

    async def kill(self, restart: bool = False) -> None:
        """End everything inside."""
        if self.sandbox:
            self.sandbox.kill()


def _files(folder: Path) -> dict[str, Path | bytes]:
    return {
        f"submission/{path.relative_to(folder)}": path
        for path in sorted(folder.rglob("*"))
        if not path.is_symlink() and (path.is_file() or path.is_dir()) and path.suffix != ".ipynb"
    }


class Manager(AsyncKernelManager):
    """A kernel manager with one way of starting a kernel: jupyter_client's choice of ways has an unsafe default."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        super().__init__(transport="ipc", ip="/sockets/kernel", kernel_name="python3", log=quiet, **PORTS)
        self.limits = limits
        self.provisioner = Provisioner(self, folder, limits)

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernel of the Python that runs here, whatever the notebook names; no signal passes into a sandbox."""
        return KernelSpec(argv=KERNEL, language="python", interrupt_mode="message")

    @property
    def sandbox(self) -> Sandbox:
        """The sandbox of the kernel; SandboxError where the kernel is in none."""
        if type(self.provisioner) is not Provisioner or not self.provisioner.sandbox:
            raise SandboxError(f"the kernel is in no sandbox: {type(self.provisioner).__name__} was to start it")
        return self.provisioner.sandbox

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        if type(self.provisioner) is Provisioner:
            await self.provisioner.launch_kernel(kernel_cmd, **kw)
        self.ip = f"/proc/self/fd/{self.sandbox.sockets}/kernel"

    def client(self, **kwargs: Any) -> Any:
        """Return a client that hangs up on a message larger than any that is kept, and lets only a hundred wait."""
        client = super().client(**kwargs)
        client.context.setsockopt(zmq.MAXMSGSIZE, 2 * self.limits.output + MEBIBYTE)
        client.context.setsockopt(zmq.RCVHWM, 100)
        return client
