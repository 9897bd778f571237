"""ststui: live inspection of Kubernetes StatefulSets in the terminal."""

__version__ = "0.1.0"
"""A constant: asking for what is installed would take a start 0.01 s."""
