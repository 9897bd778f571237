"""Why a set or a pod is not well: rules, their evidence and what fixes it. Pure."""
