//! BACnet (ASHRAE 135-2020) over UDP (Annex J, BACnet/IP) and over Ethernet (clause 7, IEEE 802.2).

use super::{Class, Described, Function, Hint, Over, Probe, Protocol};
use crate::bacnet_tags::{Content, Tag, application_value, close, context_value, tag, unsigned, utf8};
use crate::bytes::{Cursor, be16, be32};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Bacnet;

struct Bacnet;

// Reported codes: the layer in the highest byte. An APDU adds its type in the byte below, so that a request, its
// acknowledgement and its error stay apart, and its service in the lowest.
const BVLC: u32 = 1 << 24;
const NETWORK: u32 = 2 << 24;
const APDU: u32 = 3 << 24;

const fn apdu(kind: u8, service: u8) -> u32 {
    APDU | (kind as u32) << 16 | service as u32
}

const fn row(code: u32, name: &'static str, class: Class, source: &'static str) -> Function {
    Function {
        code,
        name,
        class,
        source,
    }
}

const fn bvlc(code: u32, name: &'static str, class: Class) -> Function {
    row(BVLC | code, name, class, "ASHRAE 135-2020, Annex J.2")
}

const fn network(code: u32, name: &'static str, class: Class) -> Function {
    row(NETWORK | code, name, class, "ASHRAE 135-2020, 6.2.4")
}

const fn security(code: u32, name: &'static str, class: Class) -> Function {
    row(NETWORK | code, name, class, "ASHRAE 135-2016, 24 (withdrawn in 2020)")
}

const fn confirmed(service: u8, name: &'static str, class: Class, source: &'static str) -> Function {
    row(apdu(0, service), name, class, source)
}

const fn unconfirmed(service: u8, name: &'static str, class: Class, source: &'static str) -> Function {
    row(apdu(1, service), name, class, source)
}

const ALARM: &str = "ASHRAE 135-2020, 13 (alarm and event services)";
const FILE: &str = "ASHRAE 135-2020, 14 (file access services)";
const OBJECT: &str = "ASHRAE 135-2020, 15 (object access services)";
const DEVICE: &str = "ASHRAE 135-2020, 16 (remote device management services)";
const TERMINAL: &str = "ASHRAE 135-2020, 17 (virtual terminal services)";
const OLD: &str = "ASHRAE 135-2020, 21 (service choice kept for a service that was withdrawn)";
const AUDIT: &str = "ASHRAE 135-2020, 21 (service choices of audit reporting)";
const NEW: &str = "BACnetUnconfirmedServiceChoice, addendum to ASHRAE 135-2020";

// A file holds a device's configuration or program, and objects are its configuration, so writing files and making or
// deleting objects transfers configuration. The elements of a list are values of a property.
static FUNCTIONS: &[Function] = &[
    bvlc(0x00, "BVLC-Result", Class::Session),
    bvlc(0x01, "Write-Broadcast-Distribution-Table", Class::Program),
    bvlc(0x02, "Read-Broadcast-Distribution-Table", Class::Read),
    bvlc(0x03, "Read-Broadcast-Distribution-Table-Ack", Class::Read),
    bvlc(0x04, "Forwarded-NPDU", Class::Session),
    bvlc(0x05, "Register-Foreign-Device", Class::Session),
    bvlc(0x06, "Read-Foreign-Device-Table", Class::Read),
    bvlc(0x07, "Read-Foreign-Device-Table-Ack", Class::Read),
    bvlc(0x08, "Delete-Foreign-Device-Table-Entry", Class::Control),
    bvlc(0x09, "Distribute-Broadcast-To-Network", Class::Session),
    bvlc(0x0A, "Original-Unicast-NPDU", Class::Session),
    bvlc(0x0B, "Original-Broadcast-NPDU", Class::Session),
    bvlc(0x0C, "Secure-BVLL", Class::Session),
    network(0x00, "Who-Is-Router-To-Network", Class::Identify),
    network(0x01, "I-Am-Router-To-Network", Class::Identify),
    network(0x02, "I-Could-Be-Router-To-Network", Class::Identify),
    network(0x03, "Reject-Message-To-Network", Class::Session),
    network(0x04, "Router-Busy-To-Network", Class::Session),
    network(0x05, "Router-Available-To-Network", Class::Session),
    network(0x06, "Initialize-Routing-Table", Class::Program),
    network(0x07, "Initialize-Routing-Table-Ack", Class::Program),
    network(0x08, "Establish-Connection-To-Network", Class::Session),
    network(0x09, "Disconnect-Connection-To-Network", Class::Session),
    security(0x0A, "Challenge-Request", Class::Session),
    security(0x0B, "Security-Payload", Class::Session),
    security(0x0C, "Security-Response", Class::Session),
    security(0x0D, "Request-Key-Update", Class::Session),
    security(0x0E, "Update-Key-Set", Class::Program),
    security(0x0F, "Update-Distribution-Key", Class::Program),
    security(0x10, "Request-Master-Key", Class::Session),
    security(0x11, "Set-Master-Key", Class::Program),
    network(0x12, "What-Is-Network-Number", Class::Identify),
    network(0x13, "Network-Number-Is", Class::Identify),
    confirmed(0, "AcknowledgeAlarm", Class::Control, ALARM),
    confirmed(1, "ConfirmedCOVNotification", Class::Read, ALARM),
    confirmed(2, "ConfirmedEventNotification", Class::Read, ALARM),
    confirmed(3, "GetAlarmSummary", Class::Read, ALARM),
    confirmed(4, "GetEnrollmentSummary", Class::Read, ALARM),
    confirmed(5, "SubscribeCOV", Class::Read, ALARM),
    confirmed(6, "AtomicReadFile", Class::Read, FILE),
    confirmed(7, "AtomicWriteFile", Class::Program, FILE),
    confirmed(8, "AddListElement", Class::Write, OBJECT),
    confirmed(9, "RemoveListElement", Class::Write, OBJECT),
    confirmed(10, "CreateObject", Class::Program, OBJECT),
    confirmed(11, "DeleteObject", Class::Program, OBJECT),
    confirmed(12, "ReadProperty", Class::Read, OBJECT),
    confirmed(13, "ReadPropertyConditional", Class::Read, OLD),
    confirmed(14, "ReadPropertyMultiple", Class::Read, OBJECT),
    confirmed(15, "WriteProperty", Class::Write, OBJECT),
    confirmed(16, "WritePropertyMultiple", Class::Write, OBJECT),
    confirmed(17, "DeviceCommunicationControl", Class::Control, DEVICE),
    confirmed(18, "ConfirmedPrivateTransfer", Class::Other, DEVICE),
    confirmed(19, "ConfirmedTextMessage", Class::Other, DEVICE),
    confirmed(20, "ReinitializeDevice", Class::Control, DEVICE),
    confirmed(21, "VT-Open", Class::Session, TERMINAL),
    confirmed(22, "VT-Close", Class::Session, TERMINAL),
    confirmed(23, "VT-Data", Class::Other, TERMINAL),
    confirmed(24, "Authenticate", Class::Session, OLD),
    confirmed(25, "RequestKey", Class::Session, OLD),
    confirmed(26, "ReadRange", Class::Read, OBJECT),
    confirmed(27, "LifeSafetyOperation", Class::Control, ALARM),
    confirmed(28, "SubscribeCOVProperty", Class::Read, ALARM),
    confirmed(29, "GetEventInformation", Class::Read, ALARM),
    confirmed(30, "SubscribeCOVPropertyMultiple", Class::Read, ALARM),
    confirmed(31, "ConfirmedCOVNotificationMultiple", Class::Read, ALARM),
    confirmed(32, "ConfirmedAuditNotification", Class::Read, AUDIT),
    confirmed(33, "AuditLogQuery", Class::Read, AUDIT),
    unconfirmed(0, "I-Am", Class::Identify, DEVICE),
    unconfirmed(1, "I-Have", Class::Identify, DEVICE),
    unconfirmed(2, "UnconfirmedCOVNotification", Class::Read, ALARM),
    unconfirmed(3, "UnconfirmedEventNotification", Class::Read, ALARM),
    unconfirmed(4, "UnconfirmedPrivateTransfer", Class::Other, DEVICE),
    unconfirmed(5, "UnconfirmedTextMessage", Class::Other, DEVICE),
    unconfirmed(6, "TimeSynchronization", Class::Control, DEVICE),
    unconfirmed(7, "Who-Has", Class::Identify, DEVICE),
    unconfirmed(8, "Who-Is", Class::Identify, DEVICE),
    unconfirmed(9, "UTCTimeSynchronization", Class::Control, DEVICE),
    unconfirmed(10, "WriteGroup", Class::Write, OBJECT),
    unconfirmed(11, "UnconfirmedCOVNotificationMultiple", Class::Read, ALARM),
    unconfirmed(12, "UnconfirmedAuditNotification", Class::Read, AUDIT),
    unconfirmed(13, "Who-Am-I", Class::Identify, NEW),
    unconfirmed(14, "You-Are", Class::Control, NEW),
    row(apdu(4, 0), "Segment ack", Class::Session, "ASHRAE 135-2020, 20.1.6"),
    row(apdu(6, 0), "Reject", Class::Session, "ASHRAE 135-2020, 20.1.8"),
    row(apdu(7, 0), "Abort", Class::Session, "ASHRAE 135-2020, 20.1.9"),
];

impl Protocol for Bacnet {
    fn name(&self) -> &'static str {
        "bacnet"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Udp(47808), Hint::Llc(0x82)]
    }

    fn probe(&self, bytes: &[u8], over: Over) -> Probe {
        // Bits 6 and 4 of the NPDU's control byte are reserved and zero (6.2.2).
        let npdu = |bytes: &[u8]| bytes.first() == Some(&1) && bytes.get(1).is_some_and(|control| control & 0x50 == 0);
        if over == Over::Link {
            return if npdu(bytes) { Probe::Weak } else { Probe::No };
        }
        let (Some(&[0x81, function @ 0..=0x0C]), Some(length)) = (bytes.first_chunk::<2>(), be16(bytes, 2)) else {
            return Probe::No;
        };
        let whole = usize::from(length) == bytes.len();
        match npdu_at(function) {
            Some(at) if whole && bytes.get(at..).is_some_and(npdu) => Probe::Strong,
            None if whole => Probe::Weak,
            // Cut by the capture, or with a network layer that nobody knows.
            _ => Probe::OnPort,
        }
    }

    fn message(&self, bytes: &[u8], over: Over, out: &mut Message<'_>) {
        if read(bytes, over, out).is_none() {
            out.malformed();
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        let (kind, service) = ((code >> 16) & 0xFF, code & 0xFF);
        let (label, row, suffix) = match code & 0xFF00_0000 {
            BVLC => (format!("bvlc:0x{service:02x}"), code, ""),
            NETWORK => (format!("net:0x{service:02x}"), code, ""),
            _ => match kind {
                0 => (format!("conf:{service}"), code, ""),
                1 => (format!("unconf:{service}"), code, ""),
                2 => (format!("conf:{service}"), apdu(0, service as u8), ", simple ack"),
                3 => (format!("conf:{service}"), apdu(0, service as u8), ", complex ack"),
                5 => (format!("conf:{service}"), apdu(0, service as u8), ", error"),
                _ => (format!("pdu:{kind}"), code, ""),
            },
        };
        let mut described = super::describe(self.name(), FUNCTIONS, row, label);
        described.name.push_str(suffix);
        described
    }
}

/// Where the NPDU starts in a BACnet/IP message of this function; `None` for those without (Annex J.2).
fn npdu_at(function: u8) -> Option<usize> {
    match function {
        0x04 => Some(10),
        0x09..=0x0B => Some(4),
        _ => None,
    }
}

/// The device that an answer is about, when that is not the sender of the frame: behind a router, or behind a BBMD
/// that forwards its broadcast.
#[derive(Clone, Copy, Default)]
struct Origin<'a> {
    forwarded: Option<[u8; 4]>,
    routed: Option<(u16, &'a [u8])>,
}

impl Origin<'_> {
    fn say(&self, attribute: &'static str, value: &[u8], out: &mut Message<'_>) {
        if let Some((network, station)) = self.routed {
            let station: String = station.iter().map(|byte| format!("{byte:02x}")).collect();
            out.identity_of(format!("bacnet:{network}:{station}"), attribute, value);
        } else if let Some(address) = self.forwarded {
            out.identity_of(std::net::Ipv4Addr::from(address).to_string(), attribute, value);
        } else {
            out.identity(attribute, value);
        }
    }
}

fn read(bytes: &[u8], over: Over, out: &mut Message<'_>) -> Option<()> {
    let mut origin = Origin::default();
    if over == Over::Link {
        return npdu(Cursor::new(bytes), origin, out);
    }
    let &[0x81, function] = bytes.first_chunk::<2>()? else {
        return None;
    };
    let length = usize::from(be16(bytes, 2)?);
    let bytes = &bytes[..length.min(bytes.len())];
    let failed = function == 0 && be16(bytes, 4)? != 0;
    match function {
        0 | 3 | 7 => out.sender_is(Role::Server),
        1 | 2 | 5 | 6 | 8 => out.sender_is(Role::Client),
        _ => (),
    }
    if failed {
        out.error(BVLC);
    } else {
        out.operation(BVLC | u32::from(function));
    }
    if function == 0x04 {
        origin.forwarded = Some(be32(bytes, 4)?.to_be_bytes());
    }
    match npdu_at(function) {
        Some(at) => npdu(Cursor::new(bytes.get(at..)?), origin, out),
        None => Some(()),
    }
}

/// Network layer (6.2): version, control, destination, source, hop count, then a network message or an APDU.
fn npdu<'a>(mut cursor: Cursor<'a>, mut origin: Origin<'a>, out: &mut Message<'_>) -> Option<()> {
    let (1, control) = (cursor.u8()?, cursor.u8()?) else {
        return None;
    };
    if control & 0x20 != 0 {
        station(&mut cursor)?;
    }
    if control & 0x08 != 0 {
        origin.routed = Some(station(&mut cursor)?);
    }
    if control & 0x20 != 0 {
        cursor.skip(1)?;
    }
    if control & 0x80 == 0 {
        return application(cursor, origin, out);
    }
    match cursor.u8()? {
        3 => out.error(NETWORK | 3),
        message => out.operation(NETWORK | u32::from(message)),
    }
    Some(())
}

/// Network number and address on that network.
fn station<'a>(cursor: &mut Cursor<'a>) -> Option<(u16, &'a [u8])> {
    let network = cursor.u16()?;
    let length = cursor.u8()?;
    Some((network, cursor.take(usize::from(length))?))
}

/// Application layer (20.1): the service of each type of APDU stands elsewhere.
fn application(mut cursor: Cursor<'_>, origin: Origin<'_>, out: &mut Message<'_>) -> Option<()> {
    let head = cursor.u8()?;
    let kind = head >> 4;
    match kind {
        0 => cursor.skip(2)?,
        1 => (),
        2 | 3 | 5 => cursor.skip(1)?,
        4 => {
            out.operation(apdu(4, 0));
            return Some(());
        }
        6 | 7 => {
            out.error(apdu(kind, 0));
            return Some(());
        }
        _ => return None,
    }
    let mut segment = 0;
    if matches!(kind, 0 | 3) && head & 0x08 != 0 {
        segment = cursor.u8()?;
        cursor.skip(1)?;
    }
    let service = cursor.u8()?;
    role(kind, service, out);
    if kind == 5 {
        out.error(apdu(kind, service));
    } else {
        out.operation(apdu(kind, service));
    }
    let _ = match (kind, service, segment) {
        (1, 0, _) => i_am(cursor, origin, out),
        (3, 12, 0) => read_property_ack(cursor, origin, out),
        (3, 14, 0) => read_property_multiple_ack(cursor, origin, out),
        _ => Some(()),
    };
    Some(())
}

/// Who asks is the client, except that a device sends notifications to those who subscribed. Unconfirmed services
/// are mostly broadcast by either, and tell nothing.
fn role(kind: u8, service: u8, out: &mut Message<'_>) {
    let notification = matches!(service, 1 | 2 | 31 | 32);
    match kind {
        0 => out.sender_is(if notification { Role::Server } else { Role::Client }),
        2 | 3 | 5 => out.sender_is(if notification { Role::Client } else { Role::Server }),
        _ => (),
    }
}

/// Object type of a device (21, BACnetObjectType), in the highest ten bits of an object identifier.
const DEVICE_TYPE: u32 = 8;

fn device_instance(value: &[u8]) -> Option<u32> {
    let identifier = be32(value, 0)?;
    (value.len() == 4 && identifier >> 22 == DEVICE_TYPE).then_some(identifier & 0x003F_FFFF)
}

/// I-Am (16.10.3): device, longest APDU, segmentation, vendor.
fn i_am(mut cursor: Cursor<'_>, origin: Origin<'_>, out: &mut Message<'_>) -> Option<()> {
    let device = device_instance(application_value(tag(&mut cursor)?, 12)?)?;
    origin.say("device-instance", device.to_string().as_bytes(), out);
    tag(&mut cursor)?;
    tag(&mut cursor)?;
    let vendor = unsigned(application_value(tag(&mut cursor)?, 2)?)?;
    origin.say("vendor-id", vendor.to_string().as_bytes(), out);
    Some(())
}

/// ReadProperty-Ack (15.5.1.2): object, property, index, value.
fn read_property_ack(mut cursor: Cursor<'_>, origin: Origin<'_>, out: &mut Message<'_>) -> Option<()> {
    let device = device_instance(context_value(tag(&mut cursor)?, 0)?)?;
    origin.say("device-instance", device.to_string().as_bytes(), out);
    let property = unsigned(context_value(tag(&mut cursor)?, 1)?)?;
    // An index is only there for arrays, and none of the properties of interest is one.
    if matches!(
        tag(&mut cursor)?,
        Tag {
            number: 3,
            content: Content::Opening
        }
    ) {
        property_value(property, tag(&mut cursor)?, origin, out);
    }
    Some(())
}

/// ReadPropertyMultiple-Ack (15.7.3.2): objects, each with properties, each with an index, and a value or an error.
fn read_property_multiple_ack(mut cursor: Cursor<'_>, origin: Origin<'_>, out: &mut Message<'_>) -> Option<()> {
    loop {
        let device = device_instance(context_value(tag(&mut cursor)?, 0)?);
        if let Some(device) = device {
            origin.say("device-instance", device.to_string().as_bytes(), out);
        }
        let Tag {
            number: 1,
            content: Content::Opening,
        } = tag(&mut cursor)?
        else {
            return None;
        };
        let mut property = None;
        loop {
            let next = tag(&mut cursor)?;
            match (next.number, next.content) {
                (1, Content::Closing) => break,
                (2, Content::Context(value)) => property = unsigned(value),
                (3, Content::Context(_)) => property = None,
                (4, Content::Opening) => {
                    let first = tag(&mut cursor)?;
                    if let (Some(_), Some(property)) = (device, property) {
                        property_value(property, first, origin, out);
                    }
                    close(first, &mut cursor)?;
                }
                (5, Content::Opening) => close(tag(&mut cursor)?, &mut cursor)?,
                _ => return None,
            }
        }
    }
}

/// What the properties of a device object say of it (12.11).
fn property_value(property: u32, value: Tag<'_>, origin: Origin<'_>, out: &mut Message<'_>) {
    let attribute = match property {
        12 => "application",
        28 => "description",
        44 => "firmware",
        58 => "location",
        70 => "model",
        77 => "name",
        120 => "vendor-id",
        121 => "vendor",
        372 => "serial",
        _ => return,
    };
    match (value.number, value.content) {
        (2, Content::Application(bytes)) => {
            if let Some(number) = unsigned(bytes) {
                origin.say(attribute, number.to_string().as_bytes(), out);
            }
        }
        (7, Content::Application([set, text @ ..])) => origin.say(attribute, &utf8(*set, text), out),
        _ => (),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::survives;
    use crate::record::testing::{Decoded, decode, hex};

    const READ: &str = "810a 0011 01 04 00 05 01 0c 0c 02000007 19 4d";
    const ANSWER: &str = "810a 0017 01 00 30 01 0c 0c 02000007 19 4d 3e 74 00 41 42 31 3f";
    const I_AM: &str = "810b 0019 01 20 ffff 00 ff 10 00 c4 02000007 22 0400 91 03 22 0104";

    fn said(seen: &Decoded) -> Vec<(&str, &str)> {
        seen.identities
            .iter()
            .map(|(attribute, value)| (*attribute, value.as_str()))
            .collect()
    }

    #[test]
    fn a_property_that_is_read_counts_as_envelope_request_and_ack() {
        let seen = decode(PROTOCOL, Over::Udp, &[(0, &hex(READ)), (1, &hex(ANSWER))]);
        let rows: Vec<_> = seen
            .operations
            .iter()
            .map(|o| (o.0, o.1.as_str(), o.2.as_str()))
            .collect();
        assert_eq!(
            rows,
            [
                (0, "bvlc:0x0a", "Original-Unicast-NPDU"),
                (0, "conf:12", "ReadProperty"),
                (1, "bvlc:0x0a", "Original-Unicast-NPDU"),
                (1, "conf:12", "ReadProperty, complex ack"),
            ]
        );
        assert_eq!(said(&seen), [("device-instance", "7"), ("name", "AB1")]);
        assert_eq!((seen.client_votes, seen.malformed), ([2, 0], 0));
    }

    #[test]
    fn a_device_says_who_it_is_over_udp_and_over_ethernet() {
        let seen = decode(PROTOCOL, Over::Udp, &[(0, &hex(I_AM))]);
        assert_eq!(said(&seen), [("device-instance", "7"), ("vendor-id", "260")]);
        let link = decode(PROTOCOL, Over::Link, &[(0, &hex(I_AM)[4..])]);
        assert_eq!(said(&link), said(&seen));
        assert_eq!(link.operations.len(), 1);
    }

    #[test]
    fn answers_with_many_properties_are_read_past_errors_and_nested_values() {
        let body = "01 00 30 02 0e 0c 02000007 1e 29 4c 4e 0e 09 01 0f 4f 29 2c 5e 91 02 91 20 5f \
                    29 46 4e 75 07 04 0041 0063 00e9 4f 29 78 4e 21 0a 4f 1f";
        let seen = decode(PROTOCOL, Over::Link, &[(1, &hex(body))]);
        assert_eq!(
            said(&seen),
            [("device-instance", "7"), ("model", "Acé"), ("vendor-id", "10")]
        );
    }

    #[test]
    fn errors_rejects_and_aborts_are_errors() {
        let error = hex("810a 000d 01 00 50 01 0f 91 02 91 20");
        let reject = hex("810a 0009 01 00 60 01 09");
        let abort = hex("810a 0009 01 00 71 01 04");
        let refused = hex("8100 0006 0030");
        let seen = decode(
            PROTOCOL,
            Over::Udp,
            &[(1, &error), (1, &reject), (1, &abort), (1, &refused)],
        );
        let rows: Vec<_> = seen.operations.iter().map(|o| (o.1.as_str(), o.3, o.4)).collect();
        assert_eq!(
            rows,
            [
                ("bvlc:0x0a", 3, 0),
                ("conf:15", 1, 1),
                ("pdu:6", 1, 1),
                ("pdu:7", 1, 1),
                ("bvlc:0x00", 1, 1)
            ]
        );
    }

    #[test]
    fn a_broadcast_of_a_routed_device_is_about_that_device() {
        let mut record = crate::record::Record::default();
        let mut book = crate::record::IdentityBook::default();
        let mut out = Message {
            record: &mut record,
            identities: &mut book,
            side: 0,
            place: Default::default(),
            protocol: ("bacnet", 0),
            about: &|_| ("10.0.0.1".to_owned(), String::new()),
            source_port: 47808,
            destination_port: 47808,
        };
        let routed = hex("8104 0022 0a000005 bac0 01 28 ffff 00 0007 01 0c ff 10 00 c4 02000007 22 0400 91 03 21 05");
        let forwarded = hex("8104 001a 0a000005 bac0 01 00 10 00 c4 02000008 22 0400 91 03 21 05");
        PROTOCOL.message(&routed, Over::Udp, &mut out);
        PROTOCOL.message(&forwarded, Over::Udp, &mut out);
        let mut addresses: Vec<_> = book
            .statements
            .keys()
            .map(|i| (i.address.as_str(), i.value.as_str()))
            .collect();
        addresses.sort_unstable();
        assert_eq!(
            addresses,
            [
                ("10.0.0.5", "5"),
                ("10.0.0.5", "8"),
                ("bacnet:7:0c", "5"),
                ("bacnet:7:0c", "7")
            ]
        );
    }

    #[test]
    fn network_messages_and_unknown_services_keep_their_codes() {
        let network = hex("810b 0007 01 80 00");
        let unknown = hex("810a 000a 01 00 00 05 01 63");
        let seen = decode(PROTOCOL, Over::Udp, &[(0, &network), (0, &unknown)]);
        assert_eq!(seen.operations[1].1, "net:0x00");
        assert_eq!(
            (seen.operations[3].1.as_str(), seen.operations[3].2.as_str()),
            ("conf:99", "unknown")
        );
    }

    #[test]
    fn only_a_fitting_length_and_network_version_is_strong() {
        assert_eq!(PROTOCOL.probe(&hex(READ), Over::Udp), Probe::Strong);
        assert_eq!(PROTOCOL.probe(&hex("810a 0006 02 04"), Over::Udp), Probe::OnPort);
        assert_eq!(PROTOCOL.probe(&hex("8105 0006 003c"), Over::Udp), Probe::Weak);
        assert_eq!(PROTOCOL.probe(b"\x81\x0a", Over::Udp), Probe::No);
    }

    #[test]
    fn damaged_messages_are_survived() {
        for sample in [READ, ANSWER, I_AM] {
            survives(PROTOCOL, Over::Udp, &hex(sample));
        }
        let many =
            "01 28 ffff 00 0007 01 0c ff 30 02 0e 0c 02000007 1e 29 4d 4e 75 03 00 4142 4f 29 2c 5e 91 02 91 20 5f 1f";
        survives(PROTOCOL, Over::Link, &hex(many));
    }
}
