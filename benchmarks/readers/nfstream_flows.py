"""Flows with nfstream as it comes, applications recognised, one meter. Prints the packets in flows."""

import sys

from nfstream import NFStreamer

if __name__ == "__main__":
    print(sum(flow.bidirectional_packets for flow in NFStreamer(source=sys.argv[1], n_meters=1)))
