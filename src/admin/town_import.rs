//! A town that was exported elsewhere moves in: same host, ids, keys and followers, new row numbers. All or nothing;
//! whatever lives here already stays as it is.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Map, Value};

use super::actor_add::refuse_taken_domain;
use super::backup_archive::{FORMAT, MANIFEST, Part, count_lines, damaged, file_error, unreadable};
use super::town_add::{Desk, refuse_taken_host};
use super::town_export::{Resealing, TownManifest};
use super::town_host::check_host;
use super::{AdminError, Refusal};
use crate::domain::TownId;
use crate::domain::compose::Field;
use crate::seal::passphrase::{PassphraseError, unlock};
use crate::seal::{Sealer, sha256_hex};
use crate::store::blobs::Blobs;
use crate::store::changes::{self, ChangeKind};
use crate::store::tables::{self, Link, Table};
use crate::store::town_rows::{self, REFERENCES, SHARED};
use crate::store::{Conn, Db, Lane, StoreError, actors, towns};

/// Takes in the town that lies in `folder`; gives what the folder says about it.
///
/// # Errors
/// When the folder is damaged or of another version, the passphrase does not fit, the host is not allowed here, or the
/// town (or anything with one of its ids) is here already. Then nothing is changed.
pub async fn import_town(
    desk: &Desk,
    blobs: &Blobs,
    folder: &Path,
    passphrase: &str,
) -> Result<TownManifest, AdminError> {
    let manifest = check_folder(folder)?;
    let shown = folder.display().to_string();
    let secret = unlock(&manifest.key, passphrase).map_err(|error| match error {
        PassphraseError::Damaged => damaged(folder, MANIFEST, "damage-unreadable"),
        PassphraseError::Wrong => Refusal::new("refused-passphrase").with("file", shown).into(),
    })?;
    let secret: [u8; 32] = secret.try_into().map_err(|_| damaged(folder, MANIFEST, "damage-unreadable"))?;
    let there = || Refusal::new("refused-import-there").with("host", manifest.host.clone());
    if check_host(&manifest.host, desk.loopback)? != manifest.host {
        return Err(damaged(folder, MANIFEST, "damage-reference"));
    }
    let known = desk.db.read(async |c: &mut Conn<'_>| towns::by_host(c, &manifest.host).await).await?;
    if known.is_some() {
        return Err(there().into());
    }
    for file in &manifest.contents.files {
        if let Part::Picture { town, hash, ext } = Part::of(&file.path) {
            blobs.put(town, hash, ext, read(folder, &file.path)?.into()).await?;
        }
    }
    let way = Resealing { from: &Sealer::from_key(secret)?, to: &desk.sealer };
    let now = desk.clock.now();
    let moved = desk
        .db
        .write_in(Lane::Normal, async |c: &mut Conn<'_>| {
            let town = move_in(c, folder, &manifest, &way).await?;
            refuse_taken_names(c, town, &manifest.host).await?;
            changes::record(c, town, ChangeKind::Town, "", now).await?;
            Ok::<_, AdminError>(())
        })
        .await;
    match moved {
        Err(AdminError::Store(StoreError::Exists(_))) => Err(there().into()),
        moved => moved.map(|()| manifest),
    }
}

/// Reads everything through: lengths, SHA-256, rows.
fn check_folder(folder: &Path) -> Result<TownManifest, AdminError> {
    let list = read(folder, MANIFEST)?;
    let manifest: TownManifest = serde_json::from_slice(&list).map_err(|error| unreadable(folder, MANIFEST, &error))?;
    let contents = &manifest.contents;
    if contents.format > FORMAT || contents.schema != Db::newest_version() {
        return Err(Refusal::new("refused-import-version").with("version", contents.program.clone()).into());
    }
    let mut rows: HashMap<&str, u64> = HashMap::new();
    for file in &contents.files {
        let bytes = read(folder, &file.path)?;
        if sha256_hex(&bytes) != file.sha256 {
            return Err(damaged(folder, &file.path, "damage-changed"));
        }
        if let Part::Rows { table } = Part::of(&file.path) {
            *rows.entry(table).or_default() += count_lines(&bytes);
        }
    }
    for table in &contents.tables {
        if rows.get(table.name.as_str()).copied().unwrap_or_default() != table.rows {
            return Err(damaged(folder, &table.name, "damage-rows"));
        }
    }
    Ok(manifest)
}

/// Reads a listed file; a name that leads out of the folder is damage.
fn read(folder: &Path, path: &str) -> Result<Vec<u8>, AdminError> {
    if path != MANIFEST && matches!(Part::of(path), Part::Other) || path.contains("..") {
        return Err(damaged(folder, path, "damage-unexpected"));
    }
    let file = folder.join(path);
    std::fs::read(&file).map_err(file_error(&file))
}

fn rows_of(folder: &Path, path: &str) -> Result<Vec<Map<String, Value>>, AdminError> {
    let text = String::from_utf8(read(folder, path)?).map_err(|error| unreadable(folder, path, &error))?;
    text.lines().map(|line| serde_json::from_str(line).map_err(|error| unreadable(folder, path, &error))).collect()
}

/// Its host and its handle domains are nobody else's on this server.
async fn refuse_taken_names(conn: &mut Conn<'_>, town: TownId, host: &str) -> Result<(), AdminError> {
    refuse_taken_host(conn, town, host).await?;
    for domain in actors::of_town(conn, town).await?.into_iter().filter_map(|actor| actor.handle_domain) {
        refuse_taken_domain(conn, town, &domain).await?;
    }
    Ok(())
}

/// Puts all rows in, each under a new number; gives the town's.
async fn move_in(
    conn: &mut Conn<'_>,
    folder: &Path,
    manifest: &TownManifest,
    way: &Resealing<'_>,
) -> Result<TownId, AdminError> {
    let known = tables::catalogue(conn).await?;
    let mut numbers = Numbers::default();
    let mut links = Vec::new();
    for file in &manifest.contents.files {
        let Part::Rows { table: name } = Part::of(&file.path) else { continue };
        let table = known.iter().find(|table| table.name == name);
        let table = table.ok_or_else(|| damaged(folder, &file.path, "damage-unexpected"))?;
        let mut rows = rows_of(folder, &file.path)?;
        numbers.give(conn, table, &mut rows).await?;
        let mut lines = String::new();
        for mut row in rows {
            links.extend(table.links(&row));
            match numbers.rewrite(table, &mut row) {
                Some(()) => {}
                // A job about something that is gone has nothing to do.
                None if name == "job" => continue,
                None => return Err(damaged(folder, &file.path, "damage-reference")),
            }
            lines.push_str(&way.carry(name, &Value::Object(row).to_string())?);
            lines.push('\n');
        }
        tables::put_rows(conn, table, &lines).await?;
    }
    let renumbered: Option<Vec<Link>> = links.into_iter().map(|link| numbers.of_link(link)).collect();
    tables::put_links(conn, &renumbered.ok_or_else(|| damaged(folder, MANIFEST, "damage-reference"))?).await?;
    let town = numbers.0.get("town").and_then(|towns| towns.values().next()).map(|id| TownId(*id));
    let town =
        town.filter(|_| manifest.contents.rows("town") == 1).ok_or_else(|| damaged(folder, "town", "damage-rows"))?;
    match towns::by_id(conn, town).await? {
        Some(found) if found.host == manifest.host => Ok(town),
        _ => Err(damaged(folder, MANIFEST, "damage-reference")),
    }
}

/// Old numbers to new ones, by table.
#[derive(Default)]
struct Numbers(HashMap<String, HashMap<i64, i64>>);

impl Numbers {
    /// Finds or takes a new number for each row that has one; rows of what is known here already are left out.
    async fn give(
        &mut self,
        conn: &mut Conn<'_>,
        table: &Table,
        rows: &mut Vec<Map<String, Value>>,
    ) -> Result<(), StoreError> {
        if !table.has("id") {
            return Ok(());
        }
        let known = self.0.entry(table.name.clone()).or_default();
        if let Some((_, column)) = SHARED.iter().find(|(name, _)| *name == table.name) {
            let mut new = Vec::new();
            for row in std::mem::take(rows) {
                let value = row.get(*column).and_then(Value::as_str).unwrap_or_default();
                match town_rows::shared_number(conn, &table.name, value).await? {
                    Some(here) => {
                        known.insert(number(&row), here);
                    }
                    None => new.push(row),
                }
            }
            *rows = new;
        }
        let taken = town_rows::take_numbers(conn, table, rows.len()).await?;
        known.extend(rows.iter().map(number).zip(taken));
        Ok(())
    }

    fn of(&self, table: &str, old: &Value) -> Option<Value> {
        Some((*self.0.get(table)?.get(&old.as_i64()?)?).into())
    }

    fn of_link(&self, link: Link) -> Option<Link> {
        let known = self.0.get(link.table)?;
        Some(Link { row: *known.get(&link.row)?, other: *known.get(&link.other)?, ..link })
    }

    /// Rewrites a row's own number and all it refers to, in documents, too; `None` when it refers to nothing we got.
    fn rewrite(&self, table: &Table, row: &mut Map<String, Value>) -> Option<()> {
        if let Some(id) = row.get_mut("id") {
            *id = self.of(&table.name, id)?;
        }
        for (column, parent) in REFERENCES {
            if let Some(value) = row.get_mut(column).filter(|value| !value.is_null()) {
                *value = self.of(parent, value)?;
            }
        }
        match table.name.as_str() {
            "held" => edit(row, "entries", |entries| {
                entries.as_array_mut()?.iter_mut().try_for_each(|entry| self.put("item", entry.get_mut("item")?))
            }),
            "item" | "post_revision" => edit(row, "content", |content| {
                self.keep_pictures(&mut content["media"]);
                Some(())
            }),
            "post_override" if row.get("field").and_then(Value::as_str) == Some(Field::Media.as_str()) => {
                edit(row, "value", |pictures| {
                    self.keep_pictures(pictures);
                    Some(())
                })
            }
            "job" => self.rewrite_job(row),
            // Whose turn it was, and who holds it, is another matter here.
            "peer" => {
                row.insert("last_town".into(), 0.into());
                end_lease(row);
                Some(())
            }
            _ => Some(()),
        }
    }

    fn put(&self, table: &str, value: &mut Value) -> Option<()> {
        *value = self.of(table, value)?;
        Some(())
    }

    /// A text may still name pictures that no post shows and that were tidied away; those are left out.
    fn keep_pictures(&self, list: &mut Value) {
        if let Some(list) = list.as_array_mut() {
            list.retain_mut(|one| one.get_mut("media").and_then(|id| self.put("media", id)).is_some());
        }
    }

    /// A job is known by the item or source that it is about.
    fn rewrite_job(&self, row: &mut Map<String, Value>) -> Option<()> {
        let mut key = Value::Null;
        edit(row, "payload", |papers| {
            for (field, table) in [("town", "town"), ("source", "source"), ("item", "item")] {
                if let Some(value) = papers.get_mut(field).filter(|value| !value.is_null()) {
                    self.put(table, value)?;
                    key = value.clone();
                }
            }
            let posts = papers.get_mut("posts").and_then(Value::as_array_mut);
            posts.into_iter().flatten().try_for_each(|post| self.put("post", post))
        })?;
        row.insert("key".into(), key.to_string().into());
        row.insert("taken".into(), 0.into());
        row.insert("wanted".into(), 1.into());
        end_lease(row);
        Some(())
    }
}

fn number(row: &Map<String, Value>) -> i64 {
    row.get("id").and_then(Value::as_i64).unwrap_or_default()
}

fn end_lease(row: &mut Map<String, Value>) {
    row.insert("lease_token".into(), Value::Null);
    row.insert("leased_until".into(), 0.into());
}

/// Changes a document in a column.
fn edit(row: &mut Map<String, Value>, column: &str, change: impl FnOnce(&mut Value) -> Option<()>) -> Option<()> {
    let Some(text) = row.get_mut(column).filter(|text| !text.is_null()) else { return Some(()) };
    let mut document: Value = serde_json::from_str(text.as_str()?).ok()?;
    change(&mut document)?;
    *text = document.to_string().into();
    Some(())
}
