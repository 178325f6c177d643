//! Arbitrary bytes as a picture: refused or encoded anew, within the memory limit.
#![no_main]

use ausrufer::ingest::{PictureLimits, encode_picture};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = encode_picture(data, &PictureLimits::default());
});
