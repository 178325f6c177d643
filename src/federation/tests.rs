//! What other servers see of us, and what they can and cannot make us do. A test that answers a row of spec interop §3
//! carries its number.

mod documents;
mod fetching;
mod follow;
mod forms;
mod lookup;
mod refused;
mod storms;
mod world;
