"""How full a volume is, as its node's kubelet says (stats/summary)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeUsage:
    """Bytes and inodes of one mounted claim; None where the kubelet does not say."""

    capacity_bytes: int | None = None
    used_bytes: int | None = None
    inodes: int | None = None
    inodes_used: int | None = None

    @property
    def fraction(self) -> float | None:
        """The fuller of both, 0 to 1; None when neither is known."""
        pairs = ((self.used_bytes, self.capacity_bytes), (self.inodes_used, self.inodes))
        known = [used / whole for used, whole in pairs if used is not None and whole]
        return max(known) if known else None
