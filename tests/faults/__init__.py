"""Faults between ststui and the API server, and what it makes of them."""
