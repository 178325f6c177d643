//! The forms of citizens: which fields each has, what was typed, and what is wrong with it. Pure; [`super::ask`] shows them.

use url::form_urlencoded;

use crate::domain::case::{
    CaseKind, LONGEST_ABOUT, LONGEST_MAIL, LONGEST_NAME, LONGEST_TEXT, MOST_LINKS, is_mail, links_in,
};
use crate::i18n::Locale;
use crate::urls;

/// The form at an address without language.
pub(super) fn form_at(path: &str) -> Option<CaseKind> {
    Some(match path {
        urls::QUESTION => CaseKind::Question,
        urls::REPORT_BARRIER => CaseKind::Barrier,
        urls::REPORT_CONTENT => CaseKind::Notice,
        urls::REMOVAL_WISH => CaseKind::Removal,
        urls::DESCRIPTION_WISH => CaseKind::Description,
        _ => return None,
    })
}

/// What was typed, without white space around it.
#[derive(Debug, Default)]
pub(super) struct Typed(Vec<(String, String)>);

impl Typed {
    /// From a form's body or an address's query.
    pub fn read(bytes: &[u8]) -> Self {
        Self(form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// A field; what was not sent is empty.
    pub fn field(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// The words, with one kind of line ends.
    pub fn words(&self) -> String {
        self.field("text").replace("\r\n", "\n")
    }
}

/// A field of a form.
pub(super) struct Field {
    pub id: &'static str,
    pub label: String,
    pub hint: Option<String>,
    pub problem: Option<String>,
    pub value: String,
    /// `text`, `email`, `area` or `check`.
    pub kind: &'static str,
    pub autocomplete: &'static str,
}

impl Field {
    /// What stands at it beside its label, for `aria-describedby`.
    pub fn described(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hinweis", self.id));
        let problem = self.problem.as_ref().map(|_| format!("{}-fehler", self.id));
        let ids: Vec<String> = hint.into_iter().chain(problem).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// What is wrong with a field.
pub(super) type Wrong = (&'static str, String);

/// What is wrong with the words of a message.
pub(super) fn check_words(words: &str, optional: bool, locale: Locale) -> Option<String> {
    if words.is_empty() {
        return (!optional).then(|| locale.text("ask-text-missing"));
    }
    if words.chars().count() > LONGEST_TEXT {
        return Some(locale.with("ask-text-long", &[("count", LONGEST_TEXT.into())]));
    }
    (links_in(words) > MOST_LINKS).then(|| locale.with("ask-text-links", &[("count", MOST_LINKS.into())]))
}

/// Everything that is wrong with a form, in its order. `known` tells whether it is about a post of ours.
pub(super) fn check(kind: CaseKind, typed: &Typed, known: bool, locale: Locale) -> Vec<Wrong> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let long = |field: &'static str, most: usize| {
        let is_long = typed.field(field).chars().count() > most;
        is_long.then(|| (field, locale.with("ask-field-long", &[("count", most.into())])))
    };
    if kind == CaseKind::Notice && !known && typed.field("adresse").is_empty() {
        wrong.push(("adresse", locale.text("ask-address-missing")));
    }
    if kind == CaseKind::Description && !known {
        wrong.push(("text", locale.text("ask-description-missing")));
    }
    wrong.extend(long("adresse", LONGEST_ABOUT));
    if kind == CaseKind::Removal && !known && typed.field("adresse").is_empty() && typed.words().is_empty() {
        wrong.push(("text", locale.text("ask-removal-missing")));
    } else {
        let optional = matches!(kind, CaseKind::Description | CaseKind::Removal);
        wrong.extend(check_words(&typed.words(), optional, locale).map(|text| ("text", text)));
    }
    // DSA Art. 16 (2) c: whoever reports the abuse of children need not say who they are.
    let named = kind == CaseKind::Notice && typed.field("kind") != "ja";
    if named && typed.field("name").is_empty() {
        wrong.push(("name", locale.text("ask-name-missing")));
    }
    wrong.extend(long("name", LONGEST_NAME));
    let mail = typed.field("mail");
    if named && mail.is_empty() {
        wrong.push(("mail", locale.text("ask-mail-missing")));
    } else if !mail.is_empty() && (mail.len() > LONGEST_MAIL || !is_mail(mail)) {
        wrong.push(("mail", locale.text("ask-mail-wrong")));
    }
    if kind == CaseKind::Notice && typed.field("wahr") != "ja" {
        wrong.push(("wahr", locale.text("ask-true-missing")));
    }
    wrong
}

/// A text of one kind of form; its key is `ask-form-…`.
pub(super) fn of_kind(kind: CaseKind, part: &str, locale: Locale) -> String {
    locale.text(&format!("ask-form-{}-{part}", kind.as_str()))
}

/// The fields of a form with what was typed and what is wrong with it.
pub(super) fn fields(kind: CaseKind, typed: &Typed, known: bool, wrong: &[Wrong], locale: Locale) -> Vec<Field> {
    let field = |id: &'static str, control: &'static str, label: String, hint: Option<String>| Field {
        id,
        label,
        hint,
        problem: wrong.iter().find(|(name, _)| *name == id).map(|(_, text)| text.clone()),
        value: if id == "text" { typed.words() } else { typed.field(id).to_owned() },
        kind: control,
        autocomplete: match id {
            "name" => "name",
            "mail" => "email",
            _ => "off",
        },
    };
    let mut all = Vec::new();
    let about_page = matches!(kind, CaseKind::Barrier | CaseKind::Notice | CaseKind::Removal);
    if about_page && !known {
        all.push(field("adresse", "text", locale.text("ask-address"), Some(of_kind(kind, "address", locale))));
    }
    all.push(field("text", "area", of_kind(kind, "text", locale), Some(of_kind(kind, "hint", locale))));
    let is_notice = kind == CaseKind::Notice;
    if is_notice {
        all.push(field("kind", "check", locale.text("ask-child"), Some(locale.text("ask-child-hint"))));
    }
    let (name, mail) = if is_notice { ("ask-name", "ask-mail") } else { ("ask-name-optional", "ask-mail-optional") };
    all.push(field("name", "text", locale.text(name), None));
    all.push(field("mail", "email", locale.text(mail), Some(locale.text("ask-mail-hint"))));
    if is_notice {
        all.push(field("wahr", "check", locale.text("ask-true"), None));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(kind: CaseKind, body: &str) -> Vec<&'static str> {
        let typed = Typed::read(body.as_bytes());
        check(kind, &typed, false, Locale::De).into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn a_notice_asks_for_what_the_law_names() {
        assert_eq!(wrong(CaseKind::Notice, ""), ["adresse", "text", "name", "mail", "wahr"]);
        assert!(wrong(CaseKind::Notice, "adresse=x&text=y&name=A&mail=a%40b.de&wahr=ja").is_empty());
        assert!(
            wrong(CaseKind::Notice, "adresse=x&text=y&kind=ja&wahr=ja").is_empty(),
            "nobody has to name themselves"
        );
    }

    #[test]
    fn a_question_needs_words_alone() {
        assert_eq!(wrong(CaseKind::Question, "mail=unsinn"), ["text", "mail"]);
        assert!(wrong(CaseKind::Question, "text=Wann%3F").is_empty());
        let links = "text=http://a.de+http://b.de+http://c.de+http://d.de+http://e.de+http://f.de";
        assert_eq!(wrong(CaseKind::Question, links), ["text"]);
        assert_eq!(wrong(CaseKind::Removal, ""), ["text"]);
        assert_eq!(wrong(CaseKind::Description, ""), ["text"], "of which picture?");
    }
}
