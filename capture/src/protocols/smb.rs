//! SMB, file shares of Windows (MS-CIFS for version 1, MS-SMB2 for versions 2 and 3), over NetBIOS sessions (RFC 1002,
//! 4.3) or directly over TCP.

use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol, describe};
use crate::bytes::{Cursor, be16, le16, le32};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Smb;

struct Smb;

const V1: u32 = 0x100;
const V2: u32 = 0x200;
const ENCRYPTED: u32 = 0x300;
const COMPRESSED: u32 = 0x301;
const NETBIOS: u32 = 0x400;

const fn v1(code: u32, name: &'static str, class: Class) -> Function {
    Function { code: V1 | code, name, class, source: "MS-CIFS 2.2.2.1" }
}

const fn v2(code: u32, name: &'static str, class: Class) -> Function {
    Function { code: V2 | code, name, class, source: "MS-SMB2 2.2.1.2" }
}

static FUNCTIONS: &[Function] = &[
    v2(0, "NEGOTIATE", Class::Session),
    v2(1, "SESSION_SETUP", Class::Session),
    v2(2, "LOGOFF", Class::Session),
    v2(3, "TREE_CONNECT", Class::Session),
    v2(4, "TREE_DISCONNECT", Class::Session),
    v2(5, "CREATE", Class::Session),
    v2(6, "CLOSE", Class::Session),
    v2(7, "FLUSH", Class::Write),
    v2(8, "READ", Class::Read),
    v2(9, "WRITE", Class::Write),
    v2(10, "LOCK", Class::Session),
    v2(11, "IOCTL", Class::Other),
    v2(12, "CANCEL", Class::Session),
    v2(13, "ECHO", Class::Session),
    v2(14, "QUERY_DIRECTORY", Class::Read),
    v2(15, "CHANGE_NOTIFY", Class::Read),
    v2(16, "QUERY_INFO", Class::Read),
    v2(17, "SET_INFO", Class::Write),
    v2(18, "OPLOCK_BREAK", Class::Session),
    v1(0x00, "CREATE_DIRECTORY", Class::Write),
    v1(0x01, "DELETE_DIRECTORY", Class::Write),
    v1(0x02, "OPEN", Class::Session),
    v1(0x03, "CREATE", Class::Write),
    v1(0x04, "CLOSE", Class::Session),
    v1(0x05, "FLUSH", Class::Write),
    v1(0x06, "DELETE", Class::Write),
    v1(0x07, "RENAME", Class::Write),
    v1(0x08, "QUERY_INFORMATION", Class::Read),
    v1(0x09, "SET_INFORMATION", Class::Write),
    v1(0x0A, "READ", Class::Read),
    v1(0x0B, "WRITE", Class::Write),
    v1(0x10, "CHECK_DIRECTORY", Class::Read),
    v1(0x23, "QUERY_INFORMATION2", Class::Read),
    v1(0x24, "LOCKING_ANDX", Class::Session),
    v1(0x25, "TRANSACTION", Class::Other),
    v1(0x2B, "ECHO", Class::Session),
    v1(0x2D, "OPEN_ANDX", Class::Session),
    v1(0x2E, "READ_ANDX", Class::Read),
    v1(0x2F, "WRITE_ANDX", Class::Write),
    v1(0x32, "TRANSACTION2", Class::Other),
    v1(0x34, "FIND_CLOSE2", Class::Session),
    v1(0x71, "TREE_DISCONNECT", Class::Session),
    v1(0x72, "NEGOTIATE", Class::Session),
    v1(0x73, "SESSION_SETUP_ANDX", Class::Session),
    v1(0x74, "LOGOFF_ANDX", Class::Session),
    v1(0x75, "TREE_CONNECT_ANDX", Class::Session),
    v1(0x80, "QUERY_INFORMATION_DISK", Class::Read),
    v1(0xA0, "NT_TRANSACT", Class::Other),
    v1(0xA2, "NT_CREATE_ANDX", Class::Session),
    v1(0xA4, "NT_CANCEL", Class::Session),
    Function { code: ENCRYPTED, name: "encrypted", class: Class::Other, source: "MS-SMB2 2.2.41" },
    Function { code: COMPRESSED, name: "compressed", class: Class::Other, source: "MS-SMB2 2.2.42" },
    Function { code: NETBIOS, name: "NetBIOS session", class: Class::Session, source: "RFC 1002, 4.3.1" },
];

/// More processing required: the normal first answer of a logon (MS-ERREF 2.3.1).
const MORE_PROCESSING: u32 = 0xC000_0016;

impl Protocol for Smb {
    fn name(&self) -> &'static str {
        "smb"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(445), Hint::Tcp(139)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        match bytes {
            [0, _, _, _, 0xFC..=0xFF, b'S', b'M', b'B', ..] => Probe::Strong,
            // A session request: called and calling name in first-level encoding (RFC 1002, 4.3.2).
            [0x81, 0, 0, 0x44, 0x20, letters @ ..] if letters.iter().take(32).all(|b| (b'A'..=b'P').contains(b)) => {
                Probe::Strong
            }
            [0x82, 0, 0, 0] | [0x85, 0, 0, 0] => Probe::Weak,
            _ => Probe::No,
        }
    }

    fn frame(&self, bytes: &[u8]) -> Framing {
        let &[kind @ (0 | 0x81..=0x85), ref rest @ ..] = bytes else { return Framing::Malformed };
        let (Some(&high), Some(low)) = (rest.first(), be16(rest, 1)) else { return Framing::Need(4) };
        let length = usize::from(high) << 16 | usize::from(low);
        match kind {
            0 if bytes.len() < 8 && length >= 4 => Framing::Need(8),
            0 if matches!(bytes.get(4..8), Some([0xFC..=0xFF, b'S', b'M', b'B'])) => Framing::Whole(4 + length),
            0x81..=0x85 if length <= 0x48 => Framing::Whole(4 + length),
            _ => Framing::Malformed,
        }
    }

    fn longest(&self) -> usize {
        // Windows reads and writes files in pieces of 1 MiB; the rest is room for headers.
        0x11_0000
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let Some(mut message) = bytes.get(4..).filter(|_| bytes.first() == Some(&0)) else {
            match bytes.first() {
                Some(0x81) => out.sender_is(Role::Client),
                Some(0x82..=0x84) => out.sender_is(Role::Server),
                _ => {}
            }
            if bytes.first() == Some(&0x83) { out.error(NETBIOS) } else { out.operation(NETBIOS) }
            return;
        };
        match message.first() {
            Some(0xFF) => version_1(message, out),
            // Compounded requests: each header tells where the next one starts (MS-SMB2 2.2.1.2).
            Some(0xFE) => {
                for _ in 0..64 {
                    let Some(next) = version_2(message, out) else { break };
                    message = message.get(next..).unwrap_or(&[]);
                }
            }
            Some(0xFD) => out.operation(ENCRYPTED),
            Some(0xFC) => out.operation(COMPRESSED),
            _ => out.malformed(),
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        let label = match code & 0xF00 {
            V1 => format!("smb1:0x{:02x}", code & 0xFF),
            V2 => format!("smb2:{}", code & 0xFF),
            _ => "smb".to_owned(),
        };
        describe(self.name(), FUNCTIONS, code, label)
    }
}

/// MS-CIFS 2.2.3.1: command, status, flags.
fn version_1(bytes: &[u8], out: &mut Message<'_>) {
    let (Some(&command), Some(status), Some(&flags)) = (bytes.get(4), le32(bytes, 5), bytes.get(9)) else {
        out.malformed();
        return;
    };
    let code = V1 | u32::from(command);
    if flags & 0x80 == 0 {
        out.sender_is(Role::Client);
        out.operation(code);
    } else {
        out.sender_is(Role::Server);
        // Without the NT status flag the low byte is an error class.
        let nt = le16(bytes, 10).is_some_and(|flags2| flags2 & 0x4000 != 0);
        let failed = if nt { is_failure(status) } else { status & 0xFF != 0 };
        if failed { out.error(code) } else { out.operation(code) }
    }
    if command == 0x73 {
        ntlm(bytes, out);
    }
}

/// MS-SMB2 2.2.1.2; gives the offset of the next message when one is compounded.
fn version_2(bytes: &[u8], out: &mut Message<'_>) -> Option<usize> {
    let (Some(64), Some(command)) = (le16(bytes, 4), le16(bytes, 12)) else {
        out.malformed();
        return None;
    };
    let (status, flags) = (le32(bytes, 8).unwrap_or(0), le32(bytes, 16).unwrap_or(0));
    let code = V2 | u32::from(command.min(0xFF));
    if flags & 1 == 0 {
        out.sender_is(Role::Client);
        out.operation(code);
    } else {
        out.sender_is(Role::Server);
        if is_failure(status) { out.error(code) } else { out.operation(code) }
    }
    if command == 1 {
        ntlm(bytes, out);
    }
    let next = usize::try_from(le32(bytes, 20)?).ok()?;
    (next >= 64).then_some(next)
}

/// Severity "error" of an NTSTATUS (MS-ERREF 2.3).
fn is_failure(status: u32) -> bool {
    status >> 30 == 3 && status != MORE_PROCESSING
}

/// What the NTLM exchange inside a logon tells of the hosts (MS-NLMP 2.2.1). The user is not kept.
fn ntlm(bytes: &[u8], out: &mut Message<'_>) {
    let Some(at) = bytes.windows(8).take(512).position(|w| w == b"NTLMSSP\0") else { return };
    let message = bytes.get(at..).unwrap_or(&[]);
    match le32(message, 8) {
        Some(2) => {
            let version = le32(message, 20).is_some_and(|flags| flags & 0x0200_0000 != 0);
            if let (true, Some([major, minor]), Some(build)) = (version, message.get(48..50), le16(message, 50)) {
                out.identity("windows-version", format!("{major}.{minor}.{build}").as_bytes());
            }
            let mut cursor = Cursor::new(field(message, 40).unwrap_or(&[]));
            while let (Some(id), Some(length)) = (cursor.u16_le(), cursor.u16_le()) {
                let Some(value) = cursor.take(usize::from(length)) else { return };
                match id {
                    0 => return,
                    1 => out.identity("hostname", utf16(value).as_bytes()),
                    3 => out.identity("dns-name", utf16(value).as_bytes()),
                    _ => {}
                }
            }
        }
        Some(3) => {
            if let Some(workstation) = field(message, 44) {
                out.identity("hostname", utf16(workstation).as_bytes());
            }
        }
        _ => {}
    }
}

/// A payload field: length, room, offset from the start of the message.
fn field(message: &[u8], at: usize) -> Option<&[u8]> {
    let length = usize::from(le16(message, at)?);
    let start = usize::try_from(le32(message, at.checked_add(4)?)?).ok()?;
    message.get(start..start.checked_add(length)?)
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    fn version_2(command: u16, flags: u8, status: u32, body: &[u8]) -> Vec<u8> {
        let mut header = hex("fe534d42 4000 0000");
        header.extend(status.to_le_bytes());
        header.extend(command.to_le_bytes());
        header.extend([0, 0, flags, 0, 0, 0]);
        header.resize(64, 0);
        header.extend(body);
        [vec![0, 0], u16::to_be_bytes(header.len() as u16).to_vec(), header].concat()
    }

    #[test]
    fn a_write_that_is_refused_and_a_logon_that_goes_on() {
        let mut challenge = b"NTLMSSP\0".to_vec();
        challenge.extend(hex("02000000 0000 0000 38000000 00000002 0000000000000000 0000000000000000"));
        challenge.extend(hex("0e00 0e00 38000000 0a00 6345 0000000f 0100 0600 500043003100 0000 0000"));
        let talk = [
            (0, version_2(9, 0, 0, &[])),
            (1, version_2(9, 1, 0xC000_0022, &[])),
            (1, version_2(1, 1, MORE_PROCESSING, &challenge)),
        ];
        let talk: Vec<(u8, &[u8])> = talk.iter().map(|(side, bytes)| (*side, &bytes[..])).collect();
        assert_eq!(PROTOCOL.probe(talk[0].1, Over::Tcp), Probe::Strong);
        let seen = decode(PROTOCOL, Over::Tcp, &talk);
        let row = |side, label: &str, name: &str, errors| (side, label.to_owned(), name.to_owned(), 1, errors);
        assert_eq!(
            seen.operations,
            [
                row(0, "smb2:9", "WRITE", 0),
                row(1, "smb2:9", "WRITE", 1),
                row(1, "smb2:1", "SESSION_SETUP", 0)
            ]
        );
        assert_eq!(
            seen.identities,
            [("hostname", "PC1".to_owned()), ("windows-version", "10.0.17763".to_owned())]
        );
        assert_eq!(seen.client_votes, [3, 0]);
        damage(PROTOCOL, Over::Tcp, &talk);
    }

    #[test]
    fn version_1_is_a_function_of_its_own() {
        let negotiate = hex("00000020 ff534d42 72 00000000 18 0128 000000000000000000000000 0000 0000 0000 0000");
        let seen = decode(PROTOCOL, Over::Tcp, &[(0, &negotiate)]);
        assert_eq!(seen.operations, [(0, "smb1:0x72".into(), "NEGOTIATE".into(), 1, 0)]);
        assert_eq!(PROTOCOL.probe(&hex("0000 0000 0006 01 03 0000 0002"), Over::Tcp), Probe::No);
        damage(PROTOCOL, Over::Tcp, &[(0, &negotiate)]);
    }
}
