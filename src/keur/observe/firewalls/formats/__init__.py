"""One module a format. `keur.observe.firewalls.reading` finds them; there is no list to keep."""
