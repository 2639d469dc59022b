//! LLMNR, link-local names of Windows hosts (RFC 4795): DNS messages on port 5355.

use super::dns::{self, FUNCTIONS};
use super::{Described, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Llmnr;

struct Llmnr;

impl Protocol for Llmnr {
    fn name(&self) -> &'static str {
        "llmnr"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Udp(5355)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        dns::probe(bytes)
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        match dns::header(bytes) {
            Some(header) => {
                out.sender_is(if header.response { Role::Server } else { Role::Client });
                dns::read(bytes, header, "hostname", out);
            }
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
    fn the_host_that_answers_is_named() {
        let question = hex("9abc 0000 0001 0000 0000 0000 04 736e6170 00 0001 0001");
        let answer = hex(
            "9abc 8000 0001 0001 0000 0000 04 736e6170 00 0001 0001 04 736e6170 00 0001 0001 0000001e 0004 c0a80005",
        );
        assert_eq!(PROTOCOL.probe(&question, Over::Udp), Probe::Strong);
        let seen = decode(PROTOCOL, Over::Udp, &[(0, &question), (1, &answer)]);
        assert_eq!(seen.identities, [("hostname", "snap".to_owned())]);
        assert_eq!(seen.client_votes, [2, 0]);
        damage(PROTOCOL, Over::Udp, &[(0, &question), (1, &answer)]);
    }
}
