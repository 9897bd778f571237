"""A real control plane on loopback: started in seconds, stopped without a trace."""

from __future__ import annotations

import base64
import contextlib
import json
import shutil
import ssl
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tests.testbed.audit import AuditLog
from tests.testbed.build import KUBERNETES, NEXT_KUBERNETES, build
from tests.testbed.kubectl import run_kubectl
from tests.testbed.layout import OBJECTS, Binaries, Layout
from tests.testbed.nodes import node_manifests

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.testbed.program import Program

VOLUMES = Path("/tmp/hostpath_pv")
"""Where the host-path provisioner puts its folders (pkg/volume/hostpath/host_path.go)."""

START_SECONDS = 60.0
"""Starting takes about 6 s on two idle cores; others may be busy."""


class ControlPlane:
    """etcd, kube-apiserver, kube-controller-manager, kube-scheduler, KWOK and two CoreDNS.

    Use it as a context manager: leaving it ends every program and removes its folder.
    """

    def __init__(
        self,
        *,
        nodes: int = 3,
        gates: str = "",
        binaries: Path | None = None,
        kubernetes: str = KUBERNETES,
        dual_stack: bool = False,
    ) -> None:
        """Prepare; nothing runs yet.

        Args:
            nodes: how many nodes join (node-a, node-b …).
            gates: ``--feature-gates`` of the API server and the controllers.
            binaries: folder of the programs; built if need be when left out.
            kubernetes: `build.KUBERNETES`, or `build.NEXT` (built if need be).
            dual_stack: Services may have IPv6 addresses as well. KWOK gives pods only one address:
                a test patches ``status.podIPs``.
        """
        others = binaries or build()
        programs = others if kubernetes == KUBERNETES else build(NEXT_KUBERNETES)
        self.binaries = programs
        """Folder of kubectl."""
        self.version = f"v{kubernetes}"
        layout = Layout(
            Binaries(kubernetes=programs, others=others), gates=gates, dual_stack=dual_stack
        )
        self.folder = layout.folder
        self.ports = layout.ports
        self.server = layout.server
        self.authority = layout.authority
        self.kubeconfig = layout.kubeconfig
        self.dns = layout.dns
        self.audit = AuditLog(layout.files.audit_log)
        self._programs = layout.programs
        self._nodes = node_manifests(nodes)
        self._ssl = ssl.create_default_context(cafile=str(self.authority.certificate))
        self._ssl.load_cert_chain(layout.files.admin.certificate, layout.files.admin.key)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start everything and wait until nodes and DNS servers are Ready.

        Raises:
            ProgramEndedError: a program ended by itself.
            TimeoutError: it did not become ready.
        """
        for name in ("etcd", "kube-apiserver"):
            self._programs[name].start()
        self._wait_ready()
        for name in ("kube-controller-manager", "kube-scheduler", "kwok"):
            self._programs[name].start()
        for server in self.dns:
            server.start()
        self.kubectl("apply", "-f", str(OBJECTS / "base.yaml"))
        pods = [server.manifest(node="node-a") for server in self.dns]
        self.apply(*self._nodes, *pods)
        self._wait(self._settled, what="Ready nodes and DNS pods")

    def stop(self) -> None:
        """End every program at once and remove the folder, and the volumes if it can list them."""
        with contextlib.suppress(OSError):
            for volume in self.get("/api/v1/persistentvolumes")["items"]:
                path = Path(volume["spec"].get("hostPath", {}).get("path", ""))
                if path.is_relative_to(VOLUMES):
                    shutil.rmtree(path, ignore_errors=True)
        for server in self.dns:
            server.program.kill()
        for program in reversed(self._programs.values()):
            program.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def program(self, name: str) -> Program:
        """One of the programs by its name (``kube-scheduler``), to freeze, kill or start it."""
        return self._programs[name]

    def kill_api_server(self) -> None:
        """``kill -9``: every connection breaks, nothing listens on the port."""
        self._programs["kube-apiserver"].kill()

    def restart_api_server(self) -> None:
        """Start it again on the same port (killing it first if need be) and wait for it."""
        self.kill_api_server()
        self._programs["kube-apiserver"].start()
        self._wait_ready()

    def compact(self) -> None:
        """Forget all history in etcd.

        A watch from an older resourceVersion gets 410 only after this *and* a restart of the API
        server: until then its watch cache answers.
        """
        revision = self._etcd("kv/range", {"key": "AA=="})["header"]["revision"]
        self._etcd("kv/compaction", {"revision": revision, "physical": True})

    def store(self, key: str, manifest: dict[str, Any]) -> None:
        """Put an object into etcd past the API server, as an older version may have left one.

        Args:
            key: below `/registry/`, e.g. `validatingwebhookconfigurations/guard`.
            manifest: whole, with its uid.
        """
        texts = {"key": f"/registry/{key}", "value": json.dumps(manifest)}
        self._etcd("kv/put", {n: base64.b64encode(t.encode()).decode() for n, t in texts.items()})

    def kubectl(self, *arguments: str, stdin: str | None = None) -> str:
        """Run the real kubectl as admin and return what it printed.

        Raises:
            KubectlError: it ended with an error.
        """
        program = str(self.binaries / "kubectl")
        cache = f"--cache-dir={self.folder / 'kubectl-cache'}"
        return run_kubectl(program, cache, *arguments, kubeconfig=self.kubeconfig, stdin=stdin)

    def apply(self, *manifests: dict[str, Any]) -> None:
        """``kubectl apply`` of objects."""
        listed = {"apiVersion": "v1", "kind": "List", "items": list(manifests)}
        self.kubectl("apply", "-f", "-", stdin=json.dumps(listed))

    def get(self, path: str) -> Any:
        """GET as admin: the decoded JSON, or the text (``/readyz``).

        Raises:
            OSError: not answered, or not with 200.
        """
        request = urllib.request.Request(self.server + path)
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=self._ssl)
        )
        with opener.open(request, timeout=5) as answer:
            body = answer.read()
            return json.loads(body) if body.startswith(b"{") else body.decode()

    def _settled(self) -> bool:
        nodes = self.get("/api/v1/nodes")["items"]
        pods = self.get("/api/v1/namespaces/kube-system/pods")["items"]
        return len(nodes) == len(self._nodes) and all(_is_ready(item) for item in (*nodes, *pods))

    def _wait_ready(self) -> None:
        self._wait(lambda: self.get("/readyz") == "ok", what="an API server that is ready")

    def _wait(self, condition: Callable[[], bool], *, what: str) -> None:
        end = time.monotonic() + START_SECONDS
        while True:
            for program in self._programs.values():
                program.check()
            try:
                if condition():
                    return
            except OSError:
                pass
            if time.monotonic() > end:
                raise TimeoutError(f"no {what} within {START_SECONDS:.0f} s (logs: {self.folder})")
            time.sleep(0.1)

    def _etcd(self, path: str, body: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.ports.etcd}/v3/{path}", data=json.dumps(body).encode()
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as answer:
            return json.loads(answer.read())


def _is_ready(item: dict[str, Any]) -> bool:
    conditions = item["status"].get("conditions", ())
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)
