"""What containers of the embedded cluster say and answer: logs, a shell, ports, statistics."""
