//! Language tags as sources write them. In: `de-DE`. Out: `de`. Shared by connectors.

/// The primary language of a tag such as `de-DE` (BCP 47), or nothing for what is no tag.
#[must_use]
pub fn primary_language(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    let known = matches!(primary.len(), 2 | 3) && primary.bytes().all(|byte| byte.is_ascii_lowercase());
    known.then_some(primary)
}
