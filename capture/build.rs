//! Makes the list of protocols from the files in `src/protocols/`, so that a new protocol is one new file
//! and no edit elsewhere. Each file `src/protocols/<name>.rs` exports `pub static PROTOCOL: &dyn Protocol`.

use std::fmt::Write as _;
use std::path::Path;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/protocols");
    println!("cargo:rerun-if-changed={}", folder.display());
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
