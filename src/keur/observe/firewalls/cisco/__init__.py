"""What the command languages of Cisco IOS and Cisco ASA share: statements, access lists, object groups, routes."""
