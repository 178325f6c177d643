//! A town's colour, made readable: whatever colour staff chose, text in it and on it reaches 4.5:1 in both themes
//! (WCAG 2.2, 1.4.3). Called when a town's style sheet is put together.

/// sRGB, 8 bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

/// The page's grounds, as `assets/stil.css` sets them; the accent is checked against each.
pub const LIGHT_GROUND: Colour = Colour(0xff, 0xff, 0xff);
/// The tinted panels of the light theme.
pub const LIGHT_PANEL: Colour = Colour(0xf4, 0xf3, 0xf0);
/// The dark theme's ground.
pub const DARK_GROUND: Colour = Colour(0x14, 0x16, 0x19);
/// The panels of the dark theme, the lightest ground there.
pub const DARK_PANEL: Colour = Colour(0x20, 0x23, 0x28);

/// A little more than must be, for rounding.
const WANTED: f64 = 4.6;

impl Colour {
    /// Reads `#rrggbb`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.is_ascii())?;
        let part = |range: std::ops::Range<usize>| u8::from_str_radix(hex.get(range)?, 16).ok();
        Some(Self(part(0..2)?, part(2..4)?, part(4..6)?))
    }

    /// `#rrggbb`.
    #[must_use]
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    fn luminance(self) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// The contrast of two colours, 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// This colour with `percent` of another mixed in.
    #[must_use]
    pub fn mixed(self, other: Self, percent: u16) -> Self {
        let mix = |a: u8, b: u8| {
            let sum = u16::from(a) * (100 - percent.min(100)) + u16::from(b) * percent.min(100);
            u8::try_from(sum / 100).unwrap_or(u8::MAX)
        };
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// The same hue at another lightness (0–100 %), its saturation held below three quarters so that it does not glare.
    #[expect(clippy::many_single_char_names, reason = "the letters of the formula: r g b, hue, saturation, lightness")]
    #[must_use]
    pub fn lit(self, percent: u16) -> Self {
        let [r, g, b] = [self.0, self.1, self.2].map(|c| f64::from(c) / 255.0);
        let (max, min) = (r.max(g).max(b), r.min(g).min(b));
        let delta = max - min;
        let old = f64::midpoint(max, min);
        let s = if delta == 0.0 { 0.0 } else { (delta / (1.0 - (2.0 * old - 1.0).abs()).max(1e-6)).min(0.75) };
        let h = if delta == 0.0 {
            0.0
        } else if max == r {
            ((g - b) / delta).rem_euclid(6.0)
        } else if max == g {
            (b - r) / delta + 2.0
        } else {
            (r - g) / delta + 4.0
        };
        let l = f64::from(percent.min(100)) / 100.0;
        let a = s * l.min(1.0 - l);
        let part = |n: f64| {
            let k = (n + 2.0 * h) % 12.0;
            let value = l - a * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "rounded and clamped to a byte"
            )]
            let byte = (value * 255.0).round().clamp(0.0, 255.0) as u8;
            byte
        };
        Self(part(0.0), part(8.0), part(4.0))
    }

    /// Its lightness in percent.
    fn lightness(self) -> u16 {
        let (max, min) = (self.0.max(self.1).max(self.2), self.0.min(self.1).min(self.2));
        (u16::from(max) + u16::from(min)) * 100 / 510
    }

    /// The nearest lighter tone that reads well on every ground; itself if it does already.
    fn lighter(self, grounds: &[Colour]) -> Self {
        let reads = |tone: &Colour| grounds.iter().all(|ground| tone.contrast(*ground) >= WANTED);
        if reads(&self) {
            return self;
        }
        (self.lightness()..=100).map(|percent| self.lit(percent)).find(reads).unwrap_or(Colour(255, 255, 255))
    }

    /// The nearest mixture with `towards` that reads well on every ground.
    fn readable(self, grounds: &[Colour], towards: Colour) -> Self {
        (0..=100)
            .map(|percent| self.mixed(towards, percent))
            .find(|tone| grounds.iter().all(|ground| tone.contrast(*ground) >= WANTED))
            .unwrap_or(towards)
    }
}

/// A town's tones in one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tones {
    /// Links, marks, buttons.
    pub accent: Colour,
    /// Text on the accent.
    pub on_accent: Colour,
}

/// The tones for the light and the dark theme.
#[must_use]
pub fn tones(town: Colour) -> (Tones, Tones) {
    let white = Colour(255, 255, 255);
    let black = Colour(0, 0, 0);
    let light = town.readable(&[LIGHT_GROUND, LIGHT_PANEL], black);
    let dark = town.lighter(&[DARK_GROUND, DARK_PANEL]);
    (Tones { accent: light, on_accent: white }, Tones { accent: dark, on_accent: DARK_GROUND })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_town_colour_becomes_readable_in_both_themes() {
        let steps = [0u8, 0x33, 0x66, 0x99, 0xcc, 0xff];
        for town in steps.iter().flat_map(|r| steps.iter().flat_map(move |g| steps.map(|b| Colour(*r, *g, b)))) {
            let (light, dark) = tones(town);
            for (tone, grounds) in [(light, [LIGHT_GROUND, LIGHT_PANEL]), (dark, [DARK_GROUND, DARK_PANEL])] {
                assert!(grounds.iter().all(|ground| tone.accent.contrast(*ground) >= 4.5), "{town:?}");
                assert!(tone.accent.contrast(tone.on_accent) >= 4.5, "{town:?}");
            }
        }
    }

    #[test]
    fn a_colour_that_reads_well_stays_itself() {
        assert_eq!(tones(Colour(0x0b, 0x4f, 0x6c)).0.accent.hex(), "#0b4f6c");
        assert_eq!(Colour::parse("#12345"), None);
        assert_eq!(Colour::parse("#äöü"), None);
    }
}
