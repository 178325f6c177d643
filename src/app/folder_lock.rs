//! One serving process per SQLite folder: two would each believe to be the only writer. In: the configuration and the
//! role. Out: a lock that holds as long as it lives and ends with the process, however that ends. Called by `serve`;
//! other commands do not ask for it and work beside a running server.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};

use super::{Role, StartError};
use crate::config::Config;

/// Held while the process serves.
#[derive(Debug)]
pub struct FolderLock(#[expect(dead_code, reason = "the lock ends when the file is closed")] File);

/// Takes the folder for this process. `None` on PostgreSQL, where any number may serve.
///
/// # Errors
/// [`StartError::Served`] when another process has it.
pub fn lock_folder(config: &Config, role: Role) -> Result<Option<FolderLock>, StartError> {
    if !config.database_url().starts_with("sqlite:") {
        return Ok(None);
    }
    let folder = &config.storage.data_dir;
    std::fs::create_dir_all(folder)
        .map_err(|cause| StartError::Folder { path: folder.display().to_string(), cause })?;
    let path = folder.join("serve.lock");
    let failed = |cause| StartError::Lock { path: path.display().to_string(), cause };
    let mut options = OpenOptions::new();
    let mut file = options.read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // Who it is is a help only; the lock itself is what counts.
            let _ = file.read_to_string(&mut holder);
            let holder = holder.trim().to_owned();
            return Err(StartError::Served { folder: folder.display().to_string(), holder });
        }
        Err(TryLockError::Error(cause)) => return Err(failed(cause)),
    }
    let line = format!("PID {}, --role {}\n", std::process::id(), role.as_str());
    file.set_len(0).and_then(|()| file.write_all(line.as_bytes())).map_err(failed)?;
    Ok(Some(FolderLock(file)))
}
