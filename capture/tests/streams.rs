//! The rules for partial streams and packed messages: no SYN needed, any cut, any packing, gaps, repeats, disorder.

mod wire;

use wire::{ACK, CLIENT, PLC, Row, SYN, modbus_answer, modbus_read, read_frames, tcp};

/// Requests of a client whose connection was open before the capture, in segments cut at these places.
fn requests(count: u16, cuts: &[usize]) -> Vec<Vec<u8>> {
    let stream: Vec<u8> = (0..count).flat_map(modbus_read).collect();
    let mut places = vec![0];
    places.extend(cuts.iter().copied().filter(|&cut| cut > 0 && cut < stream.len()));
    places.push(stream.len());
    places
        .windows(2)
        .map(|pair| tcp(CLIENT, PLC, 1_000 + pair[0] as u32, 1, ACK, &stream[pair[0]..pair[1]]))
        .collect()
}

fn reads(rows: &[Row]) -> u64 {
    rows.iter()
        .flat_map(|row| &row.operations)
        .filter(|o| o.0 == "3" && o.1)
        .map(|o| o.2)
        .sum()
}

#[test]
fn a_connection_open_before_the_capture_is_read_in_full() {
    let mut frames = requests(5, &[12, 24, 36, 48]);
    frames.extend((0..5).map(|n| tcp(PLC, CLIENT, 1 + 13 * u32::from(n), 1_060, ACK, &modbus_answer(n))));
    let seen = read_frames(&frames);
    assert_eq!(seen.rows.len(), 1);
    assert_eq!(seen.rows[0].recognised_by.as_deref(), Some("content"));
    assert_eq!(seen.rows[0].client, "10.0.0.1");
    assert_eq!(seen.rows[0].operations, [("3".into(), true, 5), ("3".into(), false, 5)]);
}

#[test]
fn a_message_may_be_split_at_any_byte_over_two_segments() {
    for cut in 13..24 {
        assert_eq!(
            reads(&read_frames(&requests(4, &[12, cut, 36])).rows),
            4,
            "cut at {cut}"
        );
    }
}

#[test]
fn a_message_may_come_one_byte_at_a_time() {
    let cuts: Vec<usize> = (12..48).collect();
    assert_eq!(reads(&read_frames(&requests(4, &cuts)).rows), 4);
}

#[test]
fn several_messages_in_one_segment_are_counted_each() {
    assert_eq!(reads(&read_frames(&requests(20, &[])).rows), 20);
}

#[test]
fn a_retransmission_counts_once_and_an_overlap_gives_only_what_is_new() {
    let stream: Vec<u8> = (0..3).flat_map(modbus_read).collect();
    let first = tcp(CLIENT, PLC, 1_000, 1, ACK, &stream[..12]);
    let both = tcp(CLIENT, PLC, 1_000, 1, ACK, &stream[..24]);
    let last = tcp(CLIENT, PLC, 1_020, 1, ACK, &stream[20..]);
    let seen = read_frames(&[first.clone(), first, both, last]);
    assert_eq!(reads(&seen.rows), 3);
    assert_eq!(seen.rows[0].packets.0, 4);
}

#[test]
fn segments_out_of_order_are_put_back() {
    let mut frames = requests(6, &[10, 25, 40, 55]);
    let open = tcp(CLIENT, PLC, 999, 0, SYN, &[]);
    frames.swap(1, 3);
    frames.insert(0, open);
    assert_eq!(reads(&read_frames(&frames).rows), 6);
}

#[test]
fn after_a_gap_reading_goes_on_at_the_next_message() {
    // Segments of two messages and a half; the third is missing, so half a message stays alone at both sides.
    let mut frames = requests(12, &[30, 60, 90, 120]);
    frames.remove(2);
    frames.push(tcp(PLC, CLIENT, 1, 1_144, ACK, &modbus_answer(0)));
    let seen = read_frames(&frames);
    // Messages 0 to 4 (bytes 0 to 60); 60 to 90 is lost; the segment at 90 starts inside message 7, the one at 120 with
    // message 10.
    assert_eq!(reads(&seen.rows), 7);
    assert!(seen.tally.contains(&("gaps-modbus".into(), 1)), "{:?}", seen.tally);
}

#[test]
fn bytes_that_are_no_message_are_said_and_do_not_end_the_reading() {
    let mut frames = requests(2, &[]);
    frames.push(tcp(CLIENT, PLC, 1_024, 1, ACK, b"this is not a Modbus message"));
    frames.push(tcp(CLIENT, PLC, 1_052, 1, ACK, &modbus_read(9)));
    let seen = read_frames(&frames);
    assert_eq!(reads(&seen.rows), 3);
    assert!(
        seen.tally.iter().any(|(reason, _)| reason == "malformed-modbus"),
        "{:?}",
        seen.tally
    );
}

#[test]
fn a_capture_that_cuts_packets_short_loses_no_message_behind_a_cut() {
    // Writes of 100 registers (213 bytes), cut after 40 bytes of the message, each followed by a read.
    let write = |n: u8| [&[0, n, 0, 0, 0, 207, 1, 16, 0, 0, 0, 100, 200][..], &[7; 200]].concat();
    let mut bytes = wire::pcap(&[]);
    let mut sequence = 1_000;
    for n in 0..6 {
        for (message, kept) in [(write(n), 94), (modbus_read(u16::from(n)), 200)] {
            let frame = tcp(CLIENT, PLC, sequence, 1, ACK, &message);
            sequence += message.len() as u32;
            let record = wire::pcap(std::slice::from_ref(&frame));
            let kept = kept.min(frame.len());
            let mut cut = record[24..40 + kept].to_vec();
            cut[8..12].copy_from_slice(&(kept as u32).to_le_bytes());
            bytes.extend(cut);
        }
    }
    let seen = wire::read_bytes(&bytes);
    assert_eq!(seen.rows[0].operations, [("16".into(), true, 6), ("3".into(), true, 6)]);
}

#[test]
fn content_decides_and_the_port_only_hints() {
    let odd = (PLC.0, 10_502);
    let seen = read_frames(&[
        tcp(CLIENT, odd, 1, 1, ACK, &modbus_read(1)),
        tcp(odd, CLIENT, 1, 13, ACK, &modbus_answer(1)),
        tcp(CLIENT, odd, 13, 14, ACK, &modbus_read(2)),
    ]);
    assert_eq!(seen.rows[0].protocol.as_deref(), Some("modbus"));
    assert_eq!(seen.rows[0].server_port, 10_502);
    assert_eq!(reads(&seen.rows), 2);
    let alien = read_frames(&[tcp(
        CLIENT,
        PLC,
        1,
        1,
        ACK,
        b"\x7Fnothing that anybody speaks\x00\x01\x02",
    )]);
    assert_eq!(alien.rows[0].protocol, None);
    let silent = read_frames(&[tcp(CLIENT, PLC, 1, 0, SYN, &[])]);
    assert_eq!(silent.rows[0].recognised_by.as_deref(), Some("port"));
}

#[test]
fn a_new_connection_on_the_same_ports_starts_afresh() {
    let mut frames = vec![tcp(CLIENT, PLC, 999, 0, SYN, &[])];
    frames.extend(requests(2, &[15]));
    frames.push(tcp(CLIENT, PLC, 5_000_000, 0, SYN, &[]));
    frames.push(tcp(CLIENT, PLC, 5_000_001, 1, ACK, &modbus_read(1)));
    assert_eq!(reads(&read_frames(&frames).rows), 3);
}

#[test]
fn the_same_syn_once_more_changes_nothing() {
    let open = tcp(CLIENT, PLC, 999, 0, SYN, &[]);
    let mut frames = vec![open.clone()];
    frames.extend(requests(4, &[18]));
    frames.insert(2, open);
    let seen = read_frames(&frames);
    assert_eq!(reads(&seen.rows), 4);
    assert!(seen.tally.is_empty(), "{:?}", seen.tally);
}

#[test]
fn the_side_that_opens_is_the_client_even_on_a_servers_port() {
    let seen = read_frames(&[
        tcp(PLC, CLIENT, 1, 0, SYN, &[]),
        tcp(CLIENT, PLC, 7, 2, SYN | ACK, &[]),
        tcp(PLC, CLIENT, 2, 8, ACK, &modbus_answer(1)),
    ]);
    assert_eq!(seen.rows[0].client, "10.0.0.2");
}
