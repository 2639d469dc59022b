//! Packets to columns: reads packet captures of industrial networks and gives conversations, operations, hosts, what
//! devices said of themselves, and a tally of what could not be read. Safe Rust only; packet bytes are hostile.

pub mod bytes;
pub mod cip;
pub mod protocols;
pub mod record;
pub mod tpkt;
