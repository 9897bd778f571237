"""What can go wrong: one file per reason, each giving warnings from `Grounds`."""
