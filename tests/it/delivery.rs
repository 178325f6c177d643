//! Durable, ordered delivery (DESIGN D6, D7, invariants 4 and 6; spec interop §4.2, C-60 … C-72), on both engines.

mod audience;
mod claims;
mod gone;
mod order;
mod patience;
mod retention;
mod signatures;
mod stage;
