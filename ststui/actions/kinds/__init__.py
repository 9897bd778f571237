"""The actions, one file each; none knows another."""
