//! `setup-url`: reserved for the admin area.

use super::output::Output;

pub fn run(out: Output) -> anyhow::Result<()> {
    anyhow::bail!(out.locale.text("cli-setup-url"))
}
