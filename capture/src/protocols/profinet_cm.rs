//! PROFINET IO context management: how a controller connects to a device, parameterises it and reads its records, as
//! connectionless DCE/RPC over UDP.

use super::dcerpc::Call;
use super::{Class, Function, Hint, Over, Probe, Protocol};
use crate::record::Message;

pub static PROTOCOL: &dyn Protocol = &ProfinetCm;

struct ProfinetCm;

const fn row(code: u32, name: &'static str, class: Class) -> Function {
    Function {
        code,
        name,
        class,
        source: "IEC 61158-6-10, RPC operation numbers (as Wireshark's packet-dcerpc-pn-io reads them)",
    }
}

const OTHER: u32 = 0x100;

/// Codes are the operation number. Control ends parameterisation and says "application ready": it starts no process.
static FUNCTIONS: &[Function] = &[
    row(0, "Connect", Class::Session),
    row(1, "Release", Class::Session),
    row(2, "Read", Class::Read),
    row(3, "Write", Class::Write),
    row(4, "Control", Class::Session),
    row(5, "Read Implicit", Class::Read),
    Function {
        code: OTHER,
        name: "RPC keep-alive",
        class: Class::Session,
        source: "The Open Group C706, 12.5.1 (ping, working, ack, ...)",
    },
];

impl Protocol for ProfinetCm {
    fn name(&self) -> &'static str {
        "profinet-cm"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Udp(34964)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        match Call::read(bytes) {
            Some(call) if call.pnio && call.body_fits => Probe::Strong,
            _ => Probe::No,
        }
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        let Some(call) = Call::read(bytes) else {
            return out.malformed();
        };
        call.vote(out);
        if !call.first {
            return;
        }
        match call.kind {
            0 => out.operation(u32::from(call.operation)),
            // A response starts with its status; zero is success.
            2 if call.status.is_none_or(|status| status == 0) => out.operation(u32::from(call.operation)),
            // A fault or a reject.
            2 | 3 | 6 => out.error(u32::from(call.operation)),
            _ => out.operation(OTHER),
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    fn call(kind: &str, operation: &str, body: &str) -> Vec<u8> {
        let object = "dea00000 6c97 11d1 8271 0001 0002 0003";
        let interface = "dea00001 6c97 11d1 8271 00a02442df7d";
        let zeros = "00".repeat(16 + 12);
        let length = hex(body).len();
        hex(&format!(
            "04 {kind} 20 00 000000 00 {object} {interface} {zeros} {operation} ffff ffff {length:04x} 0000 00 00 {body}"
        ))
    }

    #[test]
    fn calls_are_told_by_their_operation_and_refusals_by_their_status() {
        let talk = [call("00", "0003", "00001000"), call("02", "0003", "df80a900")];
        let talk = [(0, &talk[0][..]), (1, &talk[1][..])];
        assert_eq!(PROTOCOL.probe(talk[0].1, Over::Udp), Probe::Strong);
        assert_eq!(super::super::dcerpc::PROTOCOL.probe(talk[0].1, Over::Udp), Probe::No);
        let seen = decode(PROTOCOL, Over::Udp, &talk);
        let row = |side, errors| (side, "3".to_owned(), "Write".to_owned(), 1, errors);
        assert_eq!(seen.operations, [row(0, 0), row(1, 1)]);
        assert_eq!(seen.client_votes, [2, 0]);
        damage(PROTOCOL, Over::Udp, &talk);
    }
}
