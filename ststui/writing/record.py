"""The lines of the audit: what is noted of a request before and after it; never a secret."""

from __future__ import annotations

import getpass
import os
import socket
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from ststui.actions.request import redacted
from ststui.writing.began import began

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.actions import Plan, PlannedRequest
    from ststui.cluster.session import Session
    from ststui.cluster.trouble import Response, Trouble
    from ststui.writing.audit import Line


@dataclass(frozen=True, slots=True)
class Record:
    """One request to be noted."""

    session: Session
    plan: Plan
    request: PlannedRequest
    number: int
    """Which of the plan's requests it is, from 1."""
    id: str

    def before(self, *, now: datetime) -> Line:
        """The line before it is sent."""
        subject = self.plan.subject
        return {
            "phase": "before",
            "id": self.id,
            "at": _time(now),
            "by": _user(),
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "began": began(os.getpid()),
            "agent": self.session.user_agent,
            "context": self.session.context,
            "server": address(self.session.server),
            "namespace": subject.namespace,
            "kind": subject.kind,
            "name": subject.name,
            "uid": subject.uid,
            "action": self.plan.action,
            "title": self.plan.title,
            "request": f"{self.number} of {len(self.plan.requests)}",
            "method": self.request.method,
            "path": self.request.path,
            "body": redacted(self.request.body),
            "dangers": sorted({each.code for each in self.plan.warnings if each.dangerous}),
            "reversal": asdict(self.plan.reversal) if self.plan.reversal else None,
        }

    def after(self, answer: Response | Trouble | None, *, now: datetime) -> Line:
        """The line after it; None as the answer: it was interrupted, so nobody knows."""
        status = answer.status if answer is not None else None
        if status is None or status >= 500:
            outcome = "unknown"
        elif 200 <= status < 300:
            outcome = "accepted"
        else:
            outcome = "refused"
        # The server's sentence may quote what was sent: its one-word reason does not.
        reason = getattr(answer, "reason", "") or getattr(answer, "kind", "")
        return {
            "phase": "after",
            "id": self.id,
            "at": _time(now),
            "outcome": outcome,
            "status": status,
            "reason": reason,
        }


def record(session: Session, plan: Plan, *, number: int) -> Record:
    """A record of one of a plan's requests, counted from 1."""
    return Record(session, plan, plan.requests[number - 1], number, uuid4().hex)


def address(server: str) -> str:
    """Scheme, host and port: a user or a path may hold a secret."""
    parts = urlsplit(server)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _time(now: datetime) -> str:
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return str(os.getuid())
