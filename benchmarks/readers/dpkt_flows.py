"""The least that a Python reader does: Ethernet, IP, and a table of flows with packets and bytes, with dpkt. Prints the
packets seen."""

import sys
from pathlib import Path

import dpkt

flows: dict[tuple[bytes, bytes, int, int, int], list[int]] = {}
seen = 0
with Path(sys.argv[1]).open("rb") as file:
    for _, frame in dpkt.pcap.UniversalReader(file):
        seen += 1
        try:
            ip = dpkt.ethernet.Ethernet(frame).data
        except dpkt.UnpackError:
            continue
        if not isinstance(ip, dpkt.ip.IP | dpkt.ip6.IP6):
            continue
        above = ip.data
        ports = (above.sport, above.dport) if isinstance(above, dpkt.tcp.TCP | dpkt.udp.UDP) else (0, 0)
        flow = flows.setdefault((ip.src, ip.dst, ip.p, *ports), [0, 0])
        flow[0] += 1
        flow[1] += len(frame)
print(seen)
