//! SSDP, the discovery of UPnP: devices that announce themselves on the local network
//! (UPnP Device Architecture 1.1, chapter 1).

use super::http::{contains, first_line, header, is_status_line};
use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Ssdp;

struct Ssdp;

const fn row(code: u32, name: &'static str, source: &'static str) -> Function {
    Function { code, name, class: Class::Identify, source }
}

static FUNCTIONS: &[Function] = &[
    row(1, "M-SEARCH", "UPnP Device Architecture 1.1, 1.3.2"),
    row(2, "NOTIFY", "UPnP Device Architecture 1.1, 1.2.2"),
    row(3, "response", "UPnP Device Architecture 1.1, 1.3.3"),
];

fn kind(bytes: &[u8]) -> Option<u32> {
    if bytes.starts_with(b"M-SEARCH * HTTP/1.") {
        Some(1)
    } else if bytes.starts_with(b"NOTIFY * HTTP/1.") {
        Some(2)
    } else if is_status_line(bytes) && contains(first_line(bytes), b"200") {
        Some(3)
    } else {
        None
    }
}

impl Protocol for Ssdp {
    fn name(&self) -> &'static str {
        "ssdp"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Udp(1900)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        if kind(bytes).is_some() { Probe::Strong } else { Probe::No }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let Some(kind) = kind(bytes) else {
            out.malformed();
            return;
        };
        out.operation(kind);
        match kind {
            1 => out.sender_is(Role::Client),
            3 => out.sender_is(Role::Server),
            _ => {}
        }
        for (field, attribute) in [(&b"server"[..], "ssdp-server"), (b"user-agent", "ssdp-user-agent")] {
            if let Some(value) = header(bytes, field) {
                out.identity(attribute, value);
            }
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
    use crate::record::testing::{damage, decode};

    #[test]
    fn an_announcement_tells_what_the_device_runs() {
        let notify = b"NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nSERVER: Linux UPnP/1.0 Camera/2\r\n\r\n";
        let search = b"M-SEARCH * HTTP/1.1\r\nMAN: \"ssdp:discover\"\r\n\r\n";
        assert_eq!(PROTOCOL.probe(notify, Over::Udp), Probe::Strong);
        let seen = decode(PROTOCOL, Over::Udp, &[(1, notify), (0, search)]);
        assert_eq!(seen.operations[0].2, "NOTIFY");
        assert_eq!(seen.identities, [("ssdp-server", "Linux UPnP/1.0 Camera/2".to_owned())]);
        assert_eq!(seen.client_votes, [1, 0]);
        damage(PROTOCOL, Over::Udp, &[(0, notify), (1, search)]);
    }
}
