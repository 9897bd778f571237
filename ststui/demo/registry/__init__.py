"""What the API server does with objects: defaults, validation, admission, verbs."""
