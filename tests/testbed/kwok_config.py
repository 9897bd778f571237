"""KWOK's configuration: the stages of nodes and pods, and where logs, exec and forwards lead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

STAGES = Path(__file__).parent / "stages"

WANTED = """
.metadata as $m | ($m.labels["apps.kubernetes.io/pod-index"] // "-") as $ordinal
| def asked($what): ($m.annotations["ststui.test/" + $what] // "")
    | . == "true" or (split(",") | any(. == $ordinal));
  if $m.deletionTimestamp then (if asked("linger") then "lingering" else "gone" end)
  elif asked("fail") then "failed" elif asked("succeed") then "succeeded"
  elif asked("hold") then "held" elif asked("crash") then "crashing"
  elif asked("unready") then "unready" else "ready" end
"""
"""What a pod is wanted to be, from its annotations. Their value is ``true``, or the ordinals it is
meant for (``0,2``), so that a pod template can speak of pods that do not exist yet."""

READY = (
    '.status | (.phase == "Running") and '
    'any(.conditions[]?; .type == "Ready" and .status == "True")'
)
"""Whether it is already Ready."""

# Only once: KWOK gives out a new address each time it is asked. Indented as the stages are.
ADDRESSES = """\
{{ if not .status.podIP }}
      {{ with NodeIPsWith .spec.nodeName }}
      hostIP: {{ index . 0 | Quote }}
      hostIPs: [{{ range . }}{ip: {{ . | Quote }}},{{ end }}]
      {{ end }}
      {{ $m := .metadata }}
      {{ with PodIPsWith .spec.nodeName false $m.uid $m.name $m.namespace }}
      podIP: {{ index . 0 | Quote }}
      podIPs: [{{ range . }}{ip: {{ . | Quote }}},{{ end }}]
      {{ end }}
      {{ end }}"""

LOG = """\
2026-01-02T03:04:05.000000001Z stdout F first line of the log
2026-01-02T03:04:06.000000002Z stderr F a warning \x1b[31min red\x1b[0m with [markup]
2026-01-02T03:04:07.000000003Z stdout F last line of the log
"""
"""What every container has written, in the format of the CRI; escape sequences on purpose."""


def write_kwok_config(folder: Path, *, dns: Mapping[str, int]) -> Path:
    """Write the configuration into ``folder`` and return its file.

    Args:
        folder: of the bed.
        dns: the pods of kube-system that stand for DNS servers, with the servers' local ports.
    """
    log, previous = folder / "container.log", folder / "container-previous.log"
    log.write_text(LOG)
    previous.write_text(LOG.replace("the log", "the previous log"))
    stages = "\n---\n".join(path.read_text() for path in sorted(STAGES.glob("*.yaml")))
    for mark, text in (
        ("%WANTED%", " ".join(WANTED.split())),
        ("%READY%", READY),
        ("%ADDRESSES%", ADDRESSES),
    ):
        stages = stages.replace(mark, text)
    others: list[dict[str, Any]] = [
        _resource("ClusterLogs", logs=[{"logsFile": str(log), "previousLogsFile": str(previous)}]),
        _resource("ClusterExec", execs=[{"local": {"workDir": str(folder)}}]),
        *(_forward(pod, port=port) for pod, port in dns.items()),
    ]
    config = folder / "kwok.yaml"
    config.write_text(stages + "\n---\n" + yaml.safe_dump_all(others))
    return config


def _resource(kind: str, **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "kwok.x-k8s.io/v1alpha1",
        "kind": kind,
        "metadata": {"name": "all"},
        "spec": spec,
    }


def _forward(pod: str, *, port: int) -> dict[str, Any]:
    target = {"address": "127.0.0.1", "port": port}
    return {
        "apiVersion": "kwok.x-k8s.io/v1alpha1",
        "kind": "PortForward",
        "metadata": {"name": pod, "namespace": "kube-system"},
        "spec": {"forwards": [{"ports": [53], "target": target}]},
    }
