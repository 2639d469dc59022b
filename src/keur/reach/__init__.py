"""What firewalls permit, for all packets at once: paths through the plant, and the rules that decide."""
