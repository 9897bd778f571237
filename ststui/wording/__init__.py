"""Facts to words, numbers and symbols for people; cluster text is made harmless here, once."""
