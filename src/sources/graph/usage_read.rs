//! How much of what Meta allows is used up. In: the headers of an answer. Out: a percentage and how long to stay away.
//! (`X-Business-Use-Case-Usage` for Page, Instagram and system tokens, `X-App-Usage` for others.)

use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::node::Node;

/// From here on the source is asked less often.
pub const SLOW_PERCENT: u32 = 50;
/// From here on the look ends; the rest is left to lookups.
pub const STOP_PERCENT: u32 = 80;

/// What the last answer said about our use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// The highest of all percentages.
    pub percent: u32,
    /// Minutes until calls are let through again; 0 while they are.
    pub regain_min: i64,
}

impl Usage {
    /// Reads both headers; what cannot be read counts as unused.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let json = |name: &str| -> Option<Value> { serde_json::from_str(headers.get(name)?.to_str().ok()?).ok() };
        let mut usage = Self::default();
        if let Some(app) = json("x-app-usage") {
            usage.add(Node(&app));
        }
        let business = json("x-business-use-case-usage");
        let businesses = business.as_ref().and_then(Value::as_object).into_iter().flat_map(serde_json::Map::values);
        for entry in businesses.filter_map(Value::as_array).flatten() {
            usage.add(Node(entry));
        }
        usage
    }

    fn add(&mut self, entry: Node<'_>) {
        for name in ["call_count", "total_cputime", "total_time"] {
            // Saturating: a percentage is never near the limits.
            let percent = entry.number(name).map_or(0, |percent| percent.ceil() as u32);
            self.percent = self.percent.max(percent);
        }
        self.regain_min = self.regain_min.max(entry.whole("estimated_time_to_regain_access").unwrap_or(0));
    }

    /// Until when to stay away, if calls are blocked.
    #[must_use]
    pub fn blocked_until(self, now: Timestamp) -> Option<Timestamp> {
        let wait = SignedDuration::from_mins(self.regain_min.clamp(0, 2 * 24 * 60));
        if wait.is_zero() { None } else { now.checked_add(wait).ok() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn the_highest_figure_counts() {
        let mut headers = HeaderMap::new();
        assert_eq!(Usage::of(&headers), Usage::default());
        headers.insert("x-app-usage", HeaderValue::from_static(r#"{"call_count":28,"total_time":25}"#));
        let business = r#"{"1":[{"type":"pages","call_count":40,"total_cputime":81.5,"estimated_time_to_regain_access":0}],
            "2":[{"type":"instagram","call_count":1,"estimated_time_to_regain_access":10}]}"#;
        headers.insert("x-business-use-case-usage", HeaderValue::from_str(&business.replace('\n', "")).unwrap());
        let usage = Usage::of(&headers);
        assert_eq!((usage.percent, usage.regain_min), (82, 10));
        let now: Timestamp = "2026-01-02T03:00:00Z".parse().unwrap();
        assert_eq!(usage.blocked_until(now), "2026-01-02T03:10:00Z".parse().ok());
        headers.insert("x-app-usage", HeaderValue::from_static("oops"));
        assert_eq!(Usage::of(&headers).percent, 82);
    }
}
