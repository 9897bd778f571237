"""Widgets: they show what they are given and post what was asked; they know no screen."""
