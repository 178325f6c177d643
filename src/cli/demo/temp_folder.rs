//! The demo's folder: made at the start under the system's folder for temporary files, readable for nobody else, gone at
//! the end, however the demo ends.

use std::io;
use std::path::{Path, PathBuf};

use crate::clock::Rng;

/// A folder that goes with its owner.
pub struct TempFolder(PathBuf);

impl TempFolder {
    /// Makes it.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn make(rng: &dyn Rng) -> io::Result<Self> {
        let mut bits = [0u8; 8];
        rng.fill(&mut bits);
        let name = format!("ausrufer-demo-{}", data_encoding::HEXLOWER.encode(&bits));
        let path = std::env::temp_dir().join(name);
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::error!(%error, folder = %self.0.display(), "the demo's folder could not be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRng;

    #[test]
    fn the_folder_goes_with_everything_in_it() {
        let folder = TempFolder::make(&SystemRng).unwrap();
        let path = folder.path().to_owned();
        std::fs::create_dir(path.join("medien")).unwrap();
        std::fs::write(path.join("medien/a.jpg"), b"x").unwrap();
        drop(folder);
        assert!(!path.exists());
    }
}
