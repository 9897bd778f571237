"""How the process in a container behaves: what a real cluster has programs for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What one container does. All times are in the demo's seconds."""

    pull_seconds: float = 1.0
    """How long its image takes to arrive on a node that does not have it."""
    pull_error: str = ""
    """Why its image cannot be pulled."""
    config_error: str = ""
    """Why it cannot be configured (a missing ConfigMap, say)."""
    start_error: str = ""
    """Why its process cannot be started."""
    ready_seconds: float = 2.0
    """From its start until its readiness probe succeeds; infinite for never."""
    unready_always: bool = False
    """Not ready whatever its probes are."""
    startup_seconds: float = 0.0
    """From its start until its startup probe succeeds; infinite for never."""
    unready_message: str = "dial tcp: connect: connection refused"
    """What the probe says until then."""
    exit_code: int | None = None
    """The code it ends with by itself; None if it runs on."""
    exit_seconds: float = 2.0
    """From its start until it ends by itself."""
    exit_reason: str = ""
    """OOMKilled, or empty for Error and Completed."""
    liveness_seconds: float = float("inf")
    """From its start until its liveness probe fails for good, if it has one."""
    flap_seconds: float = 0.0
    """Ready for so long, then not ready for as long; 0 for no flapping."""
    stop_seconds: float = 1.0
    """From SIGTERM to its end; infinite if it must be killed."""
    stop_code: int = 0
    """The code it ends with after SIGTERM."""
    waits_for: str = ""
    """A name it asks DNS for until it resolves; then it ends with 0."""
    holds: str = ""
    """The reason it waits with, for ever, before it starts; empty if it does not."""
    crashed: int | None = None
    """How often it was restarted before it stays in CrashLoopBackOff; None if it does not."""
    final_phase: str = ""
    """The phase its pod ends in at once, Failed or Succeeded; empty if it does not."""
    lingers: bool = False
    """Whether it does not end at all, not even when killed."""
    log: tuple[str, ...] = ()
    """Lines it writes at its start."""
