//! HTTP/1 (RFC 9110, RFC 9112) in clear text. Heads are read segment by segment; bodies are not followed. Credentials
//! are never kept: only that they crossed the wire in clear text.

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe_by_name};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Http;

struct Http;

const fn row(code: u32, name: &'static str, class: Class, source: &'static str) -> Function {
    Function { code, name, class, source }
}

const POST: u32 = 3;
const PUT: u32 = 4;
const RESPONSE: u32 = 100;
const BASIC: u32 = 101;
const FORM: u32 = 102;
const HTTP_2: u32 = 103;

static FUNCTIONS: &[Function] = &[
    row(1, "GET", Class::Read, "RFC 9110, 9.3.1"),
    row(2, "HEAD", Class::Read, "RFC 9110, 9.3.2"),
    row(POST, "POST", Class::Write, "RFC 9110, 9.3.3"),
    row(PUT, "PUT", Class::Write, "RFC 9110, 9.3.4"),
    row(5, "DELETE", Class::Write, "RFC 9110, 9.3.5"),
    row(6, "CONNECT", Class::Session, "RFC 9110, 9.3.6"),
    row(7, "OPTIONS", Class::Identify, "RFC 9110, 9.3.7"),
    row(8, "TRACE", Class::Diagnose, "RFC 9110, 9.3.8"),
    row(9, "PATCH", Class::Write, "RFC 5789, 2"),
    row(10, "PROPFIND", Class::Read, "RFC 4918, 9.1"),
    row(11, "PROPPATCH", Class::Write, "RFC 4918, 9.2"),
    row(12, "MKCOL", Class::Write, "RFC 4918, 9.3"),
    row(13, "COPY", Class::Write, "RFC 4918, 9.8"),
    row(14, "MOVE", Class::Write, "RFC 4918, 9.9"),
    row(15, "LOCK", Class::Session, "RFC 4918, 9.10"),
    row(16, "UNLOCK", Class::Session, "RFC 4918, 9.11"),
    row(17, "SUBSCRIBE", Class::Session, "UPnP Device Architecture 1.1, 4.1.1"),
    row(18, "UNSUBSCRIBE", Class::Session, "UPnP Device Architecture 1.1, 4.1.3"),
    row(19, "NOTIFY", Class::Read, "UPnP Device Architecture 1.1, 4.3.2"),
    row(RESPONSE, "response", Class::Other, "RFC 9112, 4"),
    row(BASIC, "basic-auth", Class::Session, "RFC 7617"),
    row(FORM, "form-logon", Class::Session, "HTML Living Standard, 4.10.5.1.6 (password field); RFC 9110, 9.3.3"),
    row(HTTP_2, "http2", Class::Other, "RFC 9113, 3.4"),
];

/// What the engine's memory holds for us: the last method, and per side where that sender's last segment ended.
const LAST_METHOD: usize = 0;
const REST_OF_HEAD: u32 = 1;
const BODY_NEXT: u32 = 2;

impl Protocol for Http {
    fn name(&self) -> &'static str {
        "http"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(80), Hint::Tcp(8080), Hint::Tcp(8000), Hint::Tcp(8081), Hint::Tcp(8088), Hint::Tcp(5357)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        if is_status_line(bytes) || bytes.starts_with(PREFACE) {
            return Probe::Strong;
        }
        let Some((_, target)) = method(bytes) else { return Probe::No };
        let line = first_line(target);
        if contains(line, b" HTTP/1.") {
            Probe::Strong
        } else if target.starts_with(b"/") && (line.len() == target.len() || !line.trim_ascii().contains(&b' ')) {
            // A target longer than the segment, or a capture that cut it; or HTTP/0.9, which has no version.
            Probe::Weak
        } else {
            Probe::No
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let side = 1 + out.side();
        let memory = &mut out.memory().words;
        memory.resize(3, 0);
        let before = std::mem::take(memory.get_mut(side).unwrap_or(&mut 0));
        let last = memory.get(LAST_METHOD).copied().unwrap_or(0);
        if bytes.starts_with(PREFACE) {
            out.sender_is(Role::Client);
            out.operation(HTTP_2);
            out.enough();
        } else if is_status_line(bytes) {
            out.sender_is(Role::Server);
            let code = if last == 0 { RESPONSE } else { last };
            // Status 4xx and 5xx are errors (RFC 9110, 15).
            if matches!(bytes.get(9), Some(b'4' | b'5')) { out.error(code) } else { out.operation(code) }
            if let Some(server) = header(bytes, b"server") {
                out.identity("http-server", server);
            }
        } else if let Some((code, _)) = method(bytes) {
            out.sender_is(Role::Client);
            out.operation(code);
            let next = request(code, bytes, out);
            remember(out, side, code, next);
        } else if before == REST_OF_HEAD {
            let next = request(last, bytes, out);
            remember(out, side, last, next);
        } else if before == BODY_NEXT && carries_password(bytes) {
            out.operation(FORM);
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe_by_name(self.name(), FUNCTIONS, code)
    }
}

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\n";

fn remember(out: &mut Message<'_>, side: usize, method: u32, next: u32) {
    for (at, value) in [(LAST_METHOD, method), (side, next)] {
        if let Some(word) = out.memory().words.get_mut(at) {
            *word = value;
        }
    }
}

/// Reads the head of a request, or the rest of one, and tells what the sender's next segment will be.
fn request(code: u32, bytes: &[u8], out: &mut Message<'_>) -> u32 {
    if header(bytes, b"authorization").is_some_and(|value| starts_with_word(value, b"basic ")) {
        out.operation(BASIC);
    }
    if let Some(agent) = header(bytes, b"user-agent") {
        out.identity("http-user-agent", agent);
    }
    match head_end(bytes) {
        None => REST_OF_HEAD,
        Some(_) if !matches!(code, POST | PUT) => 0,
        Some(end) => match bytes.get(end..).unwrap_or(&[]) {
            [] => BODY_NEXT,
            body => {
                if carries_password(body) {
                    out.operation(FORM);
                }
                0
            }
        },
    }
}

/// The method's code, and what follows its blank.
fn method(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let blank = bytes.iter().take(12).position(|&b| b == b' ')?;
    let (word, rest) = bytes.split_at_checked(blank)?;
    let row = FUNCTIONS.iter().find(|row| row.code < RESPONSE && row.name.as_bytes() == word)?;
    Some((row.code, rest.get(1..)?))
}

/// `HTTP/1.x`, blank, three digits.
pub(super) fn is_status_line(bytes: &[u8]) -> bool {
    matches!(bytes, [b'H', b'T', b'T', b'P', b'/', b'1', b'.', b'0' | b'1', b' ', status @ ..]
        if status.get(..3).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit)))
}

pub(super) fn first_line(bytes: &[u8]) -> &[u8] {
    bytes.split(|&b| b == b'\n').next().unwrap_or(&[])
}

fn head_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|w| w == b"\r\n\r\n").map(|at| at + 4)
}

pub(super) fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|w| w == wanted)
}

fn starts_with_word(value: &[u8], lower: &[u8]) -> bool {
    value.get(..lower.len()).is_some_and(|start| start.eq_ignore_ascii_case(lower))
}

/// Value of a header field, by its name in lower case.
pub(super) fn header<'a>(bytes: &'a [u8], lower: &[u8]) -> Option<&'a [u8]> {
    let lines = bytes.split(|&b| b == b'\n').take(200).map(<[u8]>::trim_ascii);
    for line in lines.take_while(|line| !line.is_empty()) {
        if starts_with_word(line, lower) && line.get(lower.len()) == Some(&b':') {
            return line.get(lower.len() + 1..).map(<[u8]>::trim_ascii);
        }
    }
    None
}

/// Does a body carry a password field: `password=` of a URL-encoded form, `"password"` of JSON or of a multipart form?
fn carries_password(body: &[u8]) -> bool {
    const FIELDS: &[&str] = &["password", "passwd", "passwort", "wachtwoord", "pwd", "pass", "j_password"];
    let body = body.get(..4_096).unwrap_or(body);
    let is_field = |name: &[u8]| FIELDS.iter().any(|field| name.eq_ignore_ascii_case(field.as_bytes()));
    // A form has no blanks: they are encoded. The name of a field stands before the first `=`.
    let form = body.iter().all(u8::is_ascii_graphic)
        && body.split(|&b| b == b'&').any(|pair| {
            let mut parts = pair.splitn(2, |&b| b == b'=');
            parts.next().is_some_and(is_field) && parts.next().is_some()
        });
    // Text between quotation marks that is a name: `:` follows in JSON; `name=` stands before it in a multipart form.
    let quoted: Vec<&[u8]> = body.split(|&b| b == b'"').collect();
    form || quoted.windows(3).any(|window| match window {
        [before, name, after] => {
            is_field(name) && (after.trim_ascii_start().starts_with(b":") || before.ends_with(b"name="))
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{Decoded, damage, decode};

    const GET: &[u8] = b"GET /status HTTP/1.1\r\nHost: plc\r\nUser-Agent: Browser/1\r\nAuthorization: Basic c2VjcmV0OnNlY3JldA==\r\n\r\n";
    const MISSING: &[u8] = b"HTTP/1.1 404 Not Found\r\nServer: PLC-Web/2.1\r\n\r\nAuthorization: Basic x";

    fn names(seen: &Decoded) -> Vec<(u8, &str, u64, u64)> {
        seen.operations.iter().map(|(side, _, name, count, errors)| (*side, name.as_str(), *count, *errors)).collect()
    }

    #[test]
    fn a_logon_in_clear_text_is_told_without_the_credentials() {
        let seen = decode(PROTOCOL, Over::Tcp, &[(0, GET), (1, MISSING)]);
        assert_eq!(names(&seen), [(0, "GET", 1, 0), (0, "basic-auth", 1, 0), (1, "GET", 1, 1)]);
        let said = |attribute, value: &str| (attribute, value.to_owned());
        assert_eq!(seen.identities, [said("http-server", "PLC-Web/2.1"), said("http-user-agent", "Browser/1")]);
        assert_eq!(seen.client_votes, [2, 0]);
        assert!(!format!("{seen:?}").contains("c2Vj"));
    }

    #[test]
    fn a_form_logon_is_found_in_the_same_segment_and_in_the_next() {
        let head = b"POST /login HTTP/1.1\r\nContent-Length: 30\r\n\r\n";
        let whole = [&head[..], b"user=operator&password=hush"].concat();
        let logon = [(0, "POST", 1, 0), (0, "form-logon", 1, 0)];
        assert_eq!(names(&decode(PROTOCOL, Over::Tcp, &[(0, &whole)])), logon);
        let json = b"{\"user\": \"op\", \"password\": \"hush\"}";
        assert_eq!(names(&decode(PROTOCOL, Over::Tcp, &[(0, head), (0, json)])), logon);
        let cut = [(0, &head[..30]), (0, &head[30..]), (0, &b"pwd=hush"[..])];
        assert_eq!(names(&decode(PROTOCOL, Over::Tcp, &cut)), logon);
        let harmless = [&head[..], b"text=the password is not here&bypass=1"].concat();
        assert_eq!(names(&decode(PROTOCOL, Over::Tcp, &[(0, &harmless)])).len(), 1);
    }

    #[test]
    fn only_request_and_status_lines_are_http() {
        assert_eq!(PROTOCOL.probe(b"GET /\r\n", Over::Tcp), Probe::Weak);
        assert_eq!(PROTOCOL.probe(GET, Over::Tcp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(MISSING, Over::Tcp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(b"GET me a coffee\r\n", Over::Tcp), Probe::No);
        assert_eq!(PROTOCOL.probe(b"OPTIONS sip:x SIP/2.0\r\n", Over::Tcp), Probe::No);
        assert_eq!(PROTOCOL.probe(b"HTTP/1.1 abc", Over::Tcp), Probe::No);
    }

    #[test]
    fn damaged_messages_do_no_harm() {
        damage(PROTOCOL, Over::Tcp, &[(0, GET), (1, MISSING)]);
        damage(PROTOCOL, Over::Tcp, &[(0, b"POST / HTTP/1.1\r\n\r\na=1&password=2")]);
    }
}
