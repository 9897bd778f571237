"""What a rule needs to have been read, by the API's plural names."""

from __future__ import annotations

from typing import Final, Literal, get_args

Need = Literal[
    "pods",
    "persistentvolumeclaims",
    "services",
    "endpointslices",
    "controllerrevisions",
    "events",
    "nodes",
    "persistentvolumes",
    "storageclasses",
    "volumeattachments",
    "csinodes",
    "resourcequotas",
    "limitranges",
    "namespaces",
    "statefulsets",
    "allPods",
    "poddisruptionbudgets",
    "horizontalpodautoscalers",
    "nodeLeases",
    "systemLeases",
    "dnsSlices",
    "usage",
    "dns",
    "version",
]
"""The first five are parts of a Family. statefulsets: all of the namespace. allPods: pods
of the namespace, those of no set too. nodeLeases, systemLeases: Leases of kube-node-lease and
kube-system. dnsSlices: EndpointSlices of the cluster's DNS. usage: stats/summary of kubelets.
dns: what DNS says of the names; it is asked only on request. version: of the control plane, which
is read before all else or not at all."""

NEEDS: Final[tuple[Need, ...]] = get_args(Need)
"""All of them."""
