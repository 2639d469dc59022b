"""Security advisories in CSAF 2.0 and 2.1, and the lists that say which vulnerabilities are used by attackers."""
