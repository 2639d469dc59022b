//! IEC 60870-5-104: telecontrol over TCP, recognised by its APCI and told by the type of each ASDU.

use super::{Class, Described, Framing, Function, Hint, Over, Probe, Protocol, describe};
use crate::record::{Message, Role};

pub static PROTOCOL: &dyn Protocol = &Iec104;

struct Iec104;

const fn row(code: u32, name: &'static str, class: Class) -> Function {
    Function { code, name, class, source: "IEC 60870-5-101:2003, 7.2.1; IEC 60870-5-104:2006, 6" }
}

const fn apci(code: u32, name: &'static str) -> Function {
    Function { code, name, class: Class::Session, source: "IEC 60870-5-104:2006, 5" }
}

const ACKNOWLEDGE: u32 = 0x101;
const UNNUMBERED: u32 = 0x200;

/// Codes up to 255 are the type identification; those from 0x200 the control byte of an unnumbered frame.
static FUNCTIONS: &[Function] = &[
    row(1, "M_SP_NA_1 single point", Class::Read),
    row(3, "M_DP_NA_1 double point", Class::Read),
    row(5, "M_ST_NA_1 step position", Class::Read),
    row(7, "M_BO_NA_1 bitstring", Class::Read),
    row(9, "M_ME_NA_1 measured value, normalised", Class::Read),
    row(11, "M_ME_NB_1 measured value, scaled", Class::Read),
    row(13, "M_ME_NC_1 measured value, float", Class::Read),
    row(15, "M_IT_NA_1 integrated totals", Class::Read),
    row(20, "M_PS_NA_1 packed single points", Class::Read),
    row(21, "M_ME_ND_1 measured value without quality", Class::Read),
    row(30, "M_SP_TB_1 single point with time", Class::Read),
    row(31, "M_DP_TB_1 double point with time", Class::Read),
    row(32, "M_ST_TB_1 step position with time", Class::Read),
    row(33, "M_BO_TB_1 bitstring with time", Class::Read),
    row(34, "M_ME_TD_1 measured value, normalised, with time", Class::Read),
    row(35, "M_ME_TE_1 measured value, scaled, with time", Class::Read),
    row(36, "M_ME_TF_1 measured value, float, with time", Class::Read),
    row(37, "M_IT_TB_1 integrated totals with time", Class::Read),
    row(38, "M_EP_TD_1 protection event", Class::Read),
    row(39, "M_EP_TE_1 protection start events", Class::Read),
    row(40, "M_EP_TF_1 protection output events", Class::Read),
    row(45, "C_SC_NA_1 single command", Class::Control),
    row(46, "C_DC_NA_1 double command", Class::Control),
    row(47, "C_RC_NA_1 regulating step command", Class::Control),
    row(48, "C_SE_NA_1 set-point, normalised", Class::Write),
    row(49, "C_SE_NB_1 set-point, scaled", Class::Write),
    row(50, "C_SE_NC_1 set-point, float", Class::Write),
    row(51, "C_BO_NA_1 bitstring command", Class::Write),
    row(58, "C_SC_TA_1 single command with time", Class::Control),
    row(59, "C_DC_TA_1 double command with time", Class::Control),
    row(60, "C_RC_TA_1 regulating step command with time", Class::Control),
    row(61, "C_SE_TA_1 set-point, normalised, with time", Class::Write),
    row(62, "C_SE_TB_1 set-point, scaled, with time", Class::Write),
    row(63, "C_SE_TC_1 set-point, float, with time", Class::Write),
    row(64, "C_BO_TA_1 bitstring command with time", Class::Write),
    row(70, "M_EI_NA_1 end of initialisation", Class::Session),
    row(100, "C_IC_NA_1 interrogation", Class::Read),
    row(101, "C_CI_NA_1 counter interrogation", Class::Read),
    row(102, "C_RD_NA_1 read", Class::Read),
    row(103, "C_CS_NA_1 clock synchronisation", Class::Write),
    row(104, "C_TS_NA_1 test", Class::Diagnose),
    row(105, "C_RP_NA_1 reset process", Class::Control),
    row(106, "C_CD_NA_1 delay acquisition", Class::Diagnose),
    row(107, "C_TS_TA_1 test with time", Class::Diagnose),
    row(110, "P_ME_NA_1 parameter, normalised", Class::Write),
    row(111, "P_ME_NB_1 parameter, scaled", Class::Write),
    row(112, "P_ME_NC_1 parameter, float", Class::Write),
    row(113, "P_AC_NA_1 parameter activation", Class::Write),
    row(120, "F_FR_NA_1 file ready", Class::Session),
    row(121, "F_SR_NA_1 section ready", Class::Session),
    row(122, "F_SC_NA_1 call directory or file", Class::Read),
    row(123, "F_LS_NA_1 last section", Class::Session),
    row(124, "F_AF_NA_1 acknowledge file", Class::Session),
    row(125, "F_SG_NA_1 segment", Class::Read),
    row(126, "F_DR_TA_1 directory", Class::Read),
    row(127, "F_SC_NB_1 query log", Class::Read),
    apci(ACKNOWLEDGE, "acknowledge"),
    apci(UNNUMBERED | 0x07, "STARTDT act"),
    apci(UNNUMBERED | 0x0B, "STARTDT con"),
    apci(UNNUMBERED | 0x13, "STOPDT act"),
    apci(UNNUMBERED | 0x23, "STOPDT con"),
    apci(UNNUMBERED | 0x43, "TESTFR act"),
    apci(UNNUMBERED | 0x83, "TESTFR con"),
];

enum Apdu<'a> {
    Information(&'a [u8]),
    Supervisory,
    Unnumbered(u8),
}

impl Protocol for Iec104 {
    fn name(&self) -> &'static str {
        "iec104"
    }

    fn hints(&self) -> &'static [Hint] {
        &[Hint::Tcp(2404)]
    }

    fn probe(&self, bytes: &[u8], _over: Over) -> Probe {
        if bytes.is_empty() {
            return Probe::No;
        }
        let (mut rest, mut proofs) = (bytes, 0);
        // The frames must follow each other to the end of the segment; the last one may go on in the next.
        while !rest.is_empty() {
            let frame = apdu(rest);
            let after = rest.get(1).and_then(|&length| rest.get(2 + usize::from(length)..));
            match (frame, after) {
                (Some(Apdu::Supervisory), _) => {}
                (Some(_), whole) => proofs += u32::from(whole.is_some()),
                (None, _) if proofs > 0 && rest.len() < 6 => break,
                (None, _) if rest.len() < 6 && bytes.starts_with(&[0x68]) => return Probe::Maybe,
                (None, _) => return Probe::No,
            }
            rest = after.unwrap_or(&[]);
        }
        if proofs > 0 { Probe::Strong } else { Probe::Weak }
    }

    fn frame(&self, bytes: &[u8]) -> Framing {
        match *bytes {
            [0x68] => Framing::Need(2),
            [0x68, length @ 4..=253, ..] => Framing::Whole(2 + usize::from(length)),
            _ => Framing::Malformed,
        }
    }

    fn longest(&self) -> usize {
        255
    }

    fn message(&self, bytes: &[u8], _over: Over, out: &mut Message<'_>) {
        match apdu(bytes) {
            Some(Apdu::Information(asdu)) => information(asdu, out),
            Some(Apdu::Supervisory) => out.operation(ACKNOWLEDGE),
            Some(Apdu::Unnumbered(control)) => {
                out.operation(UNNUMBERED | u32::from(control));
                match control {
                    0x07 | 0x13 => out.sender_is(Role::Client),
                    0x0B | 0x23 => out.sender_is(Role::Server),
                    _ => {}
                }
            }
            None => out.malformed(),
        }
    }

    fn functions(&self) -> &'static [Function] {
        FUNCTIONS
    }

    fn describe(&self, code: u32) -> Described {
        let label = match code {
            ACKNOWLEDGE => "s".to_owned(),
            UNNUMBERED.. => format!("u:0x{:02x}", code & 0xFF),
            kind => kind.to_string(),
        };
        describe(self.name(), FUNCTIONS, code, label)
    }
}

/// The frame that starts the slice, where its control field is one of the three kinds (5.1).
fn apdu(bytes: &[u8]) -> Option<Apdu<'_>> {
    let [0x68, length @ 4..=253, control @ ..] = bytes else { return None };
    let (fields, asdu) = control.split_at_checked(4)?;
    match (*length, fields) {
        (4, &[kind @ (0x07 | 0x0B | 0x13 | 0x23 | 0x43 | 0x83), 0, 0, 0]) => Some(Apdu::Unnumbered(kind)),
        (4, &[1, 0, low, _]) if low & 1 == 0 => Some(Apdu::Supervisory),
        (10.., &[first, _, third, _]) if first & 1 == 0 && third & 1 == 0 => match asdu {
            // Known type, at least one object, known cause of transmission.
            [kind, objects, cause, ..] if known(*kind) && objects & 0x7F != 0 && (1..=47).contains(&(cause & 0x3F)) => {
                Some(Apdu::Information(asdu))
            }
            _ => None,
        },
        _ => None,
    }
}

fn known(kind: u8) -> bool {
    FUNCTIONS.iter().any(|row| row.code == u32::from(kind))
}

fn information(asdu: &[u8], out: &mut Message<'_>) {
    let [kind, _, cause, ..] = *asdu else { return };
    match (kind, cause & 0x3F) {
        // Monitoring is the controlled station; activation comes from the controlling one, its confirmation not.
        (1..=40 | 70, _) | (45..=107, 7 | 9 | 10 | 44..=47) => out.sender_is(Role::Server),
        (45..=113, 6 | 8) => out.sender_is(Role::Client),
        _ => {}
    }
    // The P/N bit, and causes 44 to 47, are refusals (IEC 60870-5-101, 7.2.3).
    if cause & 0x40 != 0 || (44..=47).contains(&(cause & 0x3F)) {
        out.error(u32::from(kind));
    } else {
        out.operation(u32::from(kind));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{damage, decode, hex};

    #[test]
    fn start_command_and_refusal() {
        let start = hex("68 04 07 00 00 00");
        let command = hex("68 0e 0000 0200 2d 01 06 00 0100 010000 81");
        let refused = hex("68 0e 0200 0200 2d 01 47 00 0100 010000 81 68 04 0100 0400");
        let talk = [(0, &start[..]), (0, &command[..]), (1, &refused[..])];
        for (_, bytes) in talk {
            assert_eq!(PROTOCOL.probe(bytes, Over::Tcp), Probe::Strong);
        }
        let seen = decode(PROTOCOL, Over::Tcp, &talk);
        let command = || ("45".to_owned(), "C_SC_NA_1 single command".to_owned());
        assert_eq!(
            seen.operations,
            [
                (0, "u:0x07".into(), "STARTDT act".into(), 1, 0),
                (0, command().0, command().1, 1, 0),
                (1, command().0, command().1, 1, 1),
                (1, "s".into(), "acknowledge".into(), 1, 0),
            ]
        );
        assert_eq!(seen.client_votes, [3, 0]);
        damage(PROTOCOL, Over::Tcp, &talk);
    }

    #[test]
    fn a_meter_telegram_with_the_same_start_byte_is_not_iec104() {
        assert_eq!(PROTOCOL.probe(&hex("68 1f1f 68 08 01 72 78563412 2423 01"), Over::Tcp), Probe::No);
        assert_eq!(PROTOCOL.probe(&hex("68 04 0100 0400"), Over::Tcp), Probe::Weak);
    }
}
