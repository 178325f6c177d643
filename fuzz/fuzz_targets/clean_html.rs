//! Arbitrary markup as a post: what is rendered holds only markup of ours.
#![no_main]

use ausrufer::domain::body_html::{PageStyle, render};
use ausrufer::domain::item::{Item, NativeId};
use ausrufer::ingest::clean;

libfuzzer_sys::fuzz_target!(|data: &str| {
    let mut item = Item::new(NativeId("1".into()));
    item.html = Some(data.to_owned());
    let html = render(&clean(&item, "de").body, PageStyle { title_level: 1, hashtag_base: "/schlagwort/", table_label: "Tabelle" });
    assert!(!html.contains("<script") && !html.contains("=\"javascript:"));
});
