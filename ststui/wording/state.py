"""Words for the closed sets of states."""

from __future__ import annotations

ORDINAL_STATES = {
    "running": "Running",
    "notReady": "Not ready",
    "pending": "Pending",
    "starting": "Starting",
    "crashing": "Crashing",
    "terminating": "Terminating",
    "failed": "Failed",
    "succeeded": "Succeeded",
    "missing": "Missing",
    "nameTaken": "Name taken",
    "claimOnly": "Claim without pod",
    "unknown": "Unknown",
}
"""Ordinal state to word."""

CONTAINER_STATES = {
    "running": "Running",
    "waiting": "Waiting",
    "terminated": "Ended",
    "notStarted": "Not started",
}
"""Container state to word."""

SET_STATES = {
    "stable": "Stable",
    "scaling": "Scaling",
    "updating": "Updating",
    "held": "Held",
    "waitsForDelete": "Waits for delete",
    "degraded": "Degraded",
    "blocked": "Blocked",
    "asleep": "Asleep",
    "notObserved": "Not observed yet",
    "deleting": "Deleting",
    "unknown": "Unknown",
}
"""Set state to word."""
