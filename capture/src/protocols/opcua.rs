//! OPC UA over TCP, binary encoding (OPC 10000-6 v1.04: 5.2 encoding, 6.7 secure conversation, 7.1 connection protocol;
//! OPC 10000-4 v1.04: services).

use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol};
use crate::bytes::{Cursor, le32};
use crate::opcua_binary::{
    Application, application, array_length, extension_object, node_id, numeric_node_id, response_header, string,
};
use crate::opcua_services::{FUNCTIONS, MESSAGE, UNREADABLE};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &OpcUa;

struct OpcUa;

/// Words of the conversation's memory: the security of the channel, then per side whether a message in chunks is in
/// progress and its request id.
const SECURITY: usize = 0;
const CHUNKED: [usize; 2] = [1, 3];
const WORDS: usize = 5;

const SECURITY_NONE: u32 = 1;
const SECURITY_OTHER: u32 = 2;

const POLICY_NONE: &[u8] = b"http://opcfoundation.org/UA/SecurityPolicy#None";

const MESSAGE_TYPES: [&[u8; 3]; 7] = [b"HEL", b"ACK", b"ERR", b"RHE", b"OPN", b"MSG", b"CLO"];

/// Message type and size of the chunk that these bytes start with.
enum Header<'a> {
    Whole(&'a [u8; 3], usize),
    Short,
    Wrong,
}

fn header(bytes: &[u8]) -> Header<'_> {
    let fits = |known: &[u8; 3]| bytes.iter().zip(known).all(|(a, b)| a == b);
    if !MESSAGE_TYPES.iter().any(|known| fits(known)) {
        return Header::Wrong;
    }
    let Some((kind, rest)) = bytes.split_first_chunk::<3>() else {
        return Header::Short;
    };
    let chunk_fits = match rest.first() {
        None => return Header::Short,
        // Only messages of a secure conversation are cut into chunks.
        Some(b'C' | b'A') => matches!(kind, b"MSG" | b"CLO" | b"OPN"),
        Some(b'F') => true,
        Some(_) => false,
    };
    match le32(bytes, 4) {
        _ if !chunk_fits => Header::Wrong,
        None => Header::Short,
        // Chunks of known stacks are at most 64 or 144 KiB; the bound keeps text and chance out.
        Some(size @ 8..0x0100_0000) => Header::Whole(kind, size as usize),
        Some(_) => Header::Wrong,
    }
}

impl Protocol for OpcUa {
    fn name(&self) -> &'static str {
        "opcua"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(4840)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        match header(bytes) {
            Header::Whole(..) => Probe::Strong,
            Header::Short => Probe::Maybe,
            Header::Wrong => Probe::No,
        }
    }

    fn frame(&self, bytes: &[u8]) -> Framing {
        match header(bytes) {
            Header::Whole(_, size) => Framing::Whole(size),
            Header::Short => Framing::Need(8),
            Header::Wrong => Framing::Malformed,
        }
    }

    /// The largest chunk that a widespread stack offers by default (144 KiB).
    fn longest(&self) -> usize {
        147_456
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let Header::Whole(kind, size) = header(bytes) else {
            out.malformed();
            return;
        };
        let bytes = &bytes[..size.min(bytes.len())];
        let aborted = bytes.get(3) == Some(&b'A');
        let code = MESSAGE | u32::from(kind[0]);
        if aborted || kind == b"ERR" {
            out.error(code);
        } else {
            out.operation(code);
        }
        let mut cursor = Cursor::new(bytes.get(8..).unwrap_or(&[]));
        match kind {
            b"HEL" => hello(&mut cursor, out),
            b"ACK" | b"ERR" => out.sender_is(Role::Server),
            b"RHE" => reverse_hello(&mut cursor, out),
            _ => {
                let last = bytes.get(3) != Some(&b'C');
                if conversation(kind, last, &mut cursor, out) == Some(true) && !aborted {
                    service(kind, cursor, out);
                }
            }
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        let label = match code {
            UNREADABLE => "encrypted".to_owned(),
            service if service < UNREADABLE => format!("svc:{service}"),
            message => {
                let letter = (message & 0xFF) as u8;
                let kind = MESSAGE_TYPES
                    .iter()
                    .find(|kind| kind[0] == letter)
                    .copied()
                    .unwrap_or(b"???");
                format!("msg:{}", String::from_utf8_lossy(kind))
            }
        };
        let row = row_of(code);
        Described {
            protocol: self.name(),
            label,
            name: row.map_or("unknown", |row| row.name).to_owned(),
            class: row.map_or(Class::Other, |row| row.class),
        }
    }
}

fn row_of(code: u32) -> Option<&'static Function> {
    FUNCTIONS
        .binary_search_by_key(&code, |row| row.code)
        .ok()
        .and_then(|at| FUNCTIONS.get(at))
}

/// The client says which endpoint of the server it wants, after version, sizes and number of chunks (7.1.2.3).
fn hello(cursor: &mut Cursor<'_>, out: &mut Message<'_>) {
    out.sender_is(Role::Client);
    if let Some(url) = cursor.skip(20).and_then(|()| string(cursor)) {
        out.identity_of_peer("endpoint-url", url);
    }
}

/// A server that opens the connection itself says who it is (OPC 10000-6, 7.1.2.6).
fn reverse_hello(cursor: &mut Cursor<'_>, out: &mut Message<'_>) {
    out.sender_is(Role::Server);
    for attribute in ["application-uri", "endpoint-url"] {
        let Some(text) = string(cursor) else { return };
        out.identity(attribute, text);
    }
}

/// Reads the headers of a secure conversation up to the body. Says whether the body starts a message: the further
/// chunks of a message have no service of their own.
fn conversation(kind: &[u8; 3], last: bool, cursor: &mut Cursor<'_>, out: &mut Message<'_>) -> Option<bool> {
    let channel_id = cursor.u32_le()?;
    if kind == b"OPN" {
        let policy = string(cursor)?;
        string(cursor)?;
        string(cursor)?;
        // Channel 0 is asked for by the client (OPC 10000-6, 6.7.4).
        if channel_id == 0 {
            out.sender_is(Role::Client);
        }
        out.identity("security-policy", policy);
        words(out)[SECURITY] = if policy == POLICY_NONE {
            SECURITY_NONE
        } else {
            SECURITY_OTHER
        };
    } else {
        cursor.skip(4)?;
    }
    cursor.skip(4)?;
    let request = cursor.u32_le()?;
    let at = CHUNKED[out.side()];
    let words = words(out);
    // Chunks of messages are not mixed; an encrypted request id cannot confirm it.
    let goes_on = words[at] == 1 && (words[at + 1] == request || words[SECURITY] == SECURITY_OTHER);
    words[at] = u32::from(!last);
    words[at + 1] = request;
    Some(!goes_on)
}

/// What is remembered of this conversation.
fn words<'a>(out: &'a mut Message<'_>) -> &'a mut [u32] {
    let words = &mut out.memory().words;
    words.resize(WORDS, 0);
    words
}

/// The service of a message: the type of the body, the result in the header of a response, and what the sender says
/// of itself. With signed but not encrypted messages the body can be read as well, so content decides.
fn service(kind: &[u8; 3], mut cursor: Cursor<'_>, out: &mut Message<'_>) {
    let number = numeric_node_id(&mut cursor).filter(|&number| number < UNREADABLE);
    let known = number.and_then(row_of);
    let Some(row) = known else {
        let open = words(out)[SECURITY] == SECURITY_NONE;
        match number {
            Some(number) if open => out.operation(number),
            // The opening or closing of a channel shows what it is, encrypted or not, and is counted as that.
            _ if kind != b"MSG" => (),
            _ => out.operation(UNREADABLE),
        }
        return;
    };
    let request = row.name.ends_with("Request");
    out.sender_is(if request { Role::Client } else { Role::Server });
    if request {
        out.operation(row.code);
        if row.code == 461 {
            let _ = create_session_request(cursor, out);
        }
        return;
    }
    // ResponseHeader: timestamp, request handle, result; a result is bad when its highest bit is set.
    let bad = le32(cursor.rest(), 12).is_some_and(|result| result >> 31 == 1);
    if bad || row.code == 397 {
        out.error(row.code);
        return;
    }
    out.operation(row.code);
    let _ = match row.code {
        425 => find_servers_response(cursor, out),
        431 => get_endpoints_response(cursor, out),
        464 => create_session_response(cursor, out),
        _ => Some(()),
    };
}

/// CreateSession tells the server about the client's application (OPC 10000-4, 5.6.2).
fn create_session_request(mut cursor: Cursor<'_>, out: &mut Message<'_>) -> Option<()> {
    // RequestHeader: token, timestamp, handle, diagnostics, audit entry, timeout, additional header.
    node_id(&mut cursor)?;
    cursor.skip(16)?;
    string(&mut cursor)?;
    cursor.skip(4)?;
    extension_object(&mut cursor)?;
    say(&application(&mut cursor)?, out);
    Some(())
}

/// A server lists the applications that it knows; alone in the list, it is the server itself (OPC 10000-4, 5.4.2).
fn find_servers_response(mut cursor: Cursor<'_>, out: &mut Message<'_>) -> Option<()> {
    response_header(&mut cursor)?;
    if cursor.u32_le()? == 1 {
        say(&application(&mut cursor)?, out);
    }
    Some(())
}

fn get_endpoints_response(mut cursor: Cursor<'_>, out: &mut Message<'_>) -> Option<()> {
    response_header(&mut cursor)?;
    endpoints(&mut cursor, out)
}

fn create_session_response(mut cursor: Cursor<'_>, out: &mut Message<'_>) -> Option<()> {
    response_header(&mut cursor)?;
    // Session id, token, timeout, nonce, certificate.
    node_id(&mut cursor)?;
    node_id(&mut cursor)?;
    cursor.skip(8)?;
    string(&mut cursor)?;
    string(&mut cursor)?;
    endpoints(&mut cursor, out)
}

/// Array of EndpointDescription (OPC 10000-4, 7.10).
fn endpoints(cursor: &mut Cursor<'_>, out: &mut Message<'_>) -> Option<()> {
    let count = cursor.u32_le()?;
    // An endpoint has at least 40 bytes, so a claim of more ends when the bytes do.
    for _ in 0..count {
        let url = string(cursor)?;
        let server = application(cursor)?;
        string(cursor)?;
        cursor.skip(4)?;
        let policy = string(cursor)?;
        out.identity("endpoint-url", url);
        say(&server, out);
        out.identity("security-policy-offered", policy);
        for _ in 0..array_length(cursor)? {
            string(cursor)?;
            cursor.skip(4)?;
            for _ in 0..3 {
                string(cursor)?;
            }
        }
        string(cursor)?;
        cursor.skip(1)?;
    }
    Some(())
}

/// What an application says of itself.
fn say(application: &Application<'_>, out: &mut Message<'_>) {
    out.identity("application-uri", application.uri);
    out.identity("product-uri", application.product);
    out.identity("name", application.name);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::survives;
    use crate::record::testing::{decode, hex};

    /// A chunk of the given type with its size filled in.
    fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let size = 8 + body.len() as u32;
        [&kind[..], &size.to_le_bytes(), body].concat()
    }

    /// A message: channel 7, token 1, sequence 51, the request id, and the body.
    fn message(kind: &[u8; 4], request: u8, body: &str) -> Vec<u8> {
        chunk(
            kind,
            &[&hex("07000000 01000000 33000000")[..], &[request, 0, 0, 0], &hex(body)].concat(),
        )
    }

    fn text(value: &str) -> Vec<u8> {
        [&(value.len() as u32).to_le_bytes()[..], value.as_bytes()].concat()
    }

    fn open(policy: &[u8], body: &str) -> Vec<u8> {
        let head = [&hex("00000000")[..], &(policy.len() as u32).to_le_bytes(), policy].concat();
        chunk(
            b"OPNF",
            &[&head[..], &hex("ffffffff ffffffff 33000000 01000000"), &hex(body)].concat(),
        )
    }

    /// ReadRequest up to the request handle, and the ReadResponse to it with the given result.
    const READ: &str = "01 00 7702 00 00 0000000000000000 01000000";
    const ANSWER: &str = "01 00 7a02 0000000000000000 01000000";

    fn labels(seen: &crate::record::testing::Decoded) -> Vec<(u8, &str, u64, u64)> {
        seen.operations.iter().map(|o| (o.0, o.1.as_str(), o.3, o.4)).collect()
    }

    #[test]
    fn a_read_counts_as_its_message_and_its_service_and_a_bad_result_as_an_error() {
        let ask = message(b"MSGF", 1, READ);
        let good = message(b"MSGF", 1, &format!("{ANSWER} 00000000"));
        let bad = message(b"MSGF", 2, &format!("{ANSWER} 00000180"));
        let seen = decode(PROTOCOL, Over::Tcp, &[(0, &ask), (1, &good), (1, &bad)]);
        assert_eq!(
            labels(&seen),
            [
                (0, "msg:MSG", 1, 0),
                (0, "svc:631", 1, 0),
                (1, "msg:MSG", 2, 0),
                (1, "svc:634", 2, 1)
            ]
        );
        assert_eq!(
            (seen.operations[1].2.as_str(), seen.client_votes),
            ("ReadRequest", [3, 0])
        );
    }

    #[test]
    fn a_message_in_chunks_has_one_service_and_a_fault_is_an_error() {
        let first = message(b"MSGC", 9, READ);
        let further = message(b"MSGF", 9, "01 00 a102 00");
        let fault = message(b"MSGF", 9, "01 00 8d01 0000000000000000 01000000 00000b80");
        let seen = decode(PROTOCOL, Over::Tcp, &[(0, &[first, further].concat()), (1, &fault)]);
        assert_eq!(
            labels(&seen),
            [
                (0, "msg:MSG", 2, 0),
                (0, "svc:631", 1, 0),
                (1, "msg:MSG", 1, 0),
                (1, "svc:397", 1, 1)
            ]
        );
    }

    #[test]
    fn an_encrypted_message_is_counted_and_not_guessed() {
        let opening = open(
            b"http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256",
            "9f3a 77c1 d004 55",
        );
        let secret = message(b"MSGF", 1, "8e 41 7702 aa bb cc dd 10 20 30 40 50 60 70 80");
        let first = message(b"MSGC", 2, "11 41 7702 aa bb cc dd 10 20 30 40 50 60 70 80");
        let last = message(b"MSGF", 3, "51 41 7702 aa bb cc dd 10 20 30 40 50 60 70 80");
        let seen = decode(
            PROTOCOL,
            Over::Tcp,
            &[(0, &opening), (0, &[secret, first, last].concat())],
        );
        assert_eq!(
            labels(&seen),
            [(0, "msg:OPN", 1, 0), (0, "msg:MSG", 3, 0), (0, "encrypted", 2, 0)]
        );
        assert_eq!(
            seen.identities[0].1,
            "http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256"
        );
    }

    #[test]
    fn a_service_that_no_table_knows_keeps_its_number_on_an_open_channel() {
        let opening = open(POLICY_NONE, "01 00 be01");
        let seen = decode(
            PROTOCOL,
            Over::Tcp,
            &[(0, &opening), (0, &message(b"MSGF", 2, "01 00 0f27"))],
        );
        assert_eq!(labels(&seen)[3], (0, "svc:9999", 1, 0));
        assert_eq!(labels(&seen)[1], (0, "svc:446", 1, 0));
    }

    fn endpoints_answer() -> Vec<u8> {
        let body = [
            hex("01 00 af01 0000000000000000 01000000 00000000 00 ffffffff 00 00 00 01000000"),
            text("opc.tcp://filler:4840"),
            text("urn:acme:filler"),
            text("http://acme.example/filler"),
            hex("03"),
            text("en"),
            text("Filler 3"),
            hex("00000000 ffffffff ffffffff 01000000"),
            text("opc.tcp://filler:4840"),
            hex("ffffffff 01000000"),
            text("http://opcfoundation.org/UA/SecurityPolicy#None"),
            hex("01000000"),
            text("open"),
            hex("00000000 ffffffff ffffffff ffffffff"),
            text("http://opcfoundation.org/UA-Profile/Transport/uatcp-uasc-uabinary"),
            hex("00"),
        ]
        .concat();
        chunk(b"MSGF", &[hex("07000000 01000000 33000000 01000000"), body].concat())
    }

    #[test]
    fn a_server_says_who_it_is_and_what_security_it_offers() {
        let seen = decode(PROTOCOL, Over::Tcp, &[(1, &endpoints_answer())]);
        let said: Vec<_> = seen
            .identities
            .iter()
            .map(|(attribute, value)| (*attribute, value.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                ("application-uri", "urn:acme:filler"),
                ("endpoint-url", "opc.tcp://filler:4840"),
                ("name", "Filler 3"),
                ("product-uri", "http://acme.example/filler"),
                (
                    "security-policy-offered",
                    "http://opcfoundation.org/UA/SecurityPolicy#None"
                ),
            ]
        );
    }

    #[test]
    fn a_hello_names_the_endpoint_of_the_server() {
        let sizes = hex("00000000 00000100 00000100 00000000 00000000");
        let hello = chunk(b"HELF", &[sizes, text("opc.tcp://filler:4840")].concat());
        let seen = decode(PROTOCOL, Over::Tcp, &[(0, &hello)]);
        assert_eq!(seen.identities, [("endpoint-url", "opc.tcp://filler:4840".to_owned())]);
        assert_eq!((labels(&seen)[0], seen.client_votes), ((0, "msg:HEL", 1, 0), [1, 0]));
        survives(PROTOCOL, Over::Tcp, &hello);
    }

    #[test]
    fn text_is_not_opc_ua_and_a_header_is() {
        assert_eq!(PROTOCOL.probe(b"MSGF please", Over::Tcp), Probe::No);
        assert_eq!(PROTOCOL.probe(b"HELO mail.example", Over::Tcp), Probe::No);
        assert_eq!(PROTOCOL.probe(b"MSGF", Over::Tcp), Probe::Maybe);
        assert_eq!(PROTOCOL.probe(&message(b"MSGF", 1, READ), Over::Tcp), Probe::Strong);
    }

    #[test]
    fn the_table_can_be_looked_up_by_halving() {
        assert!(FUNCTIONS.is_sorted_by_key(|row| row.code));
    }

    #[test]
    fn damaged_messages_are_survived() {
        survives(PROTOCOL, Over::Tcp, &endpoints_answer());
        survives(PROTOCOL, Over::Tcp, &open(POLICY_NONE, "01 00 be01"));
        survives(PROTOCOL, Over::Tcp, &message(b"MSGC", 9, READ));
        survives(
            PROTOCOL,
            Over::Tcp,
            &chunk(b"RHEF", &[text("urn:a"), text("opc.tcp://a")].concat()),
        );
    }
}
