"""What DNS must answer for a set, and what it does answer."""
