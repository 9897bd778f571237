"""The real control plane's fixtures for this folder too."""

from __future__ import annotations

from tests.real.conftest import api, bed, binaries, cluster, namespace, own_bed

__all__ = ["api", "bed", "binaries", "cluster", "namespace", "own_bed"]
