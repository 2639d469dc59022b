//! What an ordered list of rules decides about every packet: exact, for all packets at once.
//!
//! A packet is a few numbers (addresses, ports, ...). A [`program::Program`] is a list of steps, of which the first that
//! matches decides. A [`rulebook::Rulebook`] holds programs and compares them over a region of packets: which step of each
//! decides about which packets, as boxes and with a witness. Underneath, [`chart`] cuts the numbers of each field where a
//! rule makes a difference, and [`compile`] makes a decision diagram ([`diagram`]) of the pieces.
//! Safe Rust only: the lists come from files that anybody may have written.

pub mod chart;
pub mod compile;
pub mod diagram;
pub mod program;
pub mod rulebook;
pub mod set;
