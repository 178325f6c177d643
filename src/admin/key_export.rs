//! The key leaves the machine, locked with a passphrase: for the safe, on paper or on a stick (DESIGN D15).

use std::io::Write;
use std::path::Path;

use super::backup_archive::{create_private, file_error};
use super::{AdminError, Refusal};
use crate::clock::Rng;
use crate::config::Config;
use crate::seal::passphrase::{PassphraseError, SHORTEST, lock, unlock};
use crate::seal::read_key;

/// What stands above the line that holds the key.
const HEADING: &str = "# Ausrufer: der Schlüssel (secret.key), mit einer Passphrase verschlossen. Nicht neben der Sicherung aufbewahren.\n\
    # Zurückholen: ausrufer restore SICHERUNG --keys DIESE-DATEI\n";

/// Writes the locked key into `file` (mode 0600), never over another one.
///
/// # Errors
/// When the passphrase is too short, the key file cannot be read, or `file` exists.
pub fn export_key(config: &Config, file: &Path, passphrase: &str, rng: &dyn Rng) -> Result<(), AdminError> {
    check_length(passphrase)?;
    let key = read_key(&config.secret_key_file())?;
    let line = lock(&key, passphrase, rng)?;
    let mut open = create_private(file)?;
    open.write_all(format!("{HEADING}{line}\n").as_bytes()).and_then(|()| open.sync_all()).map_err(file_error(file))
}

/// Refuses a passphrase that is easily guessed.
pub(super) fn check_length(passphrase: &str) -> Result<(), AdminError> {
    if passphrase.chars().count() < SHORTEST {
        return Err(Refusal::new("refused-passphrase-short").with("least", SHORTEST.to_string()).into());
    }
    Ok(())
}

/// Opens what [`export_key`] wrote.
///
/// # Errors
/// When the file is damaged or the passphrase is another one.
pub fn open_exported_key(file: &Path, passphrase: &str) -> Result<[u8; 32], AdminError> {
    let text = std::fs::read_to_string(file).map_err(file_error(file))?;
    let line = text.lines().find(|line| !line.starts_with('#') && !line.trim().is_empty()).unwrap_or_default();
    let shown = file.display().to_string();
    let damaged = || Refusal::new("refused-keys-damaged").with("file", shown.clone());
    match unlock(line, passphrase) {
        Ok(key) => Ok(key.try_into().map_err(|_| damaged())?),
        Err(PassphraseError::Damaged) => Err(damaged().into()),
        Err(PassphraseError::Wrong) => Err(Refusal::new("refused-passphrase").with("file", shown.clone()).into()),
    }
}
