"""The one way to the cluster's state."""
