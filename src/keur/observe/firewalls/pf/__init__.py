"""pfSense and OPNsense: `config.xml` to the rules that both load into pf, and from there to the normal form.

Neither product keeps pf's rules; it makes them from this file. What it makes is known from the products' own sources:
pfSense `src/etc/inc/filter.inc` (`filter_rules_generate`, `filter_generate_user_rule`, `filter_nat_rules_generate`),
OPNsense `src/etc/inc/filter.lib.inc` (`filter_core_rules_system`) and `library/OPNsense/Firewall/*Rule.php`. What pf
does with them: FreeBSD pf.conf(5). Tables that a device fills by itself while it runs (`sshguard`, `virusprot`, lists
of an intrusion detection system) are taken for empty.
"""
