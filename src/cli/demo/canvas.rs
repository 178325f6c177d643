//! A small drawing surface for the demo's pictures. In: shapes as signed distances (negative inside, in pixels).
//! Out: JPEG bytes. Every edge is smooth because a pixel is covered as far as its distance says. Called by `pictures`.

use std::ops::Range;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageError, ImageEncoder as _};

/// Red, green and blue, 0 to 255.
pub type Colour = [f32; 3];

/// Pixels across.
pub const WIDTH: usize = 1600;
/// Pixels down.
pub const HEIGHT: usize = 900;
/// Small enough for a feed, good enough for a gradient.
const QUALITY: u8 = 88;

/// From `0xrrggbb`.
pub const fn rgb(hex: u32) -> Colour {
    [((hex >> 16) & 255) as f32, ((hex >> 8) & 255) as f32, (hex & 255) as f32]
}

/// Between two colours: 0 is the first, 1 the second.
pub fn mix(a: Colour, b: Colour, share: f32) -> Colour {
    let s = share.clamp(0.0, 1.0);
    [a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s, a[2] + (b[2] - a[2]) * s]
}

/// A rectangle of the surface that a shape lies in.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

impl Bounds {
    /// Around a point.
    pub fn around(x: f32, y: f32, reach: f32) -> Self {
        Self { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach }
    }

    fn columns(self) -> Range<usize> {
        pixels(self.left, self.right, WIDTH)
    }

    fn rows(self) -> Range<usize> {
        pixels(self.top, self.bottom, HEIGHT)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the surface first")]
fn pixels(from: f32, to: f32, end: usize) -> Range<usize> {
    let limit = end as f32;
    ((from - 1.0).clamp(0.0, limit) as usize)..((to + 2.0).clamp(0.0, limit) as usize)
}

/// The surface.
pub struct Canvas {
    pixels: Vec<u8>,
}

impl Canvas {
    /// A sky from top to bottom.
    pub fn sky(top: Colour, bottom: Colour) -> Self {
        let mut pixels = Vec::with_capacity(WIDTH * HEIGHT * 3);
        for y in 0..HEIGHT {
            let colour = bytes(mix(top, bottom, (y as f32 / (HEIGHT as f32 * 0.72)).powf(0.9)));
            for _ in 0..WIDTH {
                pixels.extend_from_slice(&colour);
            }
        }
        Self { pixels }
    }

    fn blend(&mut self, x: usize, y: usize, colour: Colour, cover: f32) {
        let at = (y * WIDTH + x) * 3;
        if let Some(pixel) = self.pixels.get_mut(at..at + 3) {
            if cover >= 1.0 {
                pixel.copy_from_slice(&bytes(colour));
            } else if cover > 0.0 {
                for (old, new) in pixel.iter_mut().zip(colour) {
                    *old = byte(f32::from(*old) + (new - f32::from(*old)) * cover);
                }
            }
        }
    }

    /// Fills a shape: `distance(x, y)` is negative inside; `opacity` 0 to 1.
    pub fn shape(&mut self, bounds: Bounds, colour: Colour, opacity: f32, distance: impl Fn(f32, f32) -> f32) {
        for y in bounds.rows() {
            for x in bounds.columns() {
                let cover = (0.5 - distance(x as f32 + 0.5, y as f32 + 0.5)).clamp(0.0, 1.0);
                self.blend(x, y, colour, cover * opacity);
            }
        }
    }

    /// Everything below a line, from `high` at its edge to `deep` `depth` pixels further down.
    pub fn land(&mut self, edge: impl Fn(f32) -> f32, high: Colour, deep: Colour, depth: f32) {
        let edges: Vec<f32> = (0..WIDTH).map(|x| edge(x as f32 + 0.5)).collect();
        let top = edges.iter().copied().fold(HEIGHT as f32, f32::min);
        for y in pixels(top, HEIGHT as f32, HEIGHT) {
            for (x, edge) in edges.iter().enumerate() {
                let below = y as f32 + 0.5 - edge;
                if below > -0.5 {
                    self.blend(x, y, mix(high, deep, below / depth), below + 0.5);
                }
            }
        }
    }

    /// A soft light around a point, fading to nothing at `reach`.
    pub fn glow(&mut self, (x, y): (f32, f32), reach: f32, colour: Colour, strength: f32) {
        let bounds = Bounds::around(x, y, reach);
        for row in bounds.rows() {
            for column in bounds.columns() {
                let far = (column as f32 - x).hypot(row as f32 - y) / reach;
                let light = (1.0 - far).max(0.0);
                self.blend(column, row, colour, light * light * strength);
            }
        }
    }

    /// A filled circle.
    pub fn disc(&mut self, x: f32, y: f32, radius: f32, colour: Colour, opacity: f32) {
        self.shape(Bounds::around(x, y, radius), colour, opacity, |px, py| (px - x).hypot(py - y) - radius);
    }

    /// A filled ellipse.
    pub fn ellipse(&mut self, (x, y): (f32, f32), (rx, ry): (f32, f32), colour: Colour, opacity: f32) {
        let bounds = Bounds { left: x - rx, top: y - ry, right: x + rx, bottom: y + ry };
        self.shape(bounds, colour, opacity, |px, py| (((px - x) / rx).hypot((py - y) / ry) - 1.0) * rx.min(ry));
    }

    /// A filled rectangle.
    pub fn block(&mut self, bounds: Bounds, colour: Colour) {
        self.shape(bounds, colour, 1.0, |px, py| {
            (bounds.left - px).max(px - bounds.right).max(bounds.top - py).max(py - bounds.bottom)
        });
    }

    /// A filled triangle or other convex shape, corners clockwise as seen.
    pub fn convex(&mut self, corners: &[(f32, f32)], colour: Colour) {
        let bounds = corners.iter().fold(Bounds::around(WIDTH as f32, HEIGHT as f32, 0.0), |b, (x, y)| Bounds {
            left: b.left.min(*x),
            top: b.top.min(*y),
            right: if b.right > WIDTH as f32 - 1.0 { *x } else { b.right.max(*x) },
            bottom: if b.bottom > HEIGHT as f32 - 1.0 { *y } else { b.bottom.max(*y) },
        });
        self.shape(bounds, colour, 1.0, |px, py| {
            let sides = corners.iter().zip(corners.iter().cycle().skip(1));
            sides.fold(f32::MIN, |farthest, (a, b)| {
                let (dx, dy) = (b.0 - a.0, b.1 - a.1);
                farthest.max((dy * (px - a.0) - dx * (py - a.1)) / dx.hypot(dy).max(0.001))
            })
        });
    }

    /// A line with round ends.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), width: f32, colour: Colour) {
        let bounds = Bounds {
            left: from.0.min(to.0) - width,
            top: from.1.min(to.1) - width,
            right: from.0.max(to.0) + width,
            bottom: from.1.max(to.1) + width,
        };
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        self.shape(bounds, colour, 1.0, |px, py| {
            let along = (((px - from.0) * dx + (py - from.1) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
            (px - from.0 - dx * along).hypot(py - from.1 - dy * along) - width / 2.0
        });
    }

    /// The finished picture.
    ///
    /// # Errors
    /// When the encoder refuses.
    pub fn jpeg(&self) -> Result<Vec<u8>, ImageError> {
        let mut out = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
        encoder.write_image(&self.pixels, WIDTH as u32, HEIGHT as u32, ExtendedColorType::Rgb8)?;
        Ok(out)
    }
}

fn bytes(colour: Colour) -> [u8; 3] {
    colour.map(byte)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped first")]
fn byte(value: f32) -> u8 {
    value.clamp(0.0, 255.0) as u8
}
