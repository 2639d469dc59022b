//! `keur._rust.capture`: one function that reads, and the tables of functions for the manual.

use arrow_array::RecordBatch;
use keur_capture::protocols::{ALL, Function, Hint, Protocol};
use keur_capture::reading::{self, Error, MOST_CONVERSATIONS, Sink};
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3_arrow::PyTable;

/// Hands batches to a Python callable. It runs while the reading thread is detached from the interpreter.
struct Callbacks {
    batch: Py<PyAny>,
    progress: Option<Py<PyAny>>,
}

impl Sink for Callbacks {
    type Error = PyErr;

    fn batch(&mut self, table: &'static str, batch: RecordBatch) -> PyResult<()> {
        Python::attach(|py| {
            let schema = batch.schema();
            let rows = PyTable::try_new(vec![batch], schema)?;
            self.batch.call1(py, (table, rows)).map(|_| ())
        })
    }

    fn progress(&mut self, bytes: u64, packets: u64) -> PyResult<()> {
        Python::attach(|py| {
            py.check_signals()?;
            match &self.progress {
                Some(progress) => progress.call1(py, (bytes, packets)).map(|_| ()),
                None => Ok(()),
            }
        })
    }
}

/// read(paths, batch, progress=None, most_conversations=100000) -> (packets, bytes, evicted)
///
/// Reads capture files as one network. `batch(table, rows)` is called for each batch of rows (Arrow, through
/// `__arrow_c_stream__`); `progress(bytes, packets)` now and then. Raises OSError when a file cannot be read, and
/// ValueError when it is no capture.
#[pyfunction]
#[pyo3(signature = (paths, batch, progress=None, most_conversations=MOST_CONVERSATIONS))]
fn read(
    py: Python<'_>,
    paths: Vec<String>,
    batch: Py<PyAny>,
    progress: Option<Py<PyAny>>,
    most_conversations: usize,
) -> PyResult<(u64, u64, u64)> {
    let mut sink = Callbacks { batch, progress };
    let summary = py
        .detach(|| reading::read(&paths, most_conversations, &mut sink))
        .map_err(|error| match error {
            Error::Sink(error) => error,
            Error::File { path, error } => match error.kind() {
                std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof => {
                    PyValueError::new_err(format!("{path}: {error}"))
                }
                _ => PyOSError::new_err((error.raw_os_error().unwrap_or(0), error.to_string(), path)),
            },
        })?;
    Ok((summary.packets, summary.bytes, summary.evicted))
}

/// functions() -> list of (protocol, code, name, class, source): the tables that say what an operation does.
#[pyfunction]
fn functions() -> Vec<(&'static str, String, &'static str, &'static str, &'static str)> {
    let row = |function: &'static Function, protocol: &'static dyn Protocol| {
        let described = protocol.describe(function.code);
        (
            described.protocol,
            described.label,
            function.name,
            function.class.word(),
            function.source,
        )
    };
    ALL.iter()
        .flat_map(|&protocol| protocol.functions().iter().map(move |function| row(function, protocol)))
        .collect()
}

/// ports() -> list of (protocol, transport, port): where protocols usually live, each protocol's main port first.
#[pyfunction]
fn ports() -> Vec<(&'static str, &'static str, u16)> {
    let row = |protocol: &'static dyn Protocol, hint: &Hint| match *hint {
        Hint::Tcp(port) => Some((protocol.name(), "tcp", port)),
        Hint::Udp(port) => Some((protocol.name(), "udp", port)),
        Hint::Ethertype(_) | Hint::Llc(_) => None,
    };
    ALL.iter()
        .flat_map(|&protocol| protocol.hints().iter().filter_map(move |hint| row(protocol, hint)))
        .collect()
}

/// protocols() -> list of names of the protocols that this build recognises.
#[pyfunction]
fn protocols() -> Vec<&'static str> {
    ALL.iter().map(|protocol| protocol.name()).collect()
}

/// Adds what this module holds.
pub fn fill(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("READER_VERSION", keur_capture::READER_VERSION)?;
    module.add_function(wrap_pyfunction!(read, module)?)?;
    module.add_function(wrap_pyfunction!(functions, module)?)?;
    module.add_function(wrap_pyfunction!(ports, module)?)?;
    module.add_function(wrap_pyfunction!(protocols, module)?)
}
