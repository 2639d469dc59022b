//! EtherNet/IP (ODVA, The CIP Networks Library, Volume 2): encapsulation over TCP and UDP port 44818 with the CIP messages
//! inside, and cyclic I/O data over UDP port 2222.

use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol, describe};
use crate::bytes::{Cursor, le16, le32};
use crate::cip::{self, Pairing};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Enip;

struct Enip;

const VOLUME_2: &str = "ODVA, The CIP Networks Library, Volume 2, chapter 2 (encapsulation)";
const HEADER: usize = 24;

const LIST_SERVICES: u16 = 0x04;
const LIST_IDENTITY: u16 = 0x63;
const LIST_INTERFACES: u16 = 0x64;
const REGISTER_SESSION: u16 = 0x65;
const UNREGISTER_SESSION: u16 = 0x66;
const SEND_RR_DATA: u16 = 0x6F;
const SEND_UNIT_DATA: u16 = 0x70;
/// Cyclic data has no command; its code lies above all commands.
const IO: u32 = 1 << 16;

const IDENTITY_ITEM: u16 = 0x0C;
const CONNECTED_DATA_ITEM: u16 = 0xB1;
const UNCONNECTED_DATA_ITEM: u16 = 0xB2;
const SEQUENCED_ADDRESS_ITEM: u16 = 0x8002;

const fn row(code: u32, name: &'static str, class: Class) -> Function {
    Function { code, name, class, source: VOLUME_2 }
}

/// Commands, and cyclic data. The commands that carry CIP are `session`: what they do is in the CIP inside. Cyclic data
/// is `write`: an I/O connection exists to drive outputs, and its two ways share one pair of ports.
static COMMANDS: &[Function] = &[
    row(0x0000, "NOP", Class::Session),
    row(0x0001, "Reserved for legacy devices (0x0001)", Class::Identify),
    row(LIST_SERVICES as u32, "ListServices", Class::Identify),
    row(LIST_IDENTITY as u32, "ListIdentity", Class::Identify),
    row(LIST_INTERFACES as u32, "ListInterfaces", Class::Identify),
    row(REGISTER_SESSION as u32, "RegisterSession", Class::Session),
    row(UNREGISTER_SESSION as u32, "UnRegisterSession", Class::Session),
    row(SEND_RR_DATA as u32, "SendRRData", Class::Session),
    row(SEND_UNIT_DATA as u32, "SendUnitData", Class::Session),
    row(0x0072, "IndicateStatus", Class::Session),
    row(0x0073, "Cancel", Class::Session),
    row(0x00C8, "StartDTLS", Class::Session),
    row(IO, "I/O data", Class::Write),
];

static FUNCTIONS: [Function; COMMANDS.len() + cip::SERVICES.len()] = {
    let mut all = [COMMANDS[0]; COMMANDS.len() + cip::SERVICES.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = if at < COMMANDS.len() { COMMANDS[at] } else { cip::SERVICES[at - COMMANDS.len()] };
        at += 1;
    }
    all
};

impl Protocol for Enip {
    fn name(&self) -> &'static str {
        "enip"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(44818), Hint::Udp(44818), Hint::Udp(2222)]
    }

    fn probe(&self, bytes: &[u8], over: Over) -> Probe {
        if over == Over::Udp && is_io(bytes) {
            return Probe::Strong;
        }
        match le16(bytes, 0) {
            Some(command) if !is_command(command) => return Probe::No,
            None => return if over == Over::Tcp { Probe::Maybe } else { Probe::No },
            Some(_) => {}
        }
        match Header::read(bytes) {
            Some(header) if header.options != 0 || !status_is_known(header.status) => Probe::No,
            Some(header) => probe_data(&header, &bytes[HEADER..], over),
            None if over == Over::Tcp => Probe::Maybe,
            None => Probe::No,
        }
    }

    fn frame(&self, bytes: &[u8]) -> Framing {
        match (le16(bytes, 0), le16(bytes, 2)) {
            (Some(command), _) if !is_command(command) => Framing::Malformed,
            (Some(_), Some(length)) => Framing::Whole(HEADER + usize::from(length)),
            _ => Framing::Need(4),
        }
    }

    fn message(&self, bytes: &[u8], over: Over, out: &mut Message<'_>) {
        if over == Over::Udp && is_io(bytes) {
            out.operation(IO);
            return;
        }
        let Some(header) = Header::read(bytes).filter(|header| is_command(header.command)) else {
            out.malformed();
            return;
        };
        if let Some(role) = role(&header) {
            out.sender_is(role);
        }
        if header.status == 0 {
            out.operation(u32::from(header.command));
        } else {
            out.error(u32::from(header.command));
        }
        let data = &bytes[HEADER..];
        let items = match header.command {
            // Interface handle and time-out come before the items.
            SEND_RR_DATA | SEND_UNIT_DATA => data.get(6..),
            LIST_IDENTITY => Some(data),
            _ => None,
        };
        if let Some(bytes) = items.filter(|bytes| !bytes.is_empty())
            && read_items(bytes, header.context, out).is_none()
        {
            out.malformed();
        }
    }

    fn functions(&self) -> &'static [Function] {
        &FUNCTIONS
    }

    /// Labels: `0x0070` (encapsulation commands), `io`, and for CIP the service as `0x4c`.
    fn describe(&self, code: u32) -> Described {
        if code & cip::CIP != 0 {
            return cip::describe(code);
        }
        let label = if code == IO { "io".to_owned() } else { format!("0x{code:04x}") };
        describe(self.name(), COMMANDS, code, label)
    }
}

/// Header of the encapsulation: command, length, session, status, sender context, options.
struct Header {
    command: u16,
    length: u16,
    session: u32,
    status: u32,
    context: [u8; 8],
    options: u32,
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        Some(Self {
            command: cursor.u16_le()?,
            length: cursor.u16_le()?,
            session: cursor.u32_le()?,
            status: cursor.u32_le()?,
            context: cursor.take(8)?.try_into().ok()?,
            options: cursor.u32_le()?,
        })
    }
}

fn is_command(command: u16) -> bool {
    COMMANDS.iter().any(|row| row.code == u32::from(command))
}

fn status_is_known(status: u32) -> bool {
    matches!(status, 0..=3 | 0x64 | 0x65 | 0x69 | 0x6A)
}

/// A sequenced address item of 8 bytes and a connected data item that fills the datagram.
fn is_io(bytes: &[u8]) -> bool {
    matches!(le16(bytes, 0), Some(2..=4))
        && le16(bytes, 2) == Some(SEQUENCED_ADDRESS_ITEM)
        && le16(bytes, 4) == Some(8)
        && le16(bytes, 14) == Some(CONNECTED_DATA_ITEM)
        && le16(bytes, 16).is_some_and(|length| usize::from(length) + 18 <= bytes.len())
}

fn probe_data(header: &Header, data: &[u8], over: Over) -> Probe {
    let length = usize::from(header.length);
    if over == Over::Udp && length != data.len() {
        return Probe::No;
    }
    // What follows the first message must look like another.
    if data.get(length..).and_then(|next| le16(next, 0)).is_some_and(|command| !is_command(command)) {
        return Probe::No;
    }
    match (header.command, length) {
        (REGISTER_SESSION, 4) if le16(data, 0) == Some(1) => Probe::Strong,
        (SEND_RR_DATA | SEND_UNIT_DATA, 12..) => match (le32(data, 0), le16(data, 6)) {
            (Some(0), Some(1..=4)) => Probe::Strong,
            (Some(_), Some(_)) => Probe::No,
            _ => Probe::Weak,
        },
        (LIST_IDENTITY, 6..) if le16(data, 2).is_none_or(|item| item == IDENTITY_ITEM) => Probe::Strong,
        (LIST_SERVICES, 6..) if le16(data, 2).is_none_or(|item| item == 0x100) => Probe::Strong,
        (LIST_SERVICES | LIST_IDENTITY | LIST_INTERFACES | UNREGISTER_SESSION, 0) => Probe::Weak,
        (SEND_RR_DATA | SEND_UNIT_DATA | LIST_INTERFACES | 0x72..=0xC8, _) => Probe::Weak,
        // Nothing but zeros is no evidence.
        (0 | 1, _) if header.session != 0 => Probe::Weak,
        (0 | 1, _) => Probe::Maybe,
        _ => Probe::No,
    }
}

fn role(header: &Header) -> Option<Role> {
    match (header.command, header.length) {
        // Asked without data, answered with data.
        (LIST_SERVICES | LIST_IDENTITY | LIST_INTERFACES, 0) => Some(Role::Client),
        (LIST_SERVICES | LIST_IDENTITY | LIST_INTERFACES, _) => Some(Role::Server),
        // The answer gives the session its number.
        (REGISTER_SESSION, _) if header.session == 0 && header.status == 0 => Some(Role::Client),
        (REGISTER_SESSION, _) => Some(Role::Server),
        _ => None,
    }
}

/// Common packet format: number of items, then type, length and data of each.
fn read_items(bytes: &[u8], context: [u8; 8], out: &mut Message<'_>) -> Option<()> {
    let mut cursor = Cursor::new(bytes);
    for _ in 0..cursor.u16_le()? {
        let (kind, length) = (cursor.u16_le()?, usize::from(cursor.u16_le()?));
        // Take what a capture cut short has left.
        let data = cursor.take(length.min(cursor.len()))?;
        match kind {
            CONNECTED_DATA_ITEM => {
                let sequence = le16(data, 0)?;
                cip::read(data.get(2..)?, Pairing::Sequence(sequence), out);
            }
            UNCONNECTED_DATA_ITEM => cip::read(data, Pairing::Context(context), out),
            // Protocol version and socket address come before the identity.
            IDENTITY_ITEM => cip::identity(data.get(18..)?, out),
            _ => {}
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::survives;
    use crate::record::testing::{Decoded, decode, hex};

    /// An encapsulated command with its data.
    fn command(command: u16, session: u32, data: &str) -> Vec<u8> {
        let data = hex(data);
        let mut bytes = command.to_le_bytes().to_vec();
        bytes.extend((data.len() as u16).to_le_bytes());
        bytes.extend(session.to_le_bytes());
        bytes.extend([0; 4]);
        bytes.extend(*b"context1");
        bytes.extend([0; 4]);
        bytes.extend(data);
        bytes
    }

    fn length(hexadecimal: &str) -> String {
        let bytes = (hexadecimal.chars().filter(char::is_ascii_hexdigit).count() / 2) as u16;
        let [low, high] = bytes.to_le_bytes();
        format!("{low:02x}{high:02x}")
    }

    /// A connected message.
    fn unit(sequence: &str, cip: &str) -> Vec<u8> {
        let item = format!("{sequence} {cip}");
        command(SEND_UNIT_DATA, 7, &format!("00000000 0000 0200 a100 0400 11223344 b100 {} {item}", length(&item)))
    }

    /// An unconnected message.
    fn request(cip: &str) -> Vec<u8> {
        command(SEND_RR_DATA, 7, &format!("00000000 0000 0200 0000 0000 b200 {} {cip}", length(cip)))
    }

    fn seen(over: Over, messages: &[(u8, Vec<u8>)]) -> Decoded {
        let messages: Vec<(u8, &[u8])> = messages.iter().map(|(side, bytes)| (*side, bytes.as_slice())).collect();
        decode(PROTOCOL, over, &messages)
    }

    fn cip(seen: &Decoded) -> Vec<(u8, &str, &str, u64, u64)> {
        let rows = seen.operations.iter().filter(|o| o.1.len() == 4);
        rows.map(|o| (o.0, o.1.as_str(), o.2.as_str(), o.3, o.4)).collect()
    }

    /// Multiple service packet with Get_Attribute_List of the clock and a stop of the controller.
    const SEVERAL: &str = "0a 02 2002 2401 0200 0600 1000 03 02 208b 2401 0100 0100 07 02 208e 2401";

    #[test]
    fn services_in_one_packet_and_their_replies_are_counted_under_one_name() {
        let replies = "8a 00 00 00 0200 0600 0e00 83 00 00 00 0100 0100 87 00 0e 00";
        let seen = seen(Over::Tcp, &[(0, unit("0100", SEVERAL)), (1, unit("0100", replies))]);
        assert_eq!(
            cip(&seen),
            [
                (0, "0x0a", "Multiple_Service_Packet (Message Router)", 1, 0),
                (0, "0x03", "Get_Attribute_List (Clock)", 1, 0),
                (0, "0x07", "Stop controller", 1, 0),
                (1, "0x0a", "Multiple_Service_Packet (Message Router)", 1, 0),
                (1, "0x03", "Get_Attribute_List (Clock)", 1, 0),
                (1, "0x07", "Stop controller", 1, 1),
            ]
        );
        assert_eq!(seen.operations[0], (0, "0x0070".into(), "SendUnitData".into(), 1, 0));
        assert_eq!(seen.malformed, 0);
    }

    #[test]
    fn a_routed_request_counts_with_the_one_that_carries_it() {
        let routed = request("52 02 2006 2401 07f9 0600 01 02 2001 2401 0100 0100");
        // With one word of additional status.
        let identity = "8100 0001 0000 0100 0e00 3600 1014 6030 3f825100 03 41 42 43";
        let seen = seen(Over::Tcp, &[(0, routed), (1, request(identity))]);
        assert_eq!(
            cip(&seen),
            [
                (0, "0x52", "Unconnected_Send", 1, 0),
                (0, "0x01", "Get_Attributes_All (Identity)", 1, 0),
                (1, "0x01", "Get_Attributes_All (Identity)", 1, 0),
            ]
        );
        let said = [
            ("device-type", "Programmable Logic Controller"),
            ("firmware", "16.20"),
            ("product", "ABC"),
            ("product-code", "54"),
            ("serial", "0051823f"),
            ("vendor", "Rockwell Automation/Allen-Bradley"),
        ];
        assert_eq!(seen.identities, said.map(|(attribute, value)| (attribute, value.to_owned())));
    }

    #[test]
    fn replies_to_several_of_one_service_keep_their_objects() {
        let several = request("0a 02 2002 2401 0200 0600 0e00 03 02 208b 2401 0000 03 02 208e 2401 0000");
        let replies = request("8a 00 00 00 0200 0600 0c00 83 00 00 00 0000 83 00 08 00 0000");
        let seen = seen(Over::Tcp, &[(0, several), (1, replies)]);
        assert_eq!(cip(&seen)[4], (1, "0x03", "Get_Attribute_List (Clock)", 1, 0));
        assert_eq!(cip(&seen)[5], (1, "0x03", "Get_Attribute_List (Controller)", 1, 1));
    }

    #[test]
    fn with_one_context_for_all_the_newest_request_is_answered() {
        let asked = ["0e 03 208e 2401 3005", "0e 03 208b 2401 3005", "0e 03 2001 2401 3007"];
        let mut messages: Vec<_> = asked.iter().map(|cip| (0, request(cip))).collect();
        messages.push((1, request("8e 00 00 00 4142")));
        let seen = seen(Over::Tcp, &messages);
        assert_eq!(cip(&seen)[3], (1, "0x0e", "Get_Attribute_Single (Identity)", 1, 0));
    }

    #[test]
    fn the_last_object_of_a_path_counts() {
        let symbol = request("55 06 91 03 546167 00 206b 2500 0000");
        let inside = request("4f 04 2068 2401 206a 2401 0000");
        let seen = seen(Over::Tcp, &[(0, symbol), (0, inside)]);
        assert_eq!(cip(&seen)[0].2, "Get_Instance_Attribute_List");
        assert_eq!(cip(&seen)[1].2, "Program data: begin transfer");
    }

    #[test]
    fn a_session_is_asked_for_by_the_client() {
        let asked = command(REGISTER_SESSION, 0, "0100 0000");
        let given = command(REGISTER_SESSION, 7, "0100 0000");
        assert_eq!(seen(Over::Tcp, &[(0, asked), (1, given)]).client_votes, [2, 0]);
    }

    #[test]
    fn the_same_service_means_what_its_object_makes_of_it() {
        let tag = request("4e 03 91 04 54616731 0100 0100 ff");
        let close = request("4e 02 2006 2401 07f9 0100");
        let failed = request("d2 00 01 01 0001");
        let lost = request("cc 00 00 00 c300 0100");
        let send = request("52 02 2006 2401 07f9 0600 4c 02 2072 2401 0100 0100");
        let seen = seen(Over::Tcp, &[(0, tag), (0, close), (0, send), (1, failed), (1, lost)]);
        let names: Vec<_> = cip(&seen).into_iter().map(|row| (row.2, row.4)).collect();
        assert_eq!(
            names,
            [
                ("Read Modify Write Tag", 0),
                ("Forward_Close", 0),
                ("Unconnected_Send", 0),
                ("Read list", 0),
                ("Unconnected_Send", 1),
                ("Read list", 0),
            ]
        );
        assert_eq!(cip::describe(cip::CIP | 0x6D << 8 | 0x04).class, Class::Program);
        assert_eq!(cip::describe(cip::CIP | 0xFFFF << 8 | 0x4C).class, Class::Other);
    }

    #[test]
    fn commands_of_older_controllers_are_read_inside() {
        let mode = unit("0500", "4b 02 2067 2401 07 4d00 e0312b3d 0f 00 62c5 80 06");
        let refused = unit("0500", "cb 00 00 00 07 4d00 e0312b3d 4f 10 62c5");
        let seen = seen(Over::Tcp, &[(0, mode), (1, refused)]);
        let name = "PCCC change CPU mode";
        assert_eq!(cip(&seen), [(0, "0x4b", name, 1, 0), (1, "0x4b", name, 1, 1)]);
    }

    #[test]
    fn a_device_answers_who_it_is() {
        let socket = "0002 af12 0a0101a4 0000000000000000";
        let item = format!("0100 {socket} 0100 0c00 3a00 0403 0000 8e4d5200 03 454e42 03");
        let answer = command(LIST_IDENTITY, 0, &format!("0100 0c00 {} {item}", length(&item)));
        let seen = seen(Over::Udp, &[(0, command(LIST_IDENTITY, 0, "")), (1, answer.clone())]);
        assert_eq!(seen.client_votes, [2, 0]);
        let said = [("device-type", "Communications Adapter"), ("firmware", "4.3"), ("product", "ENB")];
        assert_eq!(seen.identities[..3], said.map(|(attribute, value)| (attribute, value.to_owned())));
        assert_eq!(PROTOCOL.probe(&answer, Over::Udp), Probe::Strong);
        survives(PROTOCOL, &answer);
    }

    #[test]
    fn cyclic_data_is_recognised_over_udp_only() {
        let io = hex("0200 0280 0800 11223344 05000000 b100 0400 0100 2a2b");
        assert_eq!(PROTOCOL.probe(&io, Over::Udp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(&io, Over::Tcp), Probe::No);
        let seen = seen(Over::Udp, &[(0, io)]);
        assert_eq!(seen.operations, [(0, "io".to_owned(), "I/O data".to_owned(), 1, 0)]);
    }

    #[test]
    fn zeros_and_other_protocols_are_not_enip() {
        assert_eq!(PROTOCOL.probe(&[0; 64], Over::Udp), Probe::No);
        assert_eq!(PROTOCOL.probe(&[0; 24], Over::Tcp), Probe::Maybe);
        assert_eq!(PROTOCOL.probe(b"GET / HTTP/1.1\r\nHost: a.example\r\n", Over::Tcp), Probe::No);
        let mut options = unit("0100", SEVERAL);
        assert_eq!(PROTOCOL.probe(&options, Over::Tcp), Probe::Strong);
        options[20] = 1;
        assert_eq!(PROTOCOL.probe(&options, Over::Tcp), Probe::No);
        assert_eq!(PROTOCOL.probe(&command(REGISTER_SESSION, 0, "0100 0000"), Over::Tcp), Probe::Strong);
    }

    #[test]
    fn damaged_messages_do_no_harm() {
        survives(PROTOCOL, &unit("0100", SEVERAL));
        survives(PROTOCOL, &unit("0100", "8a 00 1e 00 0200 0600 0e00 83 00 00 00 0100 0100 87 00 0e 00"));
        survives(PROTOCOL, &request("52 02 2006 2401 07f9 0600 01 02 2001 2401 0100 0100"));
        survives(PROTOCOL, &request("4e 05 91 03 54616731 2801 2900 0100 0100 ff"));
        survives(PROTOCOL, &unit("0500", "4b 02 2067 2401 07 4d00 e0312b3d 0f 00 62c5 80 06"));
    }

    #[test]
    fn packets_in_packets_are_read_to_a_bounded_depth() {
        let mut nested = "0a 02 2002 2401 0100 0400 01 02 2001 2401".to_owned();
        for _ in 0..40 {
            nested = format!("0a 02 2002 2401 0100 0400 {nested}");
        }
        let seen = seen(Over::Tcp, &[(0, unit("0100", &nested))]);
        assert!(seen.malformed > 0);
        assert!(cip(&seen)[0].3 <= 4);
    }

    #[test]
    fn every_function_is_shown_by_its_name() {
        for row in PROTOCOL.functions() {
            let shown = PROTOCOL.describe(row.code);
            assert_eq!((shown.name.as_str(), shown.class), (row.name, row.class));
        }
    }
}
