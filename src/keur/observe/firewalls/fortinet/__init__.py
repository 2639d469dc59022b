"""FortiOS, the system of FortiGate firewalls: a backup or a script of its command line, to the normal form.

`words` and `tree` read the text; `sections` says which parts of it bear on packets; the other modules say what those
parts mean. Sources: Fortinet, FortiOS CLI Reference and FortiOS Administration Guide (6.0 to 7.6); each module names
the sections and technical notes that it rests on.
"""
