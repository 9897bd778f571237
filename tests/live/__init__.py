"""Tests of the store and what fills it."""
