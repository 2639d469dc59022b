//! Capture files: formats, packing, damage, pieces, bounds.

mod wire;

use std::io::Write as _;
use wire::{ACK, CLIENT, PLC, Row, Seen, TempFile, modbus_answer, modbus_read, tcp, udp};
use wire::{ipv4, pcap, pcap_from, pcapng, read_bytes, read_files, read_frames};

fn traffic() -> Vec<Vec<u8>> {
    (0..40)
        .flat_map(|n| {
            let (sent, answered) = (1_000 + 12 * u32::from(n), 1 + 13 * u32::from(n));
            [
                tcp(CLIENT, PLC, sent, answered, ACK, &modbus_read(n)),
                tcp(PLC, CLIENT, answered, sent + 12, ACK, &modbus_answer(n)),
            ]
        })
        .collect()
}

fn rows(seen: Seen) -> Vec<Row> {
    let mut rows = seen.rows;
    rows.sort();
    rows
}

#[test]
fn pcap_and_pcapng_plain_gzip_and_zstd_give_the_same() {
    let plain = pcap(&traffic());
    let expected = rows(read_bytes(&plain));
    assert_eq!(
        expected[0].operations,
        [("3".into(), true, 40), ("3".into(), false, 40)]
    );
    assert_eq!(rows(read_bytes(&pcapng(&traffic()))), expected);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(&plain).expect("a Vec takes bytes");
    assert_eq!(rows(read_bytes(&packer.finish().expect("a Vec takes bytes"))), expected);
    let half = plain.len() / 2;
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    let mut packed = ruzstd::encoding::compress_to_vec(&plain[..half], level);
    packed.extend(ruzstd::encoding::compress_to_vec(&plain[half..], level));
    assert_eq!(rows(read_bytes(&packed)), expected);
}

#[test]
fn a_capture_in_pieces_gives_the_same_in_any_order() {
    // Cut so that messages go on from piece to piece.
    let stream: Vec<u8> = (0..30).flat_map(modbus_read).collect();
    let frames: Vec<Vec<u8>> = stream
        .chunks(7)
        .enumerate()
        .map(|(n, part)| tcp(CLIENT, PLC, 1_000 + 7 * n as u32, 1, ACK, part))
        .collect();
    let expected = rows(read_frames(&frames));
    assert_eq!(expected[0].operations, [("3".into(), true, 30)]);
    let piece = |from: usize, to: usize| TempFile::new(&pcap_from(&frames[from..to], from));
    let in_order = [piece(0, 13), piece(13, 29), piece(29, frames.len())];
    assert_eq!(rows(read_files(&in_order, 1_000)), expected);
    let shuffled = [piece(29, frames.len()), piece(0, 13), piece(13, 29)];
    assert_eq!(rows(read_files(&shuffled, 1_000)), expected);
}

#[test]
fn captures_of_the_same_time_are_merged_packet_by_packet() {
    let (even, odd): (Vec<_>, Vec<_>) = traffic().into_iter().enumerate().partition(|(n, _)| n % 2 == 0);
    let file = |frames: Vec<(usize, Vec<u8>)>| {
        let mut bytes = pcap(&[]);
        for (n, frame) in frames {
            bytes.extend(&pcap_from(&[frame], n)[24..]);
        }
        TempFile::new(&bytes)
    };
    let (even, odd) = (file(even), file(odd));
    assert_eq!(rows(read_files(&[odd, even], 1_000)), rows(read_frames(&traffic())));
}

#[test]
fn a_file_cut_at_any_byte_gives_all_before_and_says_so() {
    let whole = pcap(&traffic()[..6]);
    let formats = [whole, pcapng(&traffic()[..6])];
    for bytes in formats {
        let all = read_bytes(&bytes).packets;
        for length in 48..bytes.len() {
            let seen = read_bytes(&bytes[..length]);
            assert!(seen.packets <= all);
            let said = seen.tally.iter().any(|(reason, _)| reason == "truncated-file");
            let at_a_border = read_bytes(&bytes[..length]).tally.is_empty();
            assert!(said || at_a_border, "cut at {length}: {:?}", seen.tally);
        }
    }
}

#[test]
fn a_record_that_claims_too_much_is_damage_and_not_memory() {
    let mut bytes = pcap(&traffic()[..2]);
    bytes.extend([0; 8]);
    bytes.extend([0xFF; 8]);
    let seen = read_bytes(&bytes);
    assert_eq!(seen.packets, 2);
    assert_eq!(seen.tally, [("damaged-record".into(), 1)]);
}

#[test]
fn closing_silent_conversations_loses_no_packet_and_no_operation() {
    let plc = |n: u16| ([10, 0, (n >> 8) as u8, n as u8], 502);
    let mut frames = Vec::new();
    for round in 0..3_u32 {
        for n in 1..200 {
            frames.push(tcp(CLIENT, plc(n), 1_000 + 12 * round, 1, ACK, &modbus_read(n)));
        }
    }
    let file = TempFile::new(&pcap(&frames));
    let seen = read_files(std::slice::from_ref(&file), 50);
    assert!(seen.split > 0);
    assert_eq!(seen.rows.iter().map(|row| row.packets.0).sum::<u64>(), 3 * 199);
    let operations: u64 = seen.rows.iter().flat_map(|row| &row.operations).map(|o| o.2).sum();
    assert_eq!(operations, 3 * 199);
}

#[test]
fn frames_without_ip_are_conversations_of_their_own() {
    let lldp = [&[1, 0x80, 0xC2, 0, 0, 0x0E, 2, 0, 0, 0, 0, 9, 0x88, 0xCC][..], &[0; 46]].concat();
    let seen = read_frames(&[lldp.clone(), lldp]);
    assert_eq!(seen.rows[0].client, "02:00:00:00:00:09");
    assert_eq!(seen.rows[0].packets, (2, 0));
}

#[test]
fn a_datagram_in_fragments_is_read_once_whole() {
    let data = vec![7; 2_000];
    let whole = udp(CLIENT, (PLC.0, 9_999), &data);
    let datagram = &whole[34..];
    let part = |start: usize, end: usize, more: bool| {
        let mut frame = ipv4(CLIENT.0, PLC.0, 17, &datagram[start..end]);
        let place = (start / 8) as u16 | if more { 0x2000 } else { 0 };
        frame[20..22].copy_from_slice(&place.to_be_bytes());
        frame
    };
    let end = datagram.len();
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
        let parts = [part(0, 800, true), part(800, 1_600, true), part(1_600, end, false)];
        let seen = read_frames(&order.map(|n| parts[n].clone()));
        let ports: Vec<u16> = seen.rows.iter().map(|row| row.server_port).collect();
        assert!(ports.contains(&9_999), "{order:?} gave {ports:?}");
        assert_eq!(seen.rows.iter().map(|row| row.packets.0).sum::<u64>(), 3);
    }
}

#[test]
fn many_useless_fragments_cost_neither_time_nor_memory() {
    // One datagram with a hole, and a hundred thousand empty parts: quadratic work would take minutes.
    let part = |start: u16, more: bool, data: &[u8]| {
        let mut frame = ipv4(CLIENT.0, PLC.0, 17, data);
        let place = start | if more { 0x2000 } else { 0 };
        frame[20..22].copy_from_slice(&place.to_be_bytes());
        frame
    };
    let mut frames = vec![part(100, false, &[1; 8])];
    frames.extend((0..100_000_u32).map(|n| part((n % 90) as u16, true, &[])));
    let seen = read_frames(&frames);
    assert_eq!(seen.packets, 100_001);
    assert_eq!(seen.tally, [("incomplete-fragments".into(), 1)]);
}

#[test]
fn more_captures_than_files_that_may_be_open_are_read() {
    let files: Vec<TempFile> = (0..1_500)
        .map(|n| TempFile::new(&pcap_from(&[udp(CLIENT, (PLC.0, 9_999), b"x")], n)))
        .collect();
    let seen = read_files(&files, 1_000);
    assert_eq!(seen.rows[0].packets, (1_500, 0));
}

#[test]
fn a_file_that_is_no_capture_is_an_error() {
    for bytes in [
        &b""[..],
        b"a",
        b"PK\x03\x04 a zip file of some length, but no capture",
        &pcap(&[])[..20],
    ] {
        let file = TempFile::new(bytes);
        let read = keur_capture::reading::read(&[file.path()], 10, &mut Seen::default());
        assert!(read.is_err(), "{bytes:?}");
    }
}
