"""The questions of the dialogs, one file each."""
