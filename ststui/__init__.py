"""ststui: live inspection of Kubernetes StatefulSets in the terminal."""
