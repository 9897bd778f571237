"""What DNS says of the healthy set."""

from __future__ import annotations

from ststui.diagnosis.example_objects import NAME, NAMESPACE, NODES
from ststui.diagnosis.moments import NOW
from ststui.model.dns import Answer, DnsWay, Name, NameCheck, NameKind, SetDns


def healthy_dns() -> SetDns:
    """Every name answers as it must."""
    addresses = tuple(f"10.1.0.{ordinal + 10}" for ordinal in range(len(NODES)))
    return SetDns(
        asked_at=NOW,
        way=DnsWay(transport="portForward", servers=("coredns-a",)),
        service=_check("service", NAME, *addresses),
        ordinals={
            ordinal: _check("ordinal", f"{NAME}-{ordinal}.{NAME}", address, ordinal=ordinal)
            for ordinal, address in enumerate(addresses)
        },
    )


def _check(kind: NameKind, name: str, *addresses: str, ordinal: int | None = None) -> NameCheck:
    text = f"{name}.{NAMESPACE}.svc.cluster.local."
    return NameCheck(
        name=Name(kind=kind, text=text, types=("A",), ordinal=ordinal),
        verdict="ok",
        layer=None,
        sentence=", ".join(addresses),
        expected=addresses,
        answers=(Answer(server="coredns-a", rcode="NOERROR", addresses=addresses),),
    )
