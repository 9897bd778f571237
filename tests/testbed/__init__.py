"""The real control plane for tests: built from source once per machine, started in seconds."""
