//! The demo's own pictures: calm landscapes, painted by code, so that nobody else's rights are touched. In: a scene and
//! a seed, which sets hills, houses and trees. Out: a JPEG of 1600 × 900. Called by `website`, off the runtime.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::OnceCell;

use super::canvas::{Bounds, Canvas, Colour, HEIGHT, WIDTH, mix, rgb};
use super::scenery::{Chance, church, cloud, fir, house, leafy_tree, ridge};

/// What can be painted.
pub const SCENES: [&str; 8] = ["kirche", "fluss", "wald", "abend", "winter", "platz", "freibad", "loeschzug"];

const W: f32 = WIDTH as f32;
const H: f32 = HEIGHT as f32;

/// All pictures of one town, painted when first asked for.
pub struct Pictures {
    seed: u64,
    painted: HashMap<&'static str, OnceCell<Bytes>>,
}

impl Pictures {
    /// None painted yet; the seed gives the town its own hills.
    pub fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self { seed, painted: SCENES.iter().map(|scene| (*scene, OnceCell::new())).collect() })
    }

    /// One picture; `None` for a scene that does not exist.
    pub async fn get(&self, scene: &str) -> Option<Bytes> {
        let (name, cell) = self.painted.get_key_value(scene)?;
        let (name, seed) = (*name, self.seed);
        let painted = cell.get_or_try_init(|| async move {
            let jpeg = tokio::task::spawn_blocking(move || paint(name, seed).jpeg()).await.map_err(|_| ())?;
            jpeg.map(Bytes::from).map_err(|_| ())
        });
        painted.await.ok().cloned()
    }
}

/// Paints one scene.
pub fn paint(scene: &str, seed: u64) -> Canvas {
    let mut chance = Chance::seeded(seed ^ scene.bytes().fold(7, |sum, byte| sum * 31 + u64::from(byte)));
    match scene {
        "fluss" => river(&mut chance),
        "wald" => forest(&mut chance),
        "abend" => evening(&mut chance),
        "winter" => winter(&mut chance),
        "platz" => square(&mut chance),
        "freibad" => pool(&mut chance),
        "loeschzug" => fire_engine(&mut chance),
        _ => village(&mut chance),
    }
}

fn village(chance: &mut Chance) -> Canvas {
    let mut canvas = Canvas::sky(rgb(0x5fa8d3), rgb(0xf3ead3));
    let sun = (chance.between(1100.0, 1400.0), chance.between(130.0, 200.0));
    canvas.glow(sun, 420.0, rgb(0xfff4d0), 0.8);
    canvas.disc(sun.0, sun.1, 54.0, rgb(0xfffbe9), 1.0);
    for _ in 0..3 {
        let at = (chance.between(60.0, 1000.0), chance.between(90.0, 260.0));
        cloud(&mut canvas, chance, at, 0.75);
    }
    canvas.land(ridge(chance, 430.0, 70.0), rgb(0xa9c4c9), rgb(0xc3d3c4), 260.0);
    canvas.land(ridge(chance, 510.0, 50.0), rgb(0x86ad8d), rgb(0xa3bf8e), 260.0);
    let hill = ridge(chance, 615.0, 28.0);
    canvas.land(&hill, rgb(0x6d9a55), rgb(0x87ad5c), 200.0);
    let middle = chance.between(640.0, 900.0);
    let mut x = middle - 430.0;
    while x < middle + 430.0 {
        if (x - middle).abs() > 90.0 {
            let y = hill(x) + chance.between(4.0, 34.0);
            house(&mut canvas, chance, (x, y), 1.0, None);
        }
        x += chance.between(74.0, 104.0);
    }
    church(&mut canvas, (middle, hill(middle) + 26.0), 1.15, rgb(0x8d4b3c), None);
    for _ in 0..16 {
        let x = chance.between(0.0, W);
        let y = hill(x) + chance.between(40.0, 75.0);
        leafy_tree(&mut canvas, chance, (x, y), 0.8);
    }
    let meadow = ridge(chance, 760.0, 24.0);
    canvas.land(&meadow, rgb(0x9cbc5f), rgb(0x5f8a3f), 200.0);
    flowers(&mut canvas, chance, 790.0, &[rgb(0xf7e27a), rgb(0xffffff), rgb(0xe58b7b)]);
    canvas
}

fn river(chance: &mut Chance) -> Canvas {
    let mut canvas = Canvas::sky(rgb(0x8ec5d6), rgb(0xfbe3c4));
    let sun = (chance.between(300.0, 560.0), 300.0);
    canvas.glow(sun, 520.0, rgb(0xffe9b8), 0.9);
    canvas.disc(sun.0, sun.1, 46.0, rgb(0xfff7df), 1.0);
    for _ in 0..2 {
        let at = (chance.between(700.0, 1400.0), chance.between(90.0, 220.0));
        cloud(&mut canvas, chance, at, 0.6);
    }
    canvas.land(ridge(chance, 400.0, 90.0), rgb(0xb7c9c8), rgb(0xd8d6bd), 240.0);
    canvas.land(ridge(chance, 470.0, 60.0), rgb(0x92b39a), rgb(0xb9c89a), 240.0);
    let plain = ridge(chance, 545.0, 14.0);
    canvas.land(&plain, rgb(0x9dbb73), rgb(0x557f45), 360.0);
    let (start, sway, phase) = (chance.between(820.0, 1000.0), chance.between(150.0, 240.0), chance.between(0.0, 2.0));
    let bed = |y: f32| {
        let near = ((y - 552.0) / (H - 552.0)).clamp(0.0, 1.0);
        let middle = start + sway * (near * 5.2 + phase).sin() * near.sqrt() - 200.0 * near;
        (middle, 7.0 + 210.0 * near * near)
    };
    let water = Bounds { left: 0.0, top: 552.0, right: W, bottom: H };
    canvas.shape(water, rgb(0xd9d2a2), 0.8, |x, y| (x - bed(y).0).abs() - bed(y).1 - 5.0);
    canvas.shape(water, rgb(0x7fb4c9), 1.0, |x, y| (x - bed(y).0).abs() - bed(y).1);
    canvas.shape(water, rgb(0xe8f1ea), 0.45, |x, y| (x - bed(y).0 + bed(y).1 * 0.35).abs() - bed(y).1 * 0.16);
    for step in 0..30 {
        let y = 575.0 + 9.5 * step as f32;
        let (middle, half) = bed(y);
        let size = 0.35 + step as f32 / 30.0;
        let side = if step % 2 == 0 { -1.0 } else { 1.0 };
        let x = middle + side * (half + 40.0 * size + chance.between(10.0, 420.0) * size);
        leafy_tree(&mut canvas, chance, (x, y), size);
    }
    canvas
}

fn forest(chance: &mut Chance) -> Canvas {
    let mut canvas = Canvas::sky(rgb(0xbcd8d6), rgb(0xf4efdd));
    canvas.glow((chance.between(500.0, 1100.0), 260.0), 620.0, rgb(0xfff6d8), 0.9);
    let far = rgb(0xb5cfc6);
    let near = rgb(0x17392f);
    for layer in 0..5 {
        let share = layer as f32 / 4.0;
        let colour = mix(far, near, share);
        let edge = ridge(chance, 400.0 + 112.0 * share * share + 190.0 * share, 60.0 - 20.0 * share);
        canvas.land(&edge, colour, mix(colour, rgb(0xf4efdd), 0.55 - 0.4 * share), 330.0);
        let mut x = chance.between(-20.0, 10.0);
        while x < W + 40.0 {
            let size = (0.35 + 0.95 * share) * chance.between(0.75, 1.25);
            fir(&mut canvas, (x, edge(x) + 12.0), size, colour);
            x += chance.between(26.0, 70.0) * (0.5 + share);
        }
    }
    canvas
}

fn evening(chance: &mut Chance) -> Canvas {
    let mut canvas = Canvas::sky(rgb(0x3d4f86), rgb(0xf6b173));
    let shore = 560.0;
    let sun = (chance.between(620.0, 980.0), shore - 120.0);
    canvas.glow(sun, 640.0, rgb(0xffd59a), 0.95);
    canvas.disc(sun.0, sun.1, 62.0, rgb(0xfff0c9), 1.0);
    for _ in 0..5 {
        let at = (chance.between(0.0, W), chance.between(120.0, 360.0));
        canvas.ellipse(at, (chance.between(140.0, 300.0), chance.between(5.0, 11.0)), rgb(0xf7c79d), 0.5);
    }
    canvas.land(ridge(chance, 490.0, 40.0), rgb(0x8a6f8e), rgb(0xb98a86), 160.0);
    canvas.land(ridge(chance, 525.0, 22.0), rgb(0x564f72), rgb(0x6a5873), 80.0);
    canvas.land(|_| shore, rgb(0xe9a878), rgb(0x3a4876), 330.0);
    for step in 0..26 {
        let y = shore + 5.0 + 11.0 * step as f32;
        let wide = 70.0 + 4.0 * step as f32 + chance.between(-26.0, 26.0);
        canvas.ellipse((sun.0 + chance.between(-16.0, 16.0), y), (wide, 2.6), rgb(0xffe2b0), 0.75 - 0.02 * step as f32);
    }
    let bank =
        |x: f32| 1010.0 - 240.0 * (-(x / 520.0) * (x / 520.0)).exp() - 120.0 * (-((x - W) / 300.0).powi(2)).exp();
    canvas.land(bank, rgb(0x20263f), rgb(0x171b30), 160.0);
    let x = chance.between(150.0, 260.0);
    canvas.line((x, bank(x) + 10.0), (x + 6.0, bank(x) - 190.0), 15.0, rgb(0x20263f));
    canvas.disc(x + 5.0, bank(x) - 225.0, 74.0, rgb(0x20263f), 1.0);
    for _ in 0..22 {
        let at = (x + chance.between(-95.0, 105.0), bank(x) - 220.0 + chance.between(-80.0, 70.0));
        canvas.disc(at.0, at.1, chance.between(30.0, 58.0), rgb(0x20263f), 1.0);
    }
    for reed in 0..26 {
        let x = W - 20.0 - 11.0 * reed as f32 + chance.between(-4.0, 4.0);
        let foot = bank(x) + 12.0;
        canvas.line(
            (x, foot),
            (x + chance.between(-12.0, 12.0), foot - chance.between(60.0, 150.0)),
            3.0,
            rgb(0x20263f),
        );
    }
    canvas
}

fn winter(chance: &mut Chance) -> Canvas {
    let mut canvas = Canvas::sky(rgb(0x101d3d), rgb(0x5b6f9d));
    for _ in 0..150 {
        let (x, y) = (chance.between(0.0, W), chance.between(0.0, 430.0));
        canvas.disc(x, y, chance.between(0.7, 2.0), rgb(0xffffff), chance.between(0.4, 0.95));
    }
    let moon = (chance.between(1180.0, 1380.0), 160.0);
    canvas.glow(moon, 300.0, rgb(0xdfe8ff), 0.55);
    canvas.disc(moon.0, moon.1, 50.0, rgb(0xf6f3e4), 1.0);
    canvas.land(ridge(chance, 440.0, 80.0), rgb(0x7486b0), rgb(0x93a5c9), 220.0);
    let hill = ridge(chance, 600.0, 26.0);
    canvas.land(&hill, rgb(0xc9d6ec), rgb(0xa9bbdc), 240.0);
    let middle = chance.between(560.0, 800.0);
    let snow = Some(rgb(0xf4f8ff));
    let mut x = middle - 480.0;
    while x < middle + 520.0 {
        if (x - middle).abs() > 90.0 {
            let y = hill(x) + chance.between(8.0, 40.0);
            house(&mut canvas, chance, (x, y), 1.05, snow);
        }
        x += chance.between(82.0, 116.0);
    }
    church(&mut canvas, (middle, hill(middle) + 30.0), 1.15, rgb(0x566488), snow);
    canvas.land(ridge(chance, 740.0, 26.0), rgb(0xe9f0fb), rgb(0xb6c6e4), 200.0);
    let tree = (chance.between(1120.0, 1300.0), 835.0);
    fir(&mut canvas, tree, 3.1, rgb(0x1d4a43));
    canvas.glow((tree.0, tree.1 - 170.0), 260.0, rgb(0xffdf9a), 0.35);
    for step in 0..34 {
        let down = step as f32 / 34.0;
        let x = tree.0 + (step as f32 * 2.4).sin() * 88.0 * (down * 0.95 + 0.05);
        let y = tree.1 - 318.0 + 285.0 * down;
        canvas.glow((x, y), 17.0, rgb(0xffd27a), 0.9);
        canvas.disc(x, y, 3.4, rgb(0xfff3cf), 1.0);
    }
    for _ in 0..130 {
        let (x, y) = (chance.between(0.0, W), chance.between(0.0, H));
        canvas.disc(x, y, chance.between(1.5, 4.2), rgb(0xffffff), chance.between(0.35, 0.85));
    }
    canvas
}

fn square(chance: &mut Chance) -> Canvas {
    let mut canvas = Canvas::sky(rgb(0x7fb6dc), rgb(0xf6ecd8));
    for _ in 0..3 {
        let at = (chance.between(100.0, 1500.0), chance.between(70.0, 190.0));
        cloud(&mut canvas, chance, at, 0.8);
    }
    let walls = [0xe8c99b, 0xd98f73, 0xf2e3c6, 0x9fb8a6, 0xe0b45f, 0xc9d3d6, 0xd7a08a].map(rgb);
    let ground = 690.0;
    let mut left = -60.0;
    let mut turn = chance.below(walls.len());
    while left < W {
        let wide = chance.between(180.0, 250.0);
        let high = chance.between(250.0, 330.0);
        let wall = walls.get(turn % walls.len()).copied().unwrap_or(walls[0]);
        turn += 1 + chance.below(2);
        gable(&mut canvas, chance, (left, ground), (wide, high), wall);
        left += wide;
    }
    canvas.land(|_| ground, rgb(0xd9cfbd), rgb(0xa99c86), 230.0);
    for row in 0..9 {
        let y = ground + 12.0 + 2.6 * (row * row) as f32;
        canvas.line((0.0, y), (W, y), 1.6, rgb(0xc0b49d));
    }
    fountain(&mut canvas, (chance.between(700.0, 900.0), 800.0));
    for x in [chance.between(150.0, 330.0), chance.between(1250.0, 1450.0)] {
        leafy_tree(&mut canvas, chance, (x, 770.0), 2.3);
    }
    canvas
}

/// A town house with its gable to the square.
fn gable(canvas: &mut Canvas, chance: &mut Chance, (left, ground): (f32, f32), (wide, high): (f32, f32), wall: Colour) {
    let (top, middle) = (ground - high, left + wide / 2.0);
    let roof = mix(rgb(0xa8513d), rgb(0x6d4a42), chance.between(0.0, 1.0));
    let peak = top - wide * chance.between(0.5, 0.72);
    canvas.convex(&[(left - 6.0, top + 6.0), (middle, peak - 8.0), (left + wide + 6.0, top + 6.0)], roof);
    canvas.convex(&[(left + 8.0, top + 6.0), (middle, peak + 14.0), (left + wide - 8.0, top + 6.0)], wall);
    canvas.block(Bounds { left, top, right: left + wide, bottom: ground }, wall);
    let (glass, frame) = (rgb(0x4d6675), rgb(0xfaf6ec));
    let window = |canvas: &mut Canvas, x: f32, y: f32| {
        canvas.block(Bounds { left: x - 18.0, top: y - 25.0, right: x + 18.0, bottom: y + 25.0 }, frame);
        canvas.block(Bounds { left: x - 14.0, top: y - 21.0, right: x + 14.0, bottom: y + 21.0 }, glass);
        canvas.line((x, y - 21.0), (x, y + 21.0), 3.0, frame);
        canvas.line((x - 14.0, y - 6.0), (x + 14.0, y - 6.0), 3.0, frame);
        canvas.block(Bounds { left: x - 21.0, top: y + 25.0, right: x + 21.0, bottom: y + 30.0 }, mix(wall, roof, 0.5));
    };
    for floor in 0..2 {
        let y = top + 55.0 + 88.0 * floor as f32;
        for x in [0.22, 0.5, 0.78] {
            window(canvas, left + wide * x, y);
        }
    }
    window(canvas, middle, top - wide * 0.16);
    let door = Bounds { left: middle - 20.0, top: ground - 68.0, right: middle + 20.0, bottom: ground };
    canvas.disc(middle, ground - 68.0, 20.0, roof, 1.0);
    canvas.block(door, roof);
}

fn fountain(canvas: &mut Canvas, (x, y): (f32, f32)) {
    canvas.ellipse((x, y + 26.0), (150.0, 22.0), rgb(0x94876f), 0.5);
    canvas.block(Bounds { left: x - 128.0, top: y - 26.0, right: x + 128.0, bottom: y + 18.0 }, rgb(0xc8c0b0));
    canvas.ellipse((x, y + 18.0), (128.0, 17.0), rgb(0xc8c0b0), 1.0);
    canvas.ellipse((x, y - 26.0), (128.0, 17.0), rgb(0xdcd6ca), 1.0);
    canvas.ellipse((x, y - 26.0), (114.0, 13.0), rgb(0x86b9cf), 1.0);
    canvas.block(Bounds { left: x - 9.0, top: y - 120.0, right: x + 9.0, bottom: y - 26.0 }, rgb(0xc8c0b0));
    canvas.ellipse((x, y - 120.0), (46.0, 10.0), rgb(0xdcd6ca), 1.0);
    for side in [-1.0_f32, 1.0] {
        for step in 0..14 {
            let t = step as f32 / 13.0;
            canvas.disc(x + side * (40.0 + 34.0 * t), y - 118.0 + 90.0 * t * t, 4.0, rgb(0xcfe8f2), 0.85);
        }
    }
}

fn pool(chance: &mut Chance) -> Canvas {
    let mut canvas = Canvas::sky(rgb(0x4f9fd8), rgb(0xe3f1ee));
    let sun = (chance.between(250.0, 520.0), 150.0);
    canvas.glow(sun, 460.0, rgb(0xfff3c4), 0.85);
    canvas.disc(sun.0, sun.1, 62.0, rgb(0xfffbe6), 1.0);
    let at = (chance.between(950.0, 1350.0), 170.0);
    cloud(&mut canvas, chance, at, 0.85);
    canvas.land(ridge(chance, 400.0, 40.0), rgb(0x9cc4a6), rgb(0xb7d29a), 160.0);
    let lawn = ridge(chance, 480.0, 10.0);
    for _ in 0..26 {
        let (x, size) = (chance.between(0.0, W), chance.between(0.9, 1.6));
        leafy_tree(&mut canvas, chance, (x, lawn(x) + 8.0), size);
    }
    canvas.land(&lawn, rgb(0x8fbd5b), rgb(0x79aa4e), 120.0);
    for (x, colour) in [(260.0, 0xe2574c), (520.0, 0xf2c14e), (1120.0, 0x2f7fb5), (1380.0, 0xe2574c)] {
        parasol(&mut canvas, (x + chance.between(-50.0, 50.0), 575.0), rgb(colour));
    }
    canvas.land(|_| 600.0, rgb(0xefe6d2), rgb(0xded0b4), 60.0);
    canvas.land(|_| 640.0, rgb(0x7fd0de), rgb(0x1f84b4), 270.0);
    canvas.line((0.0, 640.0), (W, 640.0), 8.0, rgb(0xfafafa));
    for lane in -3..=3 {
        let (far, near) = (W / 2.0 + 190.0 * lane as f32, W / 2.0 + 460.0 * lane as f32);
        for bead in 0..46 {
            let t = (bead as f32 / 45.0).powf(1.5);
            let colour = if bead % 4 < 2 { rgb(0xf4f4f0) } else { rgb(0xe2574c) };
            canvas.disc(far + (near - far) * t, 652.0 + 250.0 * t, 2.2 + 7.0 * t, colour, 1.0);
        }
    }
    for _ in 0..70 {
        let y = chance.between(660.0, H);
        let wide = 12.0 + (y - 650.0) * 0.22;
        canvas.ellipse((chance.between(0.0, W), y), (wide, 2.0 + (y - 650.0) * 0.01), rgb(0xe9fbff), 0.4);
    }
    canvas
}

fn parasol(canvas: &mut Canvas, (x, foot): (f32, f32), colour: Colour) {
    canvas.ellipse((x + 14.0, foot + 4.0), (76.0, 8.0), rgb(0x5f8a3f), 0.5);
    canvas.line((x, foot), (x, foot - 120.0), 6.0, rgb(0xf3efe4));
    let roof = Bounds { left: x - 88.0, top: foot - 160.0, right: x + 88.0, bottom: foot - 98.0 };
    canvas.shape(roof, colour, 1.0, |px, py| {
        let dome = (((px - x) / 88.0).hypot((py - foot + 98.0) / 60.0) - 1.0) * 60.0;
        dome.max(py - foot + 98.0)
    });
    canvas.shape(roof, rgb(0xfdf8ea), 1.0, |px, py| {
        let dome = (((px - x) / 30.0).hypot((py - foot + 98.0) / 60.0) - 1.0) * 30.0;
        dome.max(py - foot + 98.0)
    });
}

fn fire_engine(chance: &mut Chance) -> Canvas {
    let mut canvas = Canvas::sky(rgb(0x9cc7df), rgb(0xf5ead6));
    for _ in 0..3 {
        let at = (chance.between(80.0, 1500.0), chance.between(80.0, 230.0));
        cloud(&mut canvas, chance, at, 0.75);
    }
    canvas.land(ridge(chance, 450.0, 60.0), rgb(0xa9c4b4), rgb(0xc0d0ac), 200.0);
    let hill = ridge(chance, 560.0, 20.0);
    let mut x = 20.0;
    while x < W {
        house(&mut canvas, chance, (x, hill(x) + 20.0), 0.95, None);
        x += chance.between(90.0, 170.0);
    }
    canvas.land(&hill, rgb(0x8bb066), rgb(0x6f9a54), 160.0);
    canvas.land(|_| 690.0, rgb(0x8c9097), rgb(0x6d7178), 180.0);
    for dash in 0..9 {
        let left = 190.0 * dash as f32 + 20.0;
        canvas.block(Bounds { left, top: 824.0, right: left + 96.0, bottom: 834.0 }, rgb(0xf1eee6));
    }
    let left = chance.between(420.0, 560.0);
    let (red, dark, cream) = (rgb(0xc8362e), rgb(0x8f231f), rgb(0xf7f2e6));
    canvas.ellipse((left + 310.0, 788.0), (360.0, 20.0), rgb(0x4b4e54), 0.6);
    canvas.block(Bounds { left, top: 520.0, right: left + 440.0, bottom: 750.0 }, red);
    canvas.block(Bounds { left: left + 452.0, top: 560.0, right: left + 620.0, bottom: 750.0 }, red);
    canvas.convex(&[(left + 452.0, 562.0), (left + 470.0, 490.0), (left + 580.0, 490.0), (left + 620.0, 562.0)], red);
    canvas.convex(
        &[(left + 474.0, 580.0), (left + 486.0, 508.0), (left + 570.0, 508.0), (left + 602.0, 580.0)],
        rgb(0xcfe3ea),
    );
    canvas.block(Bounds { left, top: 662.0, right: left + 620.0, bottom: 684.0 }, cream);
    for shutter in 0..3 {
        let x = left + 24.0 + 138.0 * shutter as f32;
        canvas.block(Bounds { left: x, top: 546.0, right: x + 118.0, bottom: 650.0 }, rgb(0xb9c0c4));
        for slat in 1..8 {
            let y = 546.0 + 13.0 * slat as f32;
            canvas.line((x + 3.0, y), (x + 115.0, y), 2.0, rgb(0x9aa2a7));
        }
    }
    for y in [486.0, 504.0] {
        canvas.line((left + 10.0, y), (left + 430.0, y), 7.0, rgb(0xd7dadc));
    }
    for rung in 0..14 {
        let x = left + 24.0 + 30.0 * rung as f32;
        canvas.line((x, 486.0), (x, 504.0), 5.0, rgb(0xd7dadc));
    }
    canvas.glow((left + 520.0, 474.0), 90.0, rgb(0x4aa3ff), 0.75);
    canvas.block(Bounds { left: left + 500.0, top: 468.0, right: left + 542.0, bottom: 490.0 }, rgb(0x2b7de0));
    canvas.block(Bounds { left: left + 600.0, top: 700.0, right: left + 632.0, bottom: 750.0 }, dark);
    canvas.disc(left + 606.0, 690.0, 12.0, rgb(0xfff3c4), 1.0);
    for x in [left + 110.0, left + 520.0] {
        canvas.disc(x, 750.0, 56.0, dark, 1.0);
        canvas.disc(x, 752.0, 46.0, rgb(0x2c2e33), 1.0);
        canvas.disc(x, 752.0, 21.0, rgb(0xb9c0c4), 1.0);
    }
    canvas
}

fn flowers(canvas: &mut Canvas, chance: &mut Chance, from: f32, colours: &[Colour]) {
    for _ in 0..170 {
        let y = chance.between(from, H);
        let colour = colours.get(chance.below(colours.len())).copied().unwrap_or([255.0; 3]);
        canvas.disc(chance.between(0.0, W), y, 1.5 + (y - from) * 0.03, colour, 0.95);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_scene_is_painted_once_and_the_same_each_time() {
        let pictures = Pictures::new(3);
        let first = pictures.get("wald").await.unwrap();
        assert_eq!(image::guess_format(&first).unwrap(), image::ImageFormat::Jpeg);
        assert_eq!(first, Pictures::new(3).get("wald").await.unwrap());
        assert_ne!(first, Pictures::new(4).get("wald").await.unwrap());
        assert_eq!(pictures.get("vulkan").await, None);
    }
}
