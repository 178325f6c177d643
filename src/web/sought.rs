//! What a reader looks for. In: the query of an address, `/suche?q=…` with what narrows it down. Out: [`Sought`], and its
//! address again. Pure; `target` reads it, `search` answers it.

use url::form_urlencoded;

use crate::domain::ids::Ulid;
use crate::urls;

/// More letters than this are not read.
const LONGEST: usize = 200;

/// The words, and which posts are looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Sought {
    pub words: String,
    /// By its slug, as the others.
    pub channel: Option<String>,
    pub topic: Option<String>,
    pub district: Option<String>,
    pub year: Option<i16>,
    /// From below this post.
    pub before: Option<Ulid>,
}

impl Sought {
    /// Reads a query; what makes no sense in it is left out.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let mut sought = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value: String = value.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
            let slug = Some(value.trim().to_lowercase()).filter(|slug| !slug.is_empty());
            match &*name {
                "q" => value.trim().clone_into(&mut sought.words),
                "kanal" => sought.channel = slug,
                "thema" => sought.topic = slug,
                "ortsteil" => sought.district = slug,
                "jahr" => sought.year = value.parse().ok().filter(|year| (1970..=9998).contains(year)),
                "vor" => sought.before = Ulid::from_string(&value.to_ascii_uppercase()).ok(),
                _ => {}
            }
        }
        sought
    }

    /// What narrows it down, as names and values of the address.
    #[must_use]
    pub fn filters(&self) -> Vec<(&'static str, String)> {
        [
            ("kanal", self.channel.clone()),
            ("thema", self.topic.clone()),
            ("ortsteil", self.district.clone()),
            ("jahr", self.year.map(|year| year.to_string())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }

    /// Its address.
    #[must_use]
    pub fn path(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.words.is_empty() {
            query.append_pair("q", &self.words);
        }
        query.extend_pairs(self.filters());
        if let Some(before) = self.before {
            query.append_pair("vor", &before.to_string());
        }
        match query.finish() {
            query if query.is_empty() => urls::SEARCH.to_owned(),
            query => format!("{}?{query}", urls::SEARCH),
        }
    }

    /// Bytes of text in it.
    #[must_use]
    pub fn text_len(&self) -> usize {
        self.words.len() + self.filters().iter().map(|(_, value)| value.len()).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_comes_back_as_it_was_read() {
        let ulid = Ulid::from_parts(7, 7);
        let query = format!("q=%22am+Markt%22+M%C3%BCll&kanal=Rathaus&jahr=2026&vor={ulid}&utm=1");
        let sought = Sought::parse(&query);
        assert_eq!((sought.words.as_str(), sought.year, sought.before), ("\"am Markt\" Müll", Some(2026), Some(ulid)));
        assert_eq!(sought.channel.as_deref(), Some("rathaus"));
        let path = sought.path();
        assert_eq!(Sought::parse(path.split_once('?').unwrap().1), sought);
        assert_eq!(Sought::parse("jahr=morgen&q=+").path(), "/suche");
    }
}
