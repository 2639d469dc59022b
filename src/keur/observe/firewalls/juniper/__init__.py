"""Juniper Junos: configurations as `set` commands and in braces, to one tree, and from there to the normal form."""
