//! Telnet (RFC 854): terminal sessions in clear text.

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Telnet;

struct Telnet;

const NEGOTIATION: u32 = 1;
const LOGIN: u32 = 2;

static FUNCTIONS: &[Function] = &[
    Function { code: NEGOTIATION, name: "negotiation", class: Class::Session, source: "RFC 854; RFC 855" },
    Function { code: LOGIN, name: "login", class: Class::Session, source: "Prompt for a user name or a password, as text" },
];

const IAC: u8 = 255;
const SB: u8 = 250;
const SE: u8 = 240;
const WILL: u8 = 251;
const DO: u8 = 253;

impl Protocol for Telnet {
    fn name(&self) -> &'static str {
        "telnet"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(23), Hint::Tcp(2323)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        match commands(bytes) {
            (0, text) if asks_for_login(text) => Probe::Weak,
            // The middle of a session is text like any other.
            (0, text) if is_text(text) => Probe::Maybe,
            (0, _) => Probe::No,
            (1, rest) if rest.is_empty() || is_text(rest) => Probe::Weak,
            (1, _) => Probe::No,
            (_, rest) if rest.is_empty() || is_text(rest) => Probe::Strong,
            _ => Probe::Weak,
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let (count, text) = commands(bytes);
        if count > 0 {
            out.operation(NEGOTIATION);
            match bytes {
                // The side that has the terminal offers it (terminal type 24, window size 31, speed 32, environment
                // 39); the host asks for it, and offers to echo (1).
                [IAC, WILL, 24 | 31 | 32 | 39, ..] | [IAC, DO, 1, ..] => out.sender_is(Role::Client),
                [IAC, DO, 24 | 31 | 32 | 39, ..] | [IAC, WILL, 1, ..] => out.sender_is(Role::Server),
                _ => {}
            }
        }
        if asks_for_login(text) {
            out.sender_is(Role::Server);
            out.operation(LOGIN);
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe_by_name(self.name(), FUNCTIONS, code)
    }
}

/// How much option negotiation the bytes start with, and what follows it.
fn commands(bytes: &[u8]) -> (usize, &[u8]) {
    let (mut count, mut rest) = (0, bytes);
    loop {
        rest = match rest {
            // Options are assigned up to 49, some from 138 to 140, and 255 extends the list (IANA).
            [IAC, 251..=254, 0..=49 | 138..=140 | 255, after @ ..] => after,
            [IAC, SB, 0..=49 | 138..=140, after @ ..] => {
                match after.windows(2).take(512).position(|pair| pair == [IAC, SE]) {
                    // With its end, it is worth two.
                    Some(end) => {
                        count += 1;
                        after.get(end + 2..).unwrap_or(&[])
                    }
                    None => return (count, rest),
                }
            }
            _ => return (count, rest),
        };
        count += 1;
    }
}

fn is_text(bytes: &[u8]) -> bool {
    bytes.iter().all(|&b| matches!(b, 0x20..=0x7E | b'\r' | b'\n' | b'\t' | 0 | 7 | 8 | 0x1B | 0x80..=0xFE))
}

/// Does the text end in a prompt for a user or a password?
fn asks_for_login(text: &[u8]) -> bool {
    const PROMPTS: &[&str] = &["login:", "username:", "user name:", "user:", "password:", "passwd:", "wachtwoord:"];
    let text = text.trim_ascii_end();
    is_text(text)
        && PROMPTS.iter().any(|prompt| {
            text.len().checked_sub(prompt.len()).and_then(|at| text.get(at..)).is_some_and(|end| {
                end.eq_ignore_ascii_case(prompt.as_bytes())
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode};

    #[test]
    fn negotiation_and_the_prompts_of_a_login() {
        let talk: [(u8, &[u8]); 5] = [
            (1, &[IAC, DO, 24, IAC, DO, 32, IAC, WILL, 1]),
            (0, &[IAC, WILL, 24, IAC, SB, 24, 0, b'x', IAC, SE]),
            (1, b"\r\nswitch login: "),
            (0, b"admin\r\n"),
            (1, b"Password: "),
        ];
        assert_eq!(PROTOCOL.probe(talk[0].1, Over::Tcp), Probe::Strong);
        let seen = decode(PROTOCOL, Over::Tcp, &talk);
        let row = |side, name: &str, count| (side, name.to_owned(), name.to_owned(), count, 0);
        assert_eq!(seen.operations, [row(1, "negotiation", 1), row(0, "negotiation", 1), row(1, "login", 2)]);
        assert_eq!(seen.client_votes, [4, 0]);
        damage(PROTOCOL, Over::Tcp, &talk);
    }

    #[test]
    fn bytes_of_other_protocols_are_not_telnet() {
        assert_eq!(PROTOCOL.probe(b"\xffSMBr", Over::Tcp), Probe::No);
        assert_eq!(PROTOCOL.probe(b"331 Password required\r\n", Over::Tcp), Probe::Maybe);
        assert_eq!(PROTOCOL.probe(&[IAC, DO, 24, 0x12, 0x34], Over::Tcp), Probe::No);
    }
}
