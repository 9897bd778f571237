"""DNS names as people write them."""


def bare(name: str) -> str:
    """A name without the dot at its end."""
    return name.rstrip(".")
