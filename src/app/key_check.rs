//! The key file and the database must belong together (DESIGN D15): a missing or wrong key refuses the start.

use anyhow::Context;

use crate::clock::Rng;
use crate::config::Config;
use crate::seal::Sealer;
use crate::store::{Conn, Db, StoreError, meta};

const PLACE: &str = "meta/key_check/0";
const WORD: &[u8] = b"ausrufer";

/// Loads the key, makes it at the first start, and proves that it opens what this database holds.
pub(super) async fn load(config: &Config, db: &Db, rng: &dyn Rng) -> anyhow::Result<Sealer> {
    let path = config.secret_key_file();
    let check = db.read(async |c: &mut Conn<'_>| meta::get(c, meta::KEY_CHECK).await).await?;
    let sealer = Sealer::load_or_create(&path, check.is_none(), rng)?;
    match check {
        Some(sealed) => {
            let word = sealer
                .open(PLACE, &sealed)
                .with_context(|| format!("the key file {} does not belong to this database", path.display()))?;
            anyhow::ensure!(word == WORD, "the key file {} does not belong to this database", path.display());
        }
        None => {
            let sealed = sealer.seal(PLACE, WORD)?;
            db.write(async |c: &mut Conn<'_>| {
                meta::set(c, meta::KEY_CHECK, &sealed).await?;
                Ok::<_, StoreError>(())
            })
            .await?;
        }
    }
    Ok(sealer)
}
