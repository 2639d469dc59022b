//! Makes the list of protocols from the files in `src/protocols/`, so that a new protocol is one new file
//! and no edit elsewhere. Each file `src/protocols/<name>.rs` exports `pub static PROTOCOL: &dyn Protocol`.
//!
//! And a fingerprint of the source, so that captures are read anew after any change in how they are read.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    // Asked when it runs: a build script in a shared target folder may have been compiled for another clone.
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    println!("cargo:rerun-if-changed={}", root.join("src").display());
    let mut sources = Vec::new();
    collect(&root.join("src"), &mut sources);
    sources.sort();
    println!("cargo:rustc-env=KEUR_SOURCE={:08x}", fingerprint(&sources));
    let folder = root.join("src/protocols");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .expect("src/protocols is part of the crate")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|file| file.strip_suffix(".rs").map(str::to_owned))
        .filter(|name| name != "mod")
        .collect();
    names.sort();
    let mut text = String::new();
    for name in &names {
        let path = folder.join(format!("{name}.rs"));
        writeln!(text, "#[path = {path:?}]\npub mod {name};").expect("a String takes text");
    }
    writeln!(text, "/// All protocols, in the order of their file names.").expect("a String takes text");
    writeln!(text, "pub static ALL: &[&dyn Protocol] = &[").expect("a String takes text");
    for name in &names {
        writeln!(text, "    {name}::PROTOCOL,").expect("a String takes text");
    }
    text.push_str("];\n");
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join("protocols.rs"), text).expect("OUT_DIR can be written");
}

fn collect(folder: &Path, sources: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("src is part of the crate") {
        let path = entry.expect("src can be listed").path();
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            sources.push(path);
        }
    }
}

/// FNV-1a over all bytes: nobody attacks it, and it needs no crate.
fn fingerprint(sources: &[PathBuf]) -> u32 {
    let bytes = sources
        .iter()
        .flat_map(|path| std::fs::read(path).expect("src can be read"));
    bytes.fold(0x811C_9DC5, |sum, byte| {
        (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
