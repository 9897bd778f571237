"""When DNS is asked in a context, by flags, settings and protection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.settings.protection import protecting

if TYPE_CHECKING:
    from ststui.cli.options import Options
    from ststui.cluster.session import Session
    from ststui.settings.settings import DnsMode


def dns_mode(wanted: Options, session: Session) -> DnsMode:
    """As asked for; else on demand in protected contexts, and while it is visible in others."""
    if wanted.dns is not None:
        return wanted.dns
    pattern = protecting(
        wanted.settings.protected.contexts,
        context=session.context,
        cluster=session.cluster_name,
        server=session.server,
    )
    return "auto" if pattern is None else "on-demand"
