//! FTP, the control connection (RFC 959, RFC 2228, RFC 2428, RFC 3659). User names and passwords are not kept.

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Ftp;

struct Ftp;

const fn row(code: u32, name: &'static str, class: Class) -> Function {
    Function { code, name, class, source: "RFC 959, 4.1; RFC 2228, 3; RFC 2428; RFC 2389; RFC 3659" }
}

const LOGON: u32 = 1;
const AUTH: u32 = 2;
const REPLY: u32 = 0;

/// USER and PASS are one operation, `logon`; each counts.
static FUNCTIONS: &[Function] = &[
    row(REPLY, "reply", Class::Other),
    row(LOGON, "logon", Class::Session),
    row(AUTH, "AUTH", Class::Session),
    row(3, "RETR", Class::Read),
    row(4, "STOR", Class::Write),
    row(5, "APPE", Class::Write),
    row(6, "STOU", Class::Write),
    row(7, "DELE", Class::Write),
    row(8, "RNFR", Class::Write),
    row(9, "RNTO", Class::Write),
    row(10, "MKD", Class::Write),
    row(11, "RMD", Class::Write),
    row(12, "LIST", Class::Read),
    row(13, "NLST", Class::Read),
    row(14, "MLSD", Class::Read),
    row(15, "MLST", Class::Read),
    row(16, "SIZE", Class::Read),
    row(17, "MDTM", Class::Read),
    row(18, "STAT", Class::Diagnose),
    row(19, "SYST", Class::Identify),
    row(20, "FEAT", Class::Identify),
    row(21, "HELP", Class::Identify),
    row(22, "SITE", Class::Other),
    row(23, "PASV", Class::Session),
    row(24, "EPSV", Class::Session),
    row(25, "PORT", Class::Session),
    row(26, "EPRT", Class::Session),
    row(27, "TYPE", Class::Session),
    row(28, "MODE", Class::Session),
    row(29, "STRU", Class::Session),
    row(30, "CWD", Class::Session),
    row(31, "CDUP", Class::Session),
    row(32, "PWD", Class::Session),
    row(33, "REST", Class::Session),
    row(34, "ABOR", Class::Session),
    row(35, "NOOP", Class::Session),
    row(36, "QUIT", Class::Session),
    row(37, "REIN", Class::Session),
    row(38, "ACCT", Class::Session),
    row(39, "ALLO", Class::Session),
    row(40, "OPTS", Class::Session),
    row(41, "PBSZ", Class::Session),
    row(42, "PROT", Class::Session),
    row(43, "CCC", Class::Session),
];

/// Verbs that POP3, SMTP, IRC or NNTP have as well, so that one of them alone proves little.
const SHARED: &[&str] =
    &["USER", "PASS", "RETR", "DELE", "LIST", "STAT", "HELP", "MODE", "QUIT", "NOOP", "AUTH", "REST", "PORT", "TYPE"];

impl Protocol for Ftp {
    fn name(&self) -> &'static str {
        "ftp"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(21), Hint::Tcp(2121)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        let line = bytes.split(|&b| b == b'\n').next().unwrap_or(&[]);
        if line.len() == bytes.len() || !line.iter().all(|&b| b >= 0x20 || b == b'\r' || b == b'\t') {
            return Probe::No;
        }
        if let Some((code, text)) = reply(line) {
            let upper = text.to_ascii_uppercase();
            let has = |word: &[u8]| upper.windows(word.len()).any(|w| w == word);
            return match code {
                220 if has(b"SMTP") || has(b"NNTP") => Probe::No,
                220 if has(b"FTP") => Probe::Strong,
                227 if has(b"PASSIVE") => Probe::Strong,
                229 if has(b"(|||") => Probe::Strong,
                220 | 230 | 331 | 530 => Probe::Weak,
                _ => Probe::No,
            };
        }
        match verb(line) {
            // `PORT h1,h2,h3,h4,p1,p2` and `TYPE I` have a form of their own.
            Some((25, rest)) if rest.split(|&b| b == b',').count() == 6 => Probe::Strong,
            Some((27, [b'A' | b'I' | b'a' | b'i', ..])) => Probe::Weak,
            Some((code, _)) if code == LOGON || is_shared(code) => Probe::Weak,
            Some(_) => Probe::Strong,
            None => Probe::No,
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        for line in bytes.split(|&b| b == b'\n').take(64) {
            if let Some((code, text)) = reply(line) {
                out.sender_is(Role::Server);
                // 4yz and 5yz are negative (RFC 959, 4.2.1).
                if code >= 400 { out.error(REPLY) } else { out.operation(REPLY) }
                if code == 220 {
                    out.identity("ftp-greeting", text.trim_ascii());
                }
                // 234: what follows is TLS (RFC 4217, 4).
                if code == 234 {
                    out.enough();
                    return;
                }
            } else if let Some((code, _)) = verb(line) {
                out.sender_is(Role::Client);
                out.operation(code);
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

fn is_shared(code: u32) -> bool {
    FUNCTIONS.iter().any(|row| row.code == code && SHARED.contains(&row.name))
}

/// Three digits, then a blank or a hyphen, then text.
fn reply(line: &[u8]) -> Option<(u16, &[u8])> {
    let [a @ b'1'..=b'5', b @ b'0'..=b'5', c @ b'0'..=b'9', b' ' | b'-', text @ ..] = line else { return None };
    let digit = |d: &u8| u16::from(d - b'0');
    Some((digit(a) * 100 + digit(b) * 10 + digit(c), text))
}

/// The code of a command's verb and what follows it.
fn verb(line: &[u8]) -> Option<(u32, &[u8])> {
    let line = line.trim_ascii_end();
    let end = line.iter().take(5).position(|b| !b.is_ascii_alphabetic()).unwrap_or(line.len().min(5));
    let (word, rest) = line.split_at_checked(end)?;
    let rest = match rest {
        [] => rest,
        [b' ', rest @ ..] => rest,
        _ => return None,
    };
    if word.eq_ignore_ascii_case(b"USER") || word.eq_ignore_ascii_case(b"PASS") {
        return Some((LOGON, rest));
    }
    let row = FUNCTIONS.iter().skip(2).find(|row| word.eq_ignore_ascii_case(row.name.as_bytes()))?;
    Some((row.code, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode};

    #[test]
    fn a_session_with_logon_upload_and_refusal() {
        let talk: [(u8, &[u8]); 6] = [
            (1, b"220 Panel FTP server ready\r\n"),
            (0, b"USER service\r\n"),
            (1, b"331 Password required\r\n"),
            (0, b"PASS hush\r\n"),
            (0, b"TYPE I\r\nSTOR program.bin\r\n"),
            (1, b"550 Denied\r\n"),
        ];
        let seen = decode(PROTOCOL, Over::Tcp, &talk);
        let row = |side, name: &str, count, errors| (side, name.to_owned(), name.to_owned(), count, errors);
        assert_eq!(
            seen.operations,
            [row(1, "reply", 3, 1), row(0, "logon", 2, 0), row(0, "TYPE", 1, 0), row(0, "STOR", 1, 0)]
        );
        assert_eq!(seen.identities, [("ftp-greeting", "Panel FTP server ready".to_owned())]);
        assert_eq!(seen.client_votes, [7, 0]);
        assert!(!format!("{seen:?}").contains("hush"));
        damage(PROTOCOL, Over::Tcp, &talk);
    }

    #[test]
    fn mail_servers_are_not_ftp_and_a_greeting_alone_is_weak() {
        assert_eq!(PROTOCOL.probe(b"220 mail ESMTP\r\n", Over::Tcp), Probe::No);
        assert_eq!(PROTOCOL.probe(b"220 ready\r\n", Over::Tcp), Probe::Weak);
        assert_eq!(PROTOCOL.probe(b"RETR 1\r\n", Over::Tcp), Probe::Weak);
        assert_eq!(PROTOCOL.probe(b"EPSV\r\n", Over::Tcp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(b"EHLO host\r\n", Over::Tcp), Probe::No);
    }
}
