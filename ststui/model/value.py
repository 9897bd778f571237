"""The base of every value read from the API."""

from __future__ import annotations

import msgspec


class Value(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    rename="camel",
    gc=False,
):
    """A JSON object of the Kubernetes API; unknown fields are left out when decoding.

    Attributes are snake_case, JSON is camelCase. ``gc=False``: the values form trees, never
    cycles, and 10,000 pods need no tracking by the collector.
    """
