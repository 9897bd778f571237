"""What an action would do, before it is done. Pure."""
