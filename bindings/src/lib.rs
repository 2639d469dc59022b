//! What the Rust crates give to Python: the module `keur._rust`, with `capture` and `reach` in it.

use pyo3::prelude::*;

mod capture;
mod reach;

#[pymodule]
fn _rust(module: &Bound<'_, PyModule>) -> PyResult<()> {
    for (name, fill) in [("capture", capture::fill as fn(&_) -> _), ("reach", reach::fill)] {
        let inner = PyModule::new(module.py(), name)?;
        fill(&inner)?;
        module.add_submodule(&inner)?;
    }
    Ok(())
}
