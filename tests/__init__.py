"""Tests of ststui; how they are divided is told in docs/testing.md."""
