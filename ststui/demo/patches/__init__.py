"""The three patch types."""
