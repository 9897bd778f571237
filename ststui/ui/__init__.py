"""The only room that knows Textual: app, screens, widgets, commands."""
