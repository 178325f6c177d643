//! What stands in the demo's landscapes: hills, houses, a church, trees, clouds. In: a place and a size. Out: painted on
//! the canvas. Called by `pictures`.

use super::canvas::{Bounds, Canvas, Colour, mix, rgb};

/// Repeatable chance, so that a picture is the same each time (xorshift; not for secrets).
pub struct Chance(u64);

impl Chance {
    /// The same seed gives the same numbers.
    pub fn seeded(seed: u64) -> Self {
        let mut chance = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..8 {
            chance.next();
        }
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number in the range.
    pub fn between(&mut self, from: f32, to: f32) -> f32 {
        from + (to - from) * ((self.next() >> 40) as f32 / (1_u64 << 24) as f32)
    }

    /// A whole number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % bound.max(1)
    }
}

/// A soft line of hills around a height, with waves up to about `rise`.
pub fn ridge(chance: &mut Chance, height: f32, rise: f32) -> impl Fn(f32) -> f32 + use<> {
    let waves: [(f32, f32, f32); 4] =
        [(0.62, 0.0021), (0.36, 0.0047), (0.15, 0.0101), (0.06, 0.0236)].map(|(share, pace): (f32, f32)| {
            (
                share * rise * chance.between(0.75, 1.15),
                pace * chance.between(0.8, 1.25),
                chance.between(0.0, std::f32::consts::TAU),
            )
        });
    move |x| height + waves.iter().map(|(high, pace, phase)| high * (x * pace + phase).sin()).sum::<f32>()
}

/// A fair-weather cloud.
pub fn cloud(canvas: &mut Canvas, chance: &mut Chance, (x, y): (f32, f32), opacity: f32) {
    let wide = chance.between(110.0, 190.0);
    let puffs: Vec<(f32, f32, f32)> = (0..6)
        .map(|n| {
            let t = n as f32 / 5.0 * 2.0 - 1.0;
            let size = (1.0 - t * t * 0.5) * chance.between(36.0, 50.0);
            (x + t * wide, y - size * 0.35, size)
        })
        .collect();
    let bounds = Bounds { left: x - wide - 60.0, top: y - 90.0, right: x + wide + 60.0, bottom: y + 12.0 };
    canvas.shape(bounds, rgb(0xffffff), opacity, |px, py| {
        let round = puffs.iter().map(|(cx, cy, size)| (px - cx).hypot(py - cy) - size).fold(f32::MAX, f32::min);
        round.max(py - y)
    });
}

/// A house with its eaves towards us; `snow` lies on the roof, and then there is light in the windows.
pub fn house(canvas: &mut Canvas, chance: &mut Chance, (x, foot): (f32, f32), size: f32, snow: Option<Colour>) {
    let (half, high) = (chance.between(34.0, 46.0) * size, chance.between(36.0, 50.0) * size);
    let wall = mix(rgb(0xfbf3e2), rgb(0xe9cfa8), chance.between(0.0, 1.0));
    let wall = if snow.is_some() { mix(wall, rgb(0x4b5a83), 0.62) } else { wall };
    let tiles = mix(rgb(0xb5573f), rgb(0x8a4a3d), chance.between(0.0, 1.0));
    let (top, ridge) = (foot - high, foot - high - chance.between(30.0, 40.0) * size);
    canvas.block(Bounds { left: x - half, top, right: x + half, bottom: foot }, wall);
    let chimney = x + half * 0.45;
    canvas.block(Bounds { left: chimney, top: ridge - 10.0 * size, right: chimney + 9.0 * size, bottom: top }, tiles);
    let eaves = 7.0 * size;
    canvas.convex(
        &[
            (x - half - eaves, top + 4.0),
            (x - half * 0.62, ridge),
            (x + half * 0.62, ridge),
            (x + half + eaves, top + 4.0),
        ],
        snow.unwrap_or(tiles),
    );
    let glass = if snow.is_some() { rgb(0xffd98a) } else { rgb(0x5f7482) };
    for share in [-0.55, 0.0, 0.55] {
        let middle = x + half * share;
        if snow.is_some() && chance.below(3) == 0 {
            continue;
        }
        if snow.is_some() {
            canvas.glow((middle, foot - high * 0.55), 26.0 * size, rgb(0xffc966), 0.5);
        }
        let (w, h) = (5.5 * size, 7.5 * size);
        let y = foot - high * 0.55;
        canvas.block(Bounds { left: middle - w, top: y - h, right: middle + w, bottom: y + h }, glass);
    }
}

/// A village church, seen from the side, its tower on the left.
pub fn church(canvas: &mut Canvas, (x, foot): (f32, f32), size: f32, roof: Colour, snow: Option<Colour>) {
    let s = |value: f32| value * size;
    let plaster = if snow.is_some() { rgb(0x8792b0) } else { rgb(0xfdf8ec) };
    let shade = mix(plaster, rgb(0x6b6a70), 0.14);
    let glass = if snow.is_some() { rgb(0xffd98a) } else { rgb(0x5a6c7c) };
    let nave = Bounds { left: x - s(20.0), top: foot - s(82.0), right: x + s(98.0), bottom: foot };
    canvas.block(nave, shade);
    canvas.convex(
        &[
            (x - s(30.0), foot - s(80.0)),
            (x - s(12.0), foot - s(136.0)),
            (x + s(82.0), foot - s(136.0)),
            (x + s(106.0), foot - s(80.0)),
        ],
        snow.unwrap_or(roof),
    );
    for step in 0..3 {
        let middle = x + s(22.0 + 29.0 * step as f32);
        canvas.disc(middle, foot - s(56.0), s(7.0), glass, 1.0);
        let pane =
            Bounds { left: middle - s(7.0), top: foot - s(56.0), right: middle + s(7.0), bottom: foot - s(24.0) };
        canvas.block(pane, glass);
    }
    canvas.block(Bounds { left: x - s(58.0), top: foot - s(196.0), right: x - s(6.0), bottom: foot }, plaster);
    canvas
        .convex(&[(x - s(66.0), foot - s(194.0)), (x - s(32.0), foot - s(318.0)), (x + s(2.0), foot - s(194.0))], roof);
    if let Some(snow) = snow {
        canvas.convex(
            &[(x - s(66.0), foot - s(194.0)), (x - s(32.0), foot - s(318.0)), (x - s(34.0), foot - s(194.0))],
            mix(roof, snow, 0.75),
        );
    }
    canvas.line((x - s(32.0), foot - s(338.0)), (x - s(32.0), foot - s(312.0)), s(2.6), rgb(0xd9b65a));
    canvas.line((x - s(39.0), foot - s(330.0)), (x - s(25.0), foot - s(330.0)), s(2.6), rgb(0xd9b65a));
    canvas.disc(x - s(32.0), foot - s(160.0), s(14.0), rgb(0xfdfaf0), 1.0);
    canvas.line((x - s(32.0), foot - s(160.0)), (x - s(32.0), foot - s(170.0)), s(2.0), rgb(0x333333));
    canvas.line((x - s(32.0), foot - s(160.0)), (x - s(25.0), foot - s(157.0)), s(2.0), rgb(0x333333));
    canvas.disc(x - s(32.0), foot - s(118.0), s(7.0), glass, 1.0);
    let slit = Bounds { left: x - s(39.0), top: foot - s(118.0), right: x - s(25.0), bottom: foot - s(96.0) };
    canvas.block(slit, glass);
}

/// A round tree, lighter where the sun falls.
pub fn leafy_tree(canvas: &mut Canvas, chance: &mut Chance, (x, foot): (f32, f32), size: f32) {
    let green = mix(rgb(0x3f6f43), rgb(0x7a9a45), chance.between(0.0, 1.0));
    let high = chance.between(46.0, 66.0) * size;
    canvas.ellipse((x, foot), (26.0 * size, 5.0 * size), rgb(0x2f4f2c), 0.35);
    canvas.line((x, foot), (x, foot - high), 6.0 * size, rgb(0x6b5138));
    for (dx, dy, radius) in [(-15.0, 0.0, 20.0), (15.0, 2.0, 20.0), (0.0, -14.0, 25.0), (0.0, 6.0, 20.0)] {
        canvas.disc(x + dx * size, foot - high + dy * size, radius * size, green, 1.0);
    }
    let light = mix(green, rgb(0xf4ecae), 0.28);
    canvas.disc(x + 6.0 * size, foot - high - 16.0 * size, 14.0 * size, light, 0.8);
    canvas.disc(x - 14.0 * size, foot - high - 3.0 * size, 9.0 * size, light, 0.6);
}

/// A fir of one colour.
pub fn fir(canvas: &mut Canvas, (x, foot): (f32, f32), size: f32, colour: Colour) {
    canvas.line((x, foot), (x, foot - 20.0 * size), 6.0 * size, mix(colour, rgb(0x3a2c22), 0.5));
    for (tier, lower) in [(0.0, 34.0), (26.0, 27.0), (52.0, 19.0)] {
        let base = foot - (8.0 + tier) * size;
        let half = lower * size;
        canvas.convex(&[(x - half, base), (x, base - 52.0 * size), (x + half, base)], colour);
    }
}
