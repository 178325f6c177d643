//! `demo`: two invented towns with everything, nothing to install.

use super::output::Output;

/// Where the demo runs.
#[derive(clap::Args)]
pub struct Args {
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

pub async fn run(_args: Args, _out: Output) -> anyhow::Result<()> {
    anyhow::bail!("in the making")
}
