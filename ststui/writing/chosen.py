"""The audit that the settings want."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.writing.audit import FileAudit, place
from ststui.writing.syslog_audit import SyslogAudit

if TYPE_CHECKING:
    from ststui.settings import Settings
    from ststui.writing.audit import Audit


def audit_of(settings: Settings) -> Audit:
    """Where writes are noted."""
    return SyslogAudit() if settings.audit == "syslog" else FileAudit(place())
