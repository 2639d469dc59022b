"""Firewall configurations to one normal form: ordered rules over sets of packets, whatever the vendor's language."""
