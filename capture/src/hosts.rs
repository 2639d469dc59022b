//! Who sent frames: MAC and address pairs, and who claims which address (ARP, RFC 826; neighbour discovery, RFC 4861).

use crate::bytes::be16;
use crate::ip::{Address, Family};
use crate::link::{Mac, NO_MAC, Vlans};
use crate::recognition::FastMap;
use crate::record::Place;

/// Pairs kept; more are counted in the tally.
const MOST_HOSTS: usize = 500_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HostKey {
    pub mac: Mac,
    /// `None` for frames without IP.
    pub address: Option<(Family, Address)>,
    pub vlans: Vlans,
}

#[derive(Clone, Copy, Debug)]
pub struct Host {
    pub key: HostKey,
    pub packets: u64,
    pub first: Place,
    pub last_us: i64,
    pub claims: u64,
    pub first_claim: Option<Place>,
}

#[derive(Default)]
pub struct Hosts {
    rows: FastMap<HostKey>,
    pub list: Vec<Host>,
    pub refused: u64,
}

impl Hosts {
    /// Row of a sender; `u32::MAX` when the table is full.
    pub fn row(&mut self, key: HostKey, place: Place) -> u32 {
        if let Some(&row) = self.rows.get(&key) {
            return row;
        }
        if self.list.len() >= MOST_HOSTS {
            self.refused += 1;
            return u32::MAX;
        }
        let row = self.list.len() as u32;
        self.rows.insert(key, row);
        self.list.push(Host {
            key,
            packets: 0,
            first: place,
            last_us: place.us,
            claims: 0,
            first_claim: None,
        });
        row
    }

    /// Counts a frame of a sender.
    pub fn sent(&mut self, row: u32, place: Place) {
        if let Some(host) = self.list.get_mut(row as usize) {
            host.packets += 1;
            host.last_us = host.last_us.max(place.us);
            host.first = host.first.min_by_time(place);
        }
    }

    /// Counts a claim "this MAC has this address".
    pub fn claims(&mut self, mac: Mac, address: (Family, Address), vlans: Vlans, place: Place) {
        let row = self.row(
            HostKey {
                mac,
                address: Some(address),
                vlans,
            },
            place,
        );
        if let Some(host) = self.list.get_mut(row as usize) {
            host.claims += 1;
            host.first_claim = Some(host.first_claim.map_or(place, |first| first.min_by_time(place)));
            host.last_us = host.last_us.max(place.us);
        }
    }
}

/// Sender of an ARP message over Ethernet and IPv4; probes (sender 0.0.0.0) claim nothing.
pub fn arp_claim(payload: &[u8]) -> Option<(Mac, (Family, Address))> {
    if be16(payload, 0)? != 1 || be16(payload, 2)? != 0x0800 || payload.get(4..6)? != [6, 4] {
        return None;
    }
    let mac = six_bytes(payload.get(8..14)?);
    let address = u32::from_be_bytes(payload.get(14..18)?.try_into().ok()?);
    (address != 0 && mac != NO_MAC).then_some((mac, (Family::V4, u128::from(address))))
}

/// Neighbour advertisement with the target's link-layer address (ICMPv6 type 136, option 2).
pub fn neighbour_claim(icmp: &[u8]) -> Option<(Mac, (Family, Address))> {
    if *icmp.first()? != 136 {
        return None;
    }
    let target = u128::from_be_bytes(icmp.get(8..24)?.try_into().ok()?);
    match icmp.get(24..32)? {
        [2, 1, mac @ ..] => Some((six_bytes(mac), (Family::V6, target))),
        _ => None,
    }
}

fn six_bytes(bytes: &[u8]) -> Mac {
    bytes.iter().fold(0, |mac, &byte| mac << 8 | u64::from(byte))
}
