//! The admin area in the browser, with script off: who comes in, and what they can do there.

mod commands;
mod drafts;
mod entrance;
mod matrix;
mod rooms;
