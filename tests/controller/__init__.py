"""Tests of what the StatefulSet controller does next."""
