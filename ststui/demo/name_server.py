"""The cluster's DNS servers: they answer from EndpointSlices as CoreDNS does, or fail to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.reversename
import dns.rrset

from ststui.demo import kinds
from ststui.demo.fields import at, name_of, namespace_of
from ststui.demo.names import ZONE, addresses, endpoint_name, served_ports

if TYPE_CHECKING:
    from ststui.demo.store import Store

TTL_SECONDS = 5
"""Of answers and of names that do not exist (CoreDNS, default)."""
_SOA = f"ns.dns.{ZONE}. hostmaster.{ZONE}. 1 7200 1800 86400 {TTL_SECONDS}"


class NameServers:
    """How each DNS pod answers."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._trouble: dict[str, str] = {}
        self._wrong: dict[tuple[str, str], tuple[str, ...]] = {}
        self.asked = 0
        """Queries so far."""

    def set_trouble(self, pod: str, trouble: str) -> None:
        """Let a DNS pod fail.

        Args:
            pod: The pod's name.
            trouble: servfail, refused, silent; empty for none.
        """
        self._trouble[pod] = trouble

    def set_answer(self, pod: str, name: str, found: tuple[str, ...] | None) -> None:
        """Let a DNS pod answer a name from a stale cache.

        Args:
            pod: The DNS pod's name.
            name: The absolute name.
            found: The addresses it gives, none for NXDOMAIN; None for the truth again.
        """
        key = (pod, name.rstrip(".").lower())
        if found is None:
            self._wrong.pop(key, None)
        else:
            self._wrong[key] = found

    def answer(self, pod: str, wire: bytes) -> bytes | None:
        """A DNS pod's answer to a query.

        Args:
            pod: The DNS pod's name.
            wire: The query without the length in front.

        Returns:
            The answer; None for silence, or a query that cannot be read.
        """
        self.asked += 1
        try:
            query = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return None
        trouble = self._trouble.get(pod, "")
        if trouble == "silent" or not query.question:
            return None
        response = dns.message.make_response(query)
        if trouble:
            response.set_rcode(dns.rcode.SERVFAIL if trouble == "servfail" else dns.rcode.REFUSED)
            return response.to_wire()
        question = query.question[0]
        self._fill(pod, response, question.name, question.rdtype)
        return response.to_wire()

    def _fill(
        self,
        pod: str,
        response: dns.message.Message,
        name: dns.name.Name,
        kind: dns.rdatatype.RdataType,
    ) -> None:
        response.flags |= dns.flags.AA
        text = name.to_text().lower()
        if name.is_subdomain(dns.reversename.ipv4_reverse_domain):
            pointed = self._pointed(dns.reversename.to_address(name))
            self._put(response, text, "PTR", pointed, exists=bool(pointed), wanted=kind)
            return
        if not text.endswith(f"{ZONE}."):
            response.flags &= ~dns.flags.AA
            response.set_rcode(dns.rcode.NXDOMAIN)
            return
        if text == f"dns-version.{ZONE}.":
            self._put(response, text, "TXT", ['"1.1.0"'], exists=True, wanted=kind)
            return
        if text.startswith("_"):
            served = served_ports(self._store, text)
            self._put(response, text, "SRV", served, exists=bool(served), wanted=kind)
            return
        stale = self._wrong.get((pod, text.rstrip(".")))
        found = addresses(self._store, text) if stale is None else list(stale) or None
        self._put(response, text, "A", found or [], exists=found is not None, wanted=kind)

    def _put(
        self,
        response: dns.message.Message,
        text: str,
        kind: str,
        values: list[str],
        *,
        exists: bool,
        wanted: dns.rdatatype.RdataType,
    ) -> None:
        if values and wanted == dns.rdatatype.from_text(kind):
            response.answer.append(dns.rrset.from_text(text, TTL_SECONDS, "IN", kind, *values))
            return
        if not exists:
            response.set_rcode(dns.rcode.NXDOMAIN)
        response.authority.append(dns.rrset.from_text(f"{ZONE}.", TTL_SECONDS, "IN", "SOA", _SOA))

    def _pointed(self, address: str) -> list[str]:
        """The names of an address: of the Service it is, else of the endpoints it belongs to."""
        for service in self._store.each(kinds.SERVICES):
            if at(service, "spec", "clusterIP") == address:
                return [f"{name_of(service)}.{namespace_of(service)}.svc.{ZONE}."]
        names = []
        for held in self._store.each(kinds.SLICES):
            service = held["metadata"]["labels"].get("kubernetes.io/service-name")
            for endpoint in held["endpoints"]:
                if address in endpoint["addresses"] and endpoint["conditions"].get("ready"):
                    label = endpoint_name(endpoint, address)
                    names.append(f"{label}.{service}.{namespace_of(held)}.svc.{ZONE}.")
        return names
