"""The tree of sets and ordinals: pure rows, flattening, cursor; one widget that paints them."""
