"""What the embedded cluster can play: one file each, with a function build(cluster)."""
