//! The key file and the database must belong together (DESIGN D15): a missing or wrong key refuses the start.

use super::StartError;
use crate::clock::Rng;
use crate::config::Config;
use crate::seal::{SealError, Sealer};
use crate::store::{Conn, Db, meta};

/// Loads the key, makes it at the first start, and proves that it opens what this database holds.
pub(super) async fn load(config: &Config, db: &Db, rng: &dyn Rng) -> Result<Sealer, StartError> {
    let path = config.secret_key_file();
    let known = db.read(async |c: &mut Conn<'_>| meta::get(c, meta::KEY_CHECK).await).await?;
    let sealer = Sealer::load_or_create(&path, known.is_none(), rng)?;
    if known.is_none() {
        let sealed = sealer.seal_check()?;
        db.write(async |c: &mut Conn<'_>| meta::set_once(c, meta::KEY_CHECK, &sealed).await).await?;
    }
    // Read again also after the first start: of two processes that begin together, the slower one learns here that its
    // key is not the one.
    let check = db.read(async |c: &mut Conn<'_>| meta::get(c, meta::KEY_CHECK).await).await?.unwrap_or_default();
    match sealer.prove(&check) {
        Ok(()) => Ok(sealer),
        Err(SealError::WrongKey { .. } | SealError::Refused) => {
            Err(StartError::StrangeKey { path: path.display().to_string() })
        }
        Err(error) => Err(error.into()),
    }
}
