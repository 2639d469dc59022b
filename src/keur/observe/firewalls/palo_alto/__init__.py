"""PAN-OS, the system of Palo Alto Networks firewalls, to the normal form.

One tree, three ways to write it: `set` commands, nested braces (`show config running`) and the XML of an export. Each
has a reader of its own; `kinds` says what may stand where, and the other modules say what it means. Sources: Palo Alto
Networks, PAN-OS Administrator's Guide, PAN-OS Networking Administrator's Guide, Panorama Administrator's Guide and
PAN-OS Web Interface Help (9.1 to 12.1); each module names the chapters that it rests on.
"""
