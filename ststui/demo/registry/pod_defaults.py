"""What the API server fills into pods and pod templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ststui.demo.fields import thaw
from ststui.demo.registry.quantities import canonical

if TYPE_CHECKING:
    from ststui.demo.fields import Json

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_FILE_MODES = {"configMap", "secret", "projected", "downwardAPI"}
_EVICTION_KEYS = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")


def template_defaults(template: Json) -> Json:
    """A pod template with its defaults.

    Args:
        template: metadata and spec as sent.

    Returns:
        A copy, filled as pkg/apis/core/v1/defaults.go 1.36 does.
    """
    template = thaw(template)
    template.setdefault("metadata", {}).pop("creationTimestamp", None)
    _pod_spec(template.setdefault("spec", {}))
    return template


def pod_defaults(pod: Json) -> Json:
    """A pod with its defaults and what admission adds (account, tolerations, priority).

    Args:
        pod: The pod as sent; it is changed.

    Returns:
        The same pod.
    """
    spec = pod.setdefault("spec", {})
    _pod_spec(spec)
    for container in (*spec.get("containers", ()), *spec.get("initContainers", ())):
        limits = container["resources"].get("limits")
        if limits:
            container["resources"]["requests"] = limits | container["resources"].get("requests", {})
    spec.setdefault("enableServiceLinks", True)
    account = spec.setdefault("serviceAccountName", spec.get("serviceAccount", "default"))
    spec.setdefault("serviceAccount", account)
    spec.setdefault("preemptionPolicy", "PreemptLowerPriority")
    spec.setdefault("priority", 0)
    tolerations = spec.setdefault("tolerations", [])
    for key in _EVICTION_KEYS:
        if not any(item.get("key") in (key, None) for item in tolerations):
            tolerations.append(
                {
                    "effect": "NoExecute",
                    "key": key,
                    "operator": "Exists",
                    "tolerationSeconds": 300,
                }
            )
    return pod


def _pod_spec(spec: Json) -> None:
    spec.setdefault("restartPolicy", "Always")
    spec.setdefault("dnsPolicy", "ClusterFirst")
    spec.setdefault("schedulerName", "default-scheduler")
    spec.setdefault("terminationGracePeriodSeconds", 30)
    if spec.get("securityContext") is None:
        spec["securityContext"] = {}
    for container in spec.get("containers", ()):
        _container(container)
    for container in spec.get("initContainers", ()):
        _container(container)
    for volume in spec.get("volumes", ()):
        _volume(volume)
    for key in ("containers", "initContainers", "volumes", "nodeSelector", "tolerations"):
        if key in spec and not spec[key]:
            del spec[key]


def _container(container: Json) -> None:
    container.setdefault("terminationMessagePath", "/dev/termination-log")
    container.setdefault("terminationMessagePolicy", "File")
    image = str(container.get("image", ""))
    tag = image.rpartition("/")[2].partition(":")[2]
    newest = "@" not in image and tag in ("", "latest")
    container.setdefault("imagePullPolicy", "Always" if newest else "IfNotPresent")
    resources = container.get("resources") or {}
    container["resources"] = {
        part: {name: canonical(amount) for name, amount in amounts.items()}
        for part, amounts in resources.items()
        if isinstance(amounts, dict) and amounts
    }
    for port in container.get("ports", ()):
        port.setdefault("protocol", "TCP")
    for name in _PROBES:
        probe = container.get(name)
        if probe:
            _probe(probe)
    for variable in container.get("env", ()):
        reference: Any = variable.get("valueFrom", {}).get("fieldRef")
        if reference:
            reference.setdefault("apiVersion", "v1")


def _probe(probe: Json) -> None:
    probe.setdefault("timeoutSeconds", 1)
    probe.setdefault("periodSeconds", 10)
    probe.setdefault("successThreshold", 1)
    probe.setdefault("failureThreshold", 3)
    request = probe.get("httpGet")
    if request is not None:
        request.setdefault("path", "/")
        request.setdefault("scheme", "HTTP")


def _volume(volume: Json) -> None:
    for source in _FILE_MODES & volume.keys():
        volume[source].setdefault("defaultMode", 420)
    if "hostPath" in volume:
        volume["hostPath"].setdefault("type", "")
    if set(volume) == {"name"}:
        volume["emptyDir"] = {}
