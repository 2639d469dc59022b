#!/bin/sh
# Rules of the cell firewall.
iptables -F
iptables -P FORWARD DROP
iptables -N cell
iptables -A FORWARD -m state --state ESTABLISHED,RELATED -j ACCEPT
iptables -A FORWARD -i scada -j cell
iptables -A cell -p tcp -d 10.20.1.5 --dport 502 -j ACCEPT
iptables -A cell -p tcp -s 10.10.0.20 \
    -d 10.20.0.0/16 --dport 102 -j ACCEPT
iptables -I FORWARD 1 -s 10.10.0.66 -j DROP
iptables -t nat -A POSTROUTING -o wan -j MASQUERADE
