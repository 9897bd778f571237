"""Clusters that are not there any more: dumps read as if they were one."""
