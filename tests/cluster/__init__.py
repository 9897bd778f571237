"""Tests of the room that talks to the API server."""
