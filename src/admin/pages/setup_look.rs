//! Step 2: what the page is called and looks like. "Vorschau" shows name, colour and arms without storing them; whether the
//! colour can be read is said each time.

use askama::Template;

use super::super::office::Visit;
use super::super::reply::Reply;
use super::super::{AdminError, set_town};
use super::frame::{Failure, Field, Frame, Problem, described, page, unfinished};
use super::setup;
use crate::domain::media::Variant;
use crate::domain::setup::SetupStep;
use crate::domain::town::Town;
use crate::error::Words;
use crate::jobs::keep_picture;
use crate::store::{Conn, media};
use crate::urls;
use crate::web::{Colour, initial, tones};

#[derive(Template)]
#[template(path = "admin/setup_look.html")]
struct LookPage {
    f: Frame,
    fields: Vec<Field>,
    name: String,
    claim: String,
    initial: String,
    colour: String,
    contrast: String,
    /// The arms' file, `{hash}.{ext}`, and where it can be seen.
    arms: Option<(String, String)>,
    action: String,
}

impl LookPage {
    fn described(&self, field: &Field) -> Option<String> {
        described(&self.f, field)
    }
}

/// What stands in the form.
struct Filled {
    name: String,
    claim: String,
    colour: String,
    arms: Option<String>,
}

fn shown(visit: &Visit<'_>, mut f: Frame, filled: Filled) -> Result<LookPage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let field = |id, label: &str, hint: &str, value: &str| Field {
        id,
        label: locale.text(label),
        hint: Some(locale.text(hint)),
        value: value.to_owned(),
        kind: "text",
        autocomplete: "off",
    };
    if Colour::parse(&filled.colour).is_some() {
        f.style = urls::admin_style(&filled.colour);
    }
    let place = urls::admin_town(&town.host, "bild");
    Ok(LookPage {
        fields: vec![
            field("name", "desk-setup-page-name", "desk-setup-page-name-hint", &filled.name),
            field("satz", "desk-setup-claim", "desk-setup-claim-hint", &filled.claim),
        ],
        contrast: contrast(visit, &filled.colour),
        arms: filled.arms.map(|file| (file.clone(), format!("{place}/{file}"))),
        initial: initial(&filled.name),
        name: filled.name,
        claim: filled.claim,
        colour: filled.colour,
        action: visit.path.clone(),
        f,
    })
}

/// How well a colour reads on white, and what the page makes of one that does not.
fn contrast(visit: &Visit<'_>, colour: &str) -> String {
    let locale = visit.locale;
    let Some(wanted) = Colour::parse(colour) else { return locale.text("desk-setup-colour-wrong") };
    let white = Colour(255, 255, 255);
    let shown = tones(wanted).0.accent;
    let ratio = |colour: Colour| format!("{:.1}", colour.contrast(white)).replace('.', ",");
    if shown == wanted {
        locale.with("desk-setup-colour-reads", &[("ratio", ratio(wanted).into())])
    } else {
        let variables = [("ratio", ratio(wanted).into()), ("darker", ratio(shown).into())];
        locale.with("desk-setup-colour-darkened", &variables)
    }
}

/// The step.
pub(super) fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    let settings = &town.settings;
    let filled = Filled {
        name: town.name.clone(),
        claim: settings.claim.clone().unwrap_or_default(),
        colour: settings.color.clone(),
        arms: settings.arms.clone(),
    };
    page(&shown(visit, setup::frame(visit, SetupStep::Look)?, filled)?)
}

/// Its answer: shown, or stored.
pub(super) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let mut f = setup::frame(visit, SetupStep::Look)?;
    let problem = |field, key: &str| Problem { field, text: locale.text(key) };
    let mut arms = Some(visit.field("wappen-da").to_owned()).filter(|file| !file.is_empty());
    if visit.field("wappen-weg") == "ja" {
        arms = None;
    }
    if let Some(sent) = visit.pictures.first() {
        match &sent.bytes {
            None => f.problems.push(problem("wappen", "desk-setup-arms-large")),
            Some(bytes) => match keep_picture(&visit.hands(), town, 1, bytes.clone()).await {
                Ok(id) => arms = stored(visit, town, id).await?.or(arms),
                Err(_) => f.problems.push(problem("wappen", "desk-setup-arms-bad")),
            },
        }
    }
    let (name, claim) = (visit.field("name"), visit.field("satz"));
    let colour = visit.field("farbe").to_lowercase();
    if name.is_empty() {
        f.problems.insert(0, problem("name", "desk-setup-name-missing"));
    }
    if Colour::parse(&colour).is_none() {
        f.problems.push(problem("farbe", "desk-setup-colour-wrong"));
    }
    if f.problems.is_empty() && visit.field("tun") != "vorschau" {
        let file = arms.clone().unwrap_or_default();
        let pairs = [("name", name), ("claim", claim), ("color", &colour), ("arms", &file)];
        match set_town(&visit.desk(), &town.host, &pairs.map(|(key, value)| (key.to_owned(), value.to_owned()))).await {
            Ok(_) => return setup::onward(visit, SetupStep::Look).await,
            Err(AdminError::Refused(refusal)) => {
                f.problems.push(Problem { field: "wappen", text: refusal.words(locale) });
            }
            Err(other) => return Err(other.into()),
        }
    }
    let wrong = !f.problems.is_empty();
    let filled = Filled { name: name.to_owned(), claim: claim.to_owned(), colour, arms };
    let shown = shown(visit, f, filled)?;
    if wrong { unfinished(&shown) } else { page(&shown) }
}

/// The file of a picture that was stored a moment ago: the one that goes out to others, so that page and account show the
/// same.
async fn stored(visit: &Visit<'_>, town: &Town, id: crate::domain::MediaId) -> Result<Option<String>, Failure> {
    let db = &visit.office.deps.desk.db;
    let found = db.read(async |c: &mut Conn<'_>| media::by_id(c, town.id, id).await).await?;
    let file = |variant: &Variant| format!("{}.{}", variant.hash, variant.ext);
    Ok(found.and_then(|media| media.variants.last().map(file)))
}
