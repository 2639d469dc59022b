//! Which protocol is it? Content decides; a port only orders the questions.

use crate::link::Carries;
use crate::protocols::{ALL, Hint, Over, Probe};
use std::collections::{HashMap, HashSet};

/// A hash that is seeded anew in each process, so that a capture cannot be made to collide.
pub type FastHash = foldhash::fast::RandomState;

/// Rows by key.
pub type FastMap<K> = HashMap<K, u32, FastHash>;

/// No protocol recognised.
pub const UNKNOWN: u8 = u8::MAX;

/// Ports of services that keur does not read, but that tell server from client.
const SERVICES: &[(Over, u16)] = &[
    (Over::Tcp, 88),
    (Over::Tcp, 110),
    (Over::Tcp, 111),
    (Over::Tcp, 135),
    (Over::Tcp, 143),
    (Over::Tcp, 389),
    (Over::Tcp, 636),
    (Over::Tcp, 789),
    (Over::Tcp, 1153),
    (Over::Tcp, 1433),
    (Over::Tcp, 1521),
    (Over::Tcp, 1911),
    (Over::Tcp, 2455),
    (Over::Tcp, 3306),
    (Over::Tcp, 4059),
    (Over::Tcp, 4712),
    (Over::Tcp, 4911),
    (Over::Tcp, 5006),
    (Over::Tcp, 5007),
    (Over::Tcp, 5094),
    (Over::Tcp, 5432),
    (Over::Tcp, 5562),
    (Over::Tcp, 8883),
    (Over::Tcp, 9600),
    (Over::Tcp, 10_001),
    (Over::Tcp, 18_245),
    (Over::Tcp, 48_898),
    (Over::Udp, 1153),
    (Over::Udp, 1234),
    (Over::Udp, 3671),
    (Over::Udp, 4713),
    (Over::Udp, 5006),
    (Over::Udp, 5007),
    (Over::Udp, 5094),
    (Over::Udp, 5560),
    (Over::Udp, 5683),
    (Over::Udp, 9600),
    (Over::Udp, 34_964),
    (Over::Udp, 34_980),
    (Over::Udp, 48_899),
];

/// The protocols of this build, ordered by what carries them.
pub struct Candidates {
    hinted: HashMap<(Over, u16), Vec<u8>, FastHash>,
    link: HashMap<Carries, Vec<u8>, FastHash>,
    tcp: Vec<u8>,
    udp: Vec<u8>,
    services: HashSet<(Over, u16), FastHash>,
}

impl Candidates {
    pub fn new() -> Self {
        let mut new = Self {
            hinted: HashMap::default(),
            link: HashMap::default(),
            tcp: Vec::new(),
            udp: Vec::new(),
            services: SERVICES.iter().copied().collect(),
        };
        for (index, protocol) in ALL.iter().enumerate() {
            let index = index as u8;
            for hint in protocol.hints() {
                match *hint {
                    Hint::Tcp(port) => new.hinted.entry((Over::Tcp, port)).or_default().push(index),
                    Hint::Udp(port) => new.hinted.entry((Over::Udp, port)).or_default().push(index),
                    Hint::Ethertype(kind) => new.link.entry(Carries::Ethertype(kind)).or_default().push(index),
                    Hint::Llc(dsap) => new.link.entry(Carries::Llc(dsap)).or_default().push(index),
                }
            }
            let over = |wanted: fn(&Hint) -> bool| protocol.hints().iter().any(wanted);
            if over(|hint| matches!(hint, Hint::Tcp(_))) {
                new.tcp.push(index);
            }
            if over(|hint| matches!(hint, Hint::Udp(_))) {
                new.udp.push(index);
            }
        }
        let hinted: Vec<_> = new.hinted.keys().copied().collect();
        new.services.extend(hinted);
        new
    }

    /// Protocols that usually live on this port.
    pub fn hinted(&self, over: Over, port: u16) -> impl Iterator<Item = u8> {
        self.hinted.get(&(over, port)).into_iter().flatten().copied()
    }

    /// Protocols in frames without IP.
    pub fn link(&self, carries: Carries) -> impl Iterator<Item = u8> {
        self.link.get(&carries).into_iter().flatten().copied()
    }

    pub fn is_service(&self, over: Over, port: u16) -> bool {
        self.services.contains(&(over, port))
    }

    /// Asks the protocols about a payload. `weak` holds a protocol that fitted once off its port; `contradicted`
    /// gets a bit for each hinted protocol that said no.
    pub fn recognise(
        &self,
        over: Over,
        ports: [u16; 2],
        bytes: &[u8],
        weak: &mut u8,
        contradicted: &mut u128,
    ) -> Option<u8> {
        for port in ports {
            for protocol in self.hinted(over, port) {
                match ALL[usize::from(protocol)].probe(bytes, over) {
                    Probe::Strong | Probe::Weak | Probe::OnPort => return Some(protocol),
                    Probe::No => *contradicted |= 1 << protocol,
                    Probe::Maybe => {}
                }
            }
        }
        let others = if over == Over::Tcp { &self.tcp } else { &self.udp };
        for &protocol in others {
            match ALL[usize::from(protocol)].probe(bytes, over) {
                Probe::Strong => return Some(protocol),
                Probe::Weak if *weak == protocol => return Some(protocol),
                Probe::Weak if *weak == UNKNOWN => *weak = protocol,
                Probe::No if *weak == protocol => *weak = UNKNOWN,
                _ => {}
            }
        }
        None
    }
}

impl Default for Candidates {
    fn default() -> Self {
        Self::new()
    }
}
