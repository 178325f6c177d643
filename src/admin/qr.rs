//! A text as the picture that a phone's camera reads: out comes the outline of its dark squares, to be drawn without any
//! other server or script.

use std::fmt::Write;

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;

/// The white frame that cameras need, in squares.
const QUIET: usize = 4;

/// A picture to be drawn.
pub(super) struct QrPicture {
    /// Width and height in squares, with the white frame.
    pub size: usize,
    /// The dark squares as an SVG path.
    pub path: String,
}

/// Makes it; `None` for a text that is too long.
pub(super) fn qr_picture(text: &str) -> Option<QrPicture> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let mut path = String::new();
    for row in 0..code.size {
        for column in (0..code.size).filter(|column| code[row][*column].value()) {
            let _ = write!(path, "M{} {}h1v1h-1z", column + QUIET, row + QUIET);
        }
    }
    Some(QrPicture { size: code.size + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_that_a_camera_looks_for_are_there() {
        let picture = qr_picture("otpauth://totp/stadt.de:anna?secret=GEZDGNBVGY3TQOJQ").unwrap();
        let last = picture.size - QUIET - 1;
        for (column, row) in [(QUIET, QUIET), (last, QUIET), (QUIET, last)] {
            assert!(picture.path.contains(&format!("M{column} {row}h1")), "{column} {row}");
        }
        assert!(!picture.path.contains("M0 "), "the frame is white");
        assert!(qr_picture(&"x".repeat(5000)).is_none());
    }
}
