"""Which vulnerabilities of which assets come first: the decision tables of CERT/CC and CISA, filled from the plant."""
