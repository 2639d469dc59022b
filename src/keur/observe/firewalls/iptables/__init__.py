"""iptables and ip6tables: what `iptables-save` prints, and scripts of `iptables` commands, to the normal form."""
