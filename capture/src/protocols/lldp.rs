//! LLDP (IEEE 802.1AB-2016) with the inventory of LLDP-MED (ANSI/TIA-1057): what a neighbour says of itself.

use super::{Class, Described, Function, Hint, Over, Probe, Protocol, describe};
use crate::bytes::Cursor;
use crate::record::Message;

pub static PROTOCOL: &dyn Protocol = &Lldp;

struct Lldp;

static FUNCTIONS: &[Function] = &[Function {
    code: 1,
    name: "LLDP announcement",
    class: Class::Identify,
    source: "IEEE 802.1AB-2016, 8.2",
}];

impl Protocol for Lldp {
    fn name(&self) -> &'static str {
        "lldp"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Ethertype(0x88CC)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        // Chassis, port and time to live come first and in this order (8.2).
        let mut cursor = Cursor::new(bytes);
        match (element(&mut cursor), element(&mut cursor), element(&mut cursor)) {
            (Some((1, _)), Some((2, _)), Some((3, _))) => Probe::Strong,
            (Some((1, _)), ..) => Probe::Weak,
            _ => Probe::No,
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let mut cursor = Cursor::new(bytes);
        out.operation(1);
        while let Some((kind, value)) = element(&mut cursor) {
            if kind == 0 {
                return;
            }
            let _ = say(kind, value, out);
        }
        // The end of an announcement is an element of its own; it is not where the capture cut the frame.
        if !cursor.is_empty() {
            out.malformed();
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        describe(self.name(), FUNCTIONS, code, "lldpdu".to_owned())
    }
}

/// Type (7 bits), length (9 bits), value.
fn element<'a>(cursor: &mut Cursor<'a>) -> Option<(u8, &'a [u8])> {
    let mut ahead = *cursor;
    let head = ahead.u16()?;
    let value = ahead.take(usize::from(head & 0x01FF))?;
    *cursor = ahead;
    Some(((head >> 9) as u8, value))
}

fn say(kind: u8, value: &[u8], out: &mut Message<'_>) -> Option<()> {
    match (kind, value) {
        (1, [subtype, id @ ..]) => out.identity("chassis-id", &name(*subtype, 4, 5, id)),
        (2, [subtype, id @ ..]) => out.identity("port-id", &name(*subtype, 3, 4, id)),
        (4, text) => out.identity("port-description", text),
        (5, text) => out.identity("hostname", text),
        (6, text) => out.identity("description", text),
        // Length of the address with its family, then both.
        (8, [length, rest @ ..]) => {
            let address = rest.get(..usize::from(*length))?;
            out.identity("management-address", &network_address(address));
        }
        // LLDP-MED inventory (ANSI/TIA-1057, 10.2.6).
        (127, [0x00, 0x12, 0xBB, subtype @ 5..=11, text @ ..]) => {
            let attributes = [
                "hardware", "firmware", "software", "serial", "vendor", "model", "asset-id",
            ];
            out.identity(attributes.get(usize::from(*subtype).checked_sub(5)?)?, text);
        }
        _ => (),
    }
    Some(())
}

/// An identifier as text: of its subtypes one is a MAC address, one a network address, and most others are text.
fn name(subtype: u8, mac: u8, network: u8, id: &[u8]) -> Vec<u8> {
    match id {
        _ if subtype == network => network_address(id),
        [_, _, _, _, _, _] if subtype == mac => id
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<Vec<_>>()
            .join(":")
            .into_bytes(),
        _ => id.to_vec(),
    }
}

/// Address with the number of its family (IANA address family numbers) before it.
fn network_address(bytes: &[u8]) -> Vec<u8> {
    match bytes {
        [1, address @ ..] if address.len() == 4 => address
            .iter()
            .map(u8::to_string)
            .collect::<Vec<_>>()
            .join(".")
            .into_bytes(),
        [2, address @ ..] => match address.first_chunk::<16>() {
            Some(&address) => std::net::Ipv6Addr::from(address).to_string().into_bytes(),
            None => Vec::new(),
        },
        [6, address @ ..] => address
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<Vec<_>>()
            .join(":")
            .into_bytes(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::survives;
    use crate::record::testing::{decode, hex};

    const SWITCH: &str = "0207 04 000e8cef75c5 0409 07 706f72742d303034 0602 0014 0a03 737731 0c04 58323038 \
                          100c 05 01 c0a80002 02 00000001 00 fe08 0012bb 08 53563131 0000";

    #[test]
    fn a_switch_says_its_name_port_and_addresses() {
        let seen = decode(PROTOCOL, Over::Link, &[(0, &hex(SWITCH))]);
        assert_eq!(
            seen.operations,
            [(0, "lldpdu".into(), "LLDP announcement".into(), 1, 0)]
        );
        let said: Vec<_> = seen
            .identities
            .iter()
            .map(|(attribute, value)| (*attribute, value.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                ("chassis-id", "00:0e:8c:ef:75:c5"),
                ("description", "X208"),
                ("hostname", "sw1"),
                ("management-address", "192.168.0.2"),
                ("port-id", "port-004"),
                ("serial", "SV11"),
            ]
        );
        assert_eq!(seen.malformed, 0);
    }

    #[test]
    fn an_announcement_starts_with_chassis_port_and_time_to_live() {
        assert_eq!(PROTOCOL.probe(&hex(SWITCH), Over::Link), Probe::Strong);
        assert_eq!(PROTOCOL.probe(&hex("0602 0014 0000"), Over::Link), Probe::No);
    }

    #[test]
    fn damaged_messages_are_survived() {
        survives(PROTOCOL, Over::Link, &hex(SWITCH));
    }
}
