//! mDNS, names and services on the local link (RFC 6762): DNS messages to port 5353.

use super::dns::{self, FUNCTIONS};
use super::{Described, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::record::Message;

pub static PROTOCOL: &dyn Protocol = &Mdns;

struct Mdns;

impl Protocol for Mdns {
    fn name(&self) -> &'static str {
        "mdns"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Udp(5353)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        dns::probe(bytes)
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        // No roles: host and group speak from port 5353 to port 5353.
        match dns::header(bytes) {
            Some(header) => dns::read(bytes, header, "hostname", out),
            None => out.malformed(),
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe_by_name(self.name(), FUNCTIONS, code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    #[test]
    fn an_announcement_without_a_question_names_the_host() {
        let announced = hex("0000 8400 0000 0001 0000 0000 04 73637265 05 6c6f63616c 00 0001 8001 00000078 0004 0a000007");
        assert_eq!(PROTOCOL.probe(&announced, Over::Udp), Probe::Strong);
        let seen = decode(PROTOCOL, Over::Udp, &[(0, &announced)]);
        assert_eq!(seen.identities, [("hostname", "scre.local".to_owned())]);
        assert_eq!(seen.client_votes, [0, 0]);
        damage(PROTOCOL, Over::Udp, &[(0, &announced)]);
    }
}
