"""Patches that were decided, put into the maintenance windows of their assets."""
