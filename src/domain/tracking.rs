//! Parts of addresses that only say who clicked where. Used where addresses are shown and where they are compared.

/// Parameters that only say who clicked where.
const TRACKING: &[&str] = &[
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "mc_eid",
    "mc_cid",
    "igshid",
    "igsh",
    "wt_mc",
    "yclid",
    "msclkid",
    "twclid",
    "ttclid",
    "li_fat_id",
    "ref_src",
    "ref_url",
    "mkt_tok",
    "vero_id",
    "oly_anon_id",
    "oly_enc_id",
    "__cft__[0]",
    "__tn__",
    "_openstat",
    "s_cid",
    "ncid",
    "cmpid",
    "wt_zmc",
    "at_medium",
    "at_campaign",
    "hsctatracking",
];

/// Beginnings of such parameters.
const TRACKING_FAMILIES: &[&str] = &["utm_", "pk_", "mtm_", "piwik_", "matomo_", "_hs", "hsa_", "__hs", "__cft__"];

/// Whether a `name=value` pair of an address's query only says who clicked where.
#[must_use]
pub fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase().replace("%5b", "[").replace("%5d", "]");
    TRACKING.contains(&name.as_str()) || TRACKING_FAMILIES.iter().any(|family| name.starts_with(family))
}
