//! What a town looks like: its style sheet (`assets/stil.css` with the town's colours) and its icon, under names that
//! change with their content. Built when the town's settings change, served from memory.

use askama::Template;
use jiff::Timestamp;
use rust_embed::RustEmbed;

use super::colour::{Colour, Tones, tones};
use super::headers::Class;
use super::page::{Draft, Page};
use crate::domain::town::Town;
use crate::seal::sha256_hex;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

/// A file under `/assets/` with its page.
#[derive(Debug, Clone)]
pub struct Asset {
    /// File name with the hash of its content.
    pub name: String,
    pub page: std::sync::Arc<Page>,
}

impl Asset {
    /// Its address.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

/// The files of a town.
#[derive(Debug, Clone)]
pub struct Look {
    pub style: Asset,
    /// What forms need beside it; only pages with forms load it.
    pub forms: Asset,
    pub icon: Asset,
    /// The accent in the light and in the dark theme, for `theme-color`.
    pub accents: (String, String),
}

#[derive(Template)]
#[template(path = "public/icon.svg", escape = "html")]
struct Icon<'a> {
    ground: &'a str,
    text: &'a str,
    initial: &'a str,
}

impl Look {
    /// Puts a town's files together.
    ///
    /// # Errors
    /// When compression or a template fails, which neither does in practice.
    pub fn of(town: &Town, now: Timestamp) -> Result<Self, super::render::RenderError> {
        let (light, dark) = tones(leading(&town.settings.color));
        let sheet = sheet(&town.settings.color, &[]);
        let initial = initial(&town.name);
        let accent = light.accent.hex();
        let icon = Icon { ground: &accent, text: &light.on_accent.hex(), initial: &initial }.render()?;
        Ok(Self {
            style: asset("stil", "css", "text/css; charset=utf-8", sheet, now)?,
            forms: asset("formular", "css", "text/css; charset=utf-8", rules("formular.css"), now)?,
            icon: asset("zeichen", "svg", "image/svg+xml", icon, now)?,
            accents: (light.accent.hex(), dark.accent.hex()),
        })
    }
}

/// The style sheet in a town's colour (`#rrggbb`; one that is none gets the house's own), with further files of `assets/`.
#[must_use]
pub fn sheet(colour: &str, more: &[&str]) -> String {
    let (light, dark) = tones(leading(colour));
    let files = std::iter::once("stil.css").chain(more.iter().copied());
    let rules: String = files.map(rules).collect();
    format!(
        "{rules}:root{{{}}}@media (prefers-color-scheme:dark){{:root{{{}}}}}\n",
        properties(light),
        properties(dark)
    )
}

/// The rules of a file without what only people need.
fn rules(file: &str) -> String {
    Assets::get(file).map(|file| squeeze(&String::from_utf8_lossy(&file.data))).unwrap_or_default()
}

fn leading(colour: &str) -> Colour {
    Colour::parse(colour).unwrap_or(Colour(0x0b, 0x4f, 0x6c))
}

/// The letter that stands for a town without arms: the first of its name without "Stadt", "Gemeinde" and the like.
#[must_use]
pub fn initial(name: &str) -> String {
    const KINDS: [&str; 9] =
        ["stadt", "gemeinde", "markt", "landkreis", "kreis", "verbandsgemeinde", "samtgemeinde", "große", "kreisstadt"];
    let word = name.split_whitespace().find(|word| !KINDS.contains(&word.to_lowercase().as_str()));
    word.unwrap_or(name).chars().next().map_or_else(|| "·".to_owned(), |c| c.to_uppercase().collect())
}

fn properties(tones: Tones) -> String {
    format!("--akzent:{};--auf-akzent:{}", tones.accent.hex(), tones.on_accent.hex())
}

fn asset(
    stem: &str,
    ending: &str,
    content_type: &'static str,
    body: String,
    now: Timestamp,
) -> Result<Asset, super::render::RenderError> {
    let hash = sha256_hex(body.as_bytes());
    let name = format!("{stem}-{}.{ending}", hash.get(..12).unwrap_or(&hash));
    let draft = Draft { class: Class::Asset, content_type, max_age_s: 31_536_000, ..Draft::html(body) };
    Ok(Asset { name, page: std::sync::Arc::new(Page::press(draft, now)?) })
}

/// Takes comments and needless white space out of a style sheet that has neither strings with braces nor `//`.
fn squeeze(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(start) = rest.find("/*") {
        out.push_str(rest.get(..start).unwrap_or_default());
        rest = rest.get(start..).and_then(|tail| tail.split_once("*/")).map_or("", |(_, tail)| tail);
    }
    out.push_str(rest);
    let lines: Vec<&str> = out.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("").replace(" {", "{").replace(": ", ":").replace(";}", "}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_is_small_and_names_no_foreign_address() {
        let base = Assets::get("stil.css").unwrap();
        let sheet = squeeze(&String::from_utf8_lossy(&base.data));
        let page = Page::press(Draft::html(sheet.clone()), Timestamp::UNIX_EPOCH).unwrap();
        assert!(page.brotli.len() <= 4500, "{} bytes", page.brotli.len());
        for forbidden in ["url(", "@import", "http", "/*"] {
            assert!(!sheet.contains(forbidden), "{forbidden}");
        }
        assert_eq!(sheet.matches('{').count(), sheet.matches('}').count());
    }

    #[test]
    fn a_town_is_known_by_the_letter_of_its_own_name() {
        assert_eq!(initial("Stadt Musterbach"), "M");
        assert_eq!(initial("Gemeinde Ödheim"), "Ö");
        assert_eq!(initial(""), "·");
    }
}
