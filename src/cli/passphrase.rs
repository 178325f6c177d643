//! Asks for a passphrase: from a file, on the terminal (unseen), or as the first line of what is piped in.

use std::io::{BufRead, IsTerminal};
use std::path::Path;

use super::output::{Output, read_text};

/// Whether a mistyped passphrase would be noticed later anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    Once,
    Twice,
}

/// The passphrase, without the end of its line.
pub fn ask(out: Output, file: Option<&Path>, times: Times) -> anyhow::Result<String> {
    let words = match file {
        Some(path) => read_text(path, out.locale)?,
        None if std::io::stdin().is_terminal() => {
            let words = rpassword::prompt_password(out.locale.text("cli-passphrase"))?;
            if times == Times::Twice {
                let again = rpassword::prompt_password(out.locale.text("cli-passphrase-again"))?;
                anyhow::ensure!(words == again, out.locale.text("cli-passphrase-differs"));
            }
            words
        }
        None => {
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line)?;
            line
        }
    };
    Ok(words.trim_end_matches(['\r', '\n']).to_owned())
}
