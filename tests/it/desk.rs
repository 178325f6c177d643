//! The admin area in the browser, with script off: who comes in, and what they can do there.

mod channels;
mod codes;
mod commands;
mod descriptions;
mod drafts;
mod entrance;
mod matrix;
mod posts;
mod proof;
mod rooms;
mod secrets;
mod share;
mod warning;
