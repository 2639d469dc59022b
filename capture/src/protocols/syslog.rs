//! Syslog (RFC 5424, RFC 3164), over UDP and TCP (RFC 6587).

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Syslog;

struct Syslog;

static FUNCTIONS: &[Function] =
    &[Function { code: 1, name: "log", class: Class::Diagnose, source: "RFC 5424, 6; RFC 3164, 4.1" }];

const MONTHS: &[&[u8]] =
    &[b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];

impl Protocol for Syslog {
    fn name(&self) -> &'static str {
        "syslog"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Udp(514), Hint::Tcp(514), Hint::Tcp(601), Hint::Tcp(1514)]
    }

    fn probe(&self, bytes: &[u8], over: Over) -> Probe {
        let Some(text) = after_priority(bytes, over) else { return Probe::No };
        let dated = MONTHS.iter().any(|month| text.starts_with(month));
        if dated || text.starts_with(b"1 ") {
            Probe::Strong
        } else if text.first().is_some_and(|b| b.is_ascii_graphic() || *b == b' ') {
            Probe::Weak
        } else {
            Probe::No
        }
    }

    fn message(&self, bytes: &[u8], over: Over, out: &mut Message<'_>) {
        let Some(text) = after_priority(bytes, over) else { return };
        out.sender_is(Role::Client);
        out.operation(1);
        // RFC 5424, 6.2: version, time, host name. A relay keeps the name of the origin, so this tells of the origin
        // only when nothing stands between; it is the sender's word.
        if let Some(rest) = text.strip_prefix(b"1 ") {
            match rest.split(|&b| b == b' ').nth(1) {
                None | Some(b"-") => {}
                Some(name) => out.identity("syslog-hostname", name),
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

/// What follows `<PRI>`, a number up to 191 (RFC 5424, 6.2.1). Over TCP a count of bytes may stand before it
/// (RFC 6587, 3.4.1).
fn after_priority(bytes: &[u8], over: Over) -> Option<&[u8]> {
    let counted = bytes.iter().take(6).take_while(|b| b.is_ascii_digit()).count();
    let bytes = match bytes.get(counted) {
        Some(b' ') if over == Over::Tcp && counted > 0 => bytes.get(counted + 1..)?,
        _ => bytes,
    };
    let rest = bytes.strip_prefix(b"<")?;
    let end = rest.iter().take(4).position(|&b| b == b'>')?;
    let priority = rest.get(..end)?.iter().try_fold(0_u16, |sum, d| d.is_ascii_digit().then(|| sum * 10 + u16::from(d - b'0')));
    (end > 0 && priority? <= 191).then_some(rest.get(end + 1..)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode};

    #[test]
    fn both_forms_are_known_and_the_new_one_names_the_host() {
        let new = b"<34>1 2026-01-11T22:14:15Z plc7 app - - - text";
        let old = b"<13>Feb  5 17:32:18 10.0.0.99 text";
        assert_eq!(PROTOCOL.probe(new, Over::Udp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(old, Over::Udp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(b"46 <34>1 2026-01-11T22:14:15Z plc7 app", Over::Tcp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(b"<999>x", Over::Udp), Probe::No);
        assert_eq!(PROTOCOL.probe(b"<xml>text</xml>", Over::Udp), Probe::No);
        let seen = decode(PROTOCOL, Over::Udp, &[(0, new), (0, old)]);
        assert_eq!(seen.operations[0].3, 2);
        assert_eq!(seen.identities, [("syslog-hostname", "plc7".to_owned())]);
        damage(PROTOCOL, Over::Tcp, &[(0, b"46 <34>1 2026-01-11T22:14:15Z plc7 app")]);
        damage(PROTOCOL, Over::Udp, &[(0, new), (0, old)]);
    }
}
