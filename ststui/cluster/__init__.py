"""Input and output with the API server; nothing above this room sees JSON or HTTP."""
