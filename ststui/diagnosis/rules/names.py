"""What DNS really answered, where it was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.diagnosis.match import At, Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import SetCheck

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.model.dns import NameCheck

_DNS: Final[tuple[Need, ...]] = ("dns",)
_WRONG: Final = frozenset({"nxdomain-unexpected", "stale", "nodata"})


def _checks(seen: Seen) -> Iterator[tuple[int | None, NameCheck]]:
    asked = seen.dns
    if asked is not None:
        yield None, asked.service
        yield from sorted(asked.ordinals.items())


def _match(seen: Seen, ordinal: int | None, check: NameCheck) -> Match:
    kind, name = "Service", seen.set.spec.service_name
    if ordinal is not None:
        kind, name = "Pod", f"{seen.family.name}-{ordinal}"
    servers = ", ".join(dict.fromkeys(each.server for each in check.answers)) or "no server"
    said = found(
        check.sentence,
        f"DNS, asked of {servers}",
        at=At(kind=kind, namespace=seen.family.namespace, name=name, ordinal=ordinal),
        fqdn=check.name.text.rstrip("."),
        servers=servers,
    )
    if check.negative_ttl is None:
        return said
    return said.and_(
        found(f"no such name may be kept for {check.negative_ttl}s", "SOA record of the answer")
    )


def _first(seen: Seen, verdicts: frozenset[str], *, cached: bool) -> Match | None:
    for ordinal, check in _checks(seen):
        if check.verdict in verdicts and (check.layer == "cache") is cached:
            return _match(seen, ordinal, check)
    return None


def _not_resolving(seen: Seen) -> Match | None:
    return _first(seen, _WRONG, cached=False)


def _cached(seen: Seen) -> Match | None:
    return _first(seen, _WRONG | {"split"}, cached=True)


def _split(seen: Seen) -> Match | None:
    return _first(seen, frozenset({"split"}), cached=False)


def _failing(seen: Seen) -> Match | None:
    return _first(seen, frozenset({"servfail", "refused", "timeout"}), cached=False)


_DEBUG = "D/tasks/administer-cluster/dns-debugging-resolution/"
_ASK = Fix("ask again, every server by itself", "ststui dns {set} -n {namespace}")
_LOGS = Fix("the servers' logs", "kubectl -n kube-system logs -l k8s-app=kube-dns --tail=50")

RULES = (
    Rule(
        id="dns-not-resolving",
        severity="high",
        about="set",
        signs=(SetCheck(_not_resolving, needs=_DNS),),
        title="DNS does not answer rightly for {fqdn}",
        why="The pod is Ready and stands in the EndpointSlice, but the servers do not say so: they do not follow the API server, or their configuration leaves the name out.",
        newcomers="Other programs look up this name and do not find the pod.",
        fix=(_ASK, _LOGS),
        doc=_DEBUG,
        explained_by=("svc-*", "eps-*", "dns-coredns-down", "dns-label-*"),
        case=Case(
            fires=lambda web: web.resolved(
                1, "nxdomain-unexpected", "server", "NXDOMAIN, expected 10.1.0.11"
            ),
            silent=lambda web: web.resolved(
                1, "nxdomain-expected", "readiness", "no record while the pod is not Ready"
            ),
        ),
    ),
    Rule(
        id="dns-negative-cache",
        severity="info",
        about="set",
        signs=(SetCheck(_cached, needs=_DNS),),
        title="DNS still gives an old answer for {fqdn}; a cache keeps it for some seconds",
        why="The EndpointSlice is right and changed a moment ago. CoreDNS keeps answers for 5 to 30 seconds, node-local caches and programs (Java) may keep them longer.",
        newcomers="DNS remembers old answers for a short while.",
        fix=(Fix("wait 30 seconds, then ask again", "ststui dns {set} -n {namespace}"),),
        doc="D/concepts/workloads/controllers/statefulset/#stable-network-id",
        case=Case(
            fires=lambda web: web.resolved(
                1, "nxdomain-unexpected", "cache", "NXDOMAIN, expected 10.1.0.11"
            ),
            silent=lambda web: web.resolved(1, "ok", None, "10.1.0.11"),
        ),
    ),
    Rule(
        id="dns-servers-disagree",
        severity="medium",
        about="set",
        signs=(SetCheck(_split, needs=_DNS),),
        title="The DNS servers disagree about {fqdn}",
        why="One of them does not follow the API server: a name resolves or not, by chance.",
        newcomers="There are several directories, and one of them is out of date.",
        fix=(
            _ASK,
            Fix("see the servers", "kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide"),
            _LOGS,
        ),
        doc=_DEBUG,
        case=Case(
            fires=lambda web: web.resolved(
                1,
                "split",
                "server",
                "the servers disagree: coredns-a: NXDOMAIN; coredns-b: 10.1.0.11",
            ),
            silent=lambda web: web.resolved(1, "ok", None, "10.1.0.11"),
        ),
    ),
    Rule(
        id="dns-server-fails",
        severity="high",
        about="set",
        signs=(SetCheck(_failing, needs=_DNS),),
        title="DNS has no answer for {fqdn}",
        why="The servers ({servers}) report a failure, refuse or are silent; the evidence says which. SERVFAIL right after a start means that a server has not read the cluster yet.",
        newcomers="The directory that turns names into addresses does not work.",
        fix=(_ASK, _LOGS),
        doc=_DEBUG,
        explained_by=("dns-coredns-down",),
        case=Case(
            fires=lambda web: web.resolved(1, "servfail", "server", "the server answers SERVFAIL"),
            silent=lambda web: web.resolved(1, "unavailable", "server", "no server was asked"),
        ),
    ),
)
