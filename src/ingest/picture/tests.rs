//! Pictures made here, some of them hostile.

use std::io::Write;

use image::{Rgb, Rgba};
use rstest::rstest;

use super::*;

fn encode(bytes: &[u8]) -> Result<EncodedPicture, MediaError> {
    encode_picture(bytes, &PictureLimits::default())
}

/// Left half red, right half blue.
fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) })
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    file(&halves(width, height).into(), ImageFormat::Jpeg)
}

/// A big-endian TIFF block with an orientation and a GPS directory, as cameras write it.
fn exif(orientation: u16) -> Vec<u8> {
    let mut tiff = b"Exif\0\0MM\0\x2a\0\0\0\x08".to_vec();
    tiff.extend(2u16.to_be_bytes());
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1]);
    tiff.extend(orientation.to_be_bytes());
    tiff.extend([0, 0]);
    tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0]);
    tiff.extend([0, 1, 0, 1, 0, 2, 0, 0, 0, 2]);
    tiff.extend(b"N\0GPSLatitude-51.67\0\0\0\0");
    tiff
}

fn with_exif(jpeg: &[u8], orientation: u16) -> Vec<u8> {
    let exif = exif(orientation);
    let mut out = jpeg[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    out.extend(&exif);
    out.extend([0xff, 0xe1, 0, 31]);
    out.extend(b"http://ns.adobe.com/xap/1.0/\0");
    out.extend(&jpeg[2..]);
    out
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn sizes(picture: &EncodedPicture) -> Vec<(&str, u32, u32)> {
    picture.variants.iter().map(|(v, _)| (v.ext.as_str(), v.width, v.height)).collect()
}

#[rstest]
#[case(2000, 1000, &[("webp", 480, 240), ("webp", 960, 480), ("webp", 1600, 800), ("jpg", 1600, 800)])]
#[case(700, 350, &[("webp", 480, 240), ("webp", 700, 350), ("jpg", 700, 350)])]
#[case(40, 30, &[("webp", 40, 30), ("jpg", 40, 30)])]
#[case(1, 1, &[("webp", 1, 1), ("jpg", 1, 1)])]
#[case(100, 8192, &[("webp", 50, 4096), ("jpg", 50, 4096)])]
fn variants_are_never_larger_than_the_original(#[case] w: u32, #[case] h: u32, #[case] expected: &[(&str, u32, u32)]) {
    assert_eq!(sizes(&encode(&jpeg(w, h)).unwrap()), expected);
}

#[test]
fn every_variant_is_what_it_says() {
    let picture = encode(&jpeg(1000, 600)).unwrap();
    for (variant, bytes) in &picture.variants {
        let decoded = image::load_from_memory(bytes).unwrap();
        assert_eq!((decoded.width(), decoded.height()), (variant.width, variant.height));
        assert_eq!(variant.bytes, bytes.len() as u64);
        assert_eq!(variant.hash, sha256_hex(bytes)[..32]);
        let format = if variant.ext == "webp" { ImageFormat::WebP } else { ImageFormat::Jpeg };
        assert_eq!(image::guess_format(bytes).unwrap(), format);
    }
    assert_eq!(picture.blurhash.as_ref().map(String::len), Some(28));
    assert_eq!(picture.source_sha256.len(), 64);
}

#[test]
fn the_picture_is_turned_upright_and_says_nothing_about_its_place() {
    // 6: the camera was held so that the picture has to be turned right by 90 degrees.
    let source = with_exif(&jpeg(800, 400), 6);
    assert!(contains(&source, b"GPSLatitude") && contains(&source, b"Exif"));
    let picture = encode(&source).unwrap();
    let (last, bytes) = picture.variants.last().unwrap();
    assert_eq!((last.width, last.height), (400, 800));
    let upright = image::load_from_memory(bytes).unwrap().into_rgb8();
    assert!(upright.get_pixel(200, 50).0[0] > 150, "the left half is on top now");
    assert!(upright.get_pixel(200, 750).0[2] > 150);
    for (_, bytes) in &picture.variants {
        for trace in [b"Exif".as_slice(), b"EXIF", b"GPS", b"xap", b"XMP"] {
            assert!(!contains(bytes, trace));
        }
    }
}

#[test]
fn a_large_picture_is_turned_too() {
    let picture = encode(&with_exif(&jpeg(3200, 1600), 8)).unwrap();
    assert_eq!(sizes(&picture).last(), Some(&("jpg", 1600, 3200)));
    let upright = image::load_from_memory(&picture.variants.last().unwrap().1).unwrap().into_rgb8();
    assert!(upright.get_pixel(800, 100).0[2] > 150, "turned left, the right half is on top");
}

#[test]
fn transparency_stays_and_a_png_goes_out() {
    let glass = RgbaImage::from_fn(600, 400, |x, _| Rgba([10, 200, 10, if x < 300 { 0 } else { 255 }]));
    let picture = encode(&file(&glass.into(), ImageFormat::Png)).unwrap();
    assert_eq!(sizes(&picture), [("webp", 480, 320), ("webp", 600, 400), ("png", 600, 400)]);
    for (_, bytes) in &picture.variants {
        let decoded = image::load_from_memory(bytes).unwrap().into_rgba8();
        assert_eq!(decoded.get_pixel(5, 5).0[3], 0);
    }
    let opaque = RgbaImage::from_pixel(50, 50, Rgba([1, 2, 3, 255]));
    assert_eq!(sizes(&encode(&file(&opaque.into(), ImageFormat::Png)).unwrap())[1].0, "jpg");
}

#[test]
fn every_colour_type_is_read() {
    for picture in [
        DynamicImage::new_luma8(20, 20),
        DynamicImage::new_luma_a8(20, 20),
        DynamicImage::new_rgb16(20, 20),
        DynamicImage::new_rgba16(20, 20),
        DynamicImage::new_luma16(20, 20),
    ] {
        assert!(encode(&file(&picture, ImageFormat::Png)).is_ok(), "{:?}", picture.color());
    }
    assert!(encode(&file(&halves(20, 20).into(), ImageFormat::WebP)).is_ok());
}

/// A GIF of so many frames of one pixel each; the first is red.
fn gif(frames: usize) -> Vec<u8> {
    let mut out = b"GIF89a\x01\0\x01\0\x80\0\0".to_vec();
    out.extend([220, 20, 20, 20, 20, 220]);
    for frame in 0..frames {
        out.extend([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2]);
        // Clear code, colour 0 or 1, end code, in three bits each.
        out.extend(if frame == 0 { [0x44, 0x01] } else { [0x4c, 0x01] });
        out.push(0);
    }
    out.push(0x3b);
    out
}

#[test]
fn of_an_animation_the_first_frame_remains() {
    let picture = encode(&gif(10_000)).unwrap();
    assert_eq!(sizes(&picture).len(), 2);
    let last = image::load_from_memory(&picture.variants[1].1).unwrap().into_rgb8();
    assert!(last.get_pixel(0, 0).0[0] > 150);
}

/// A PNG whose header claims a size; no pixel follows.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
        })
    }
    let mut head = b"IHDR".to_vec();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    let mut out = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    out.extend(&head);
    out.extend(crc(&head).to_be_bytes());
    let mut data = b"IDAT".to_vec();
    data.extend([0x78, 0x9c, 3, 0, 0, 0, 0, 1]);
    out.extend(8u32.to_be_bytes());
    out.extend(&data);
    out.extend(crc(&data).to_be_bytes());
    out
}

#[rstest]
#[case(60_000, 60_000)]
#[case(12_001, 1)]
#[case(1, 12_001)]
#[case(7_000, 6_000)]
fn a_bomb_is_refused_by_its_header(#[case] width: u32, #[case] height: u32) {
    assert!(matches!(encode(&png_header(width, height)), Err(MediaError::Bomb)));
}

#[test]
fn a_picture_that_needs_too_much_memory_is_refused() {
    let limits = PictureLimits { max_alloc: 1_000_000, ..PictureLimits::default() };
    assert!(matches!(encode_picture(&jpeg(1000, 1000), &limits), Err(MediaError::Bomb)));
    let limits = PictureLimits { max_bytes: 100, ..PictureLimits::default() };
    assert!(matches!(encode_picture(&jpeg(100, 100), &limits), Err(MediaError::TooLarge)));
}

#[test]
fn a_cut_off_file_is_damaged() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
        let noise =
            RgbImage::from_fn(300, 300, |x, y| Rgb([(x * y % 251) as u8, (x % 256) as u8, (y * 7 % 256) as u8]));
        let whole = file(&noise.into(), format);
        for length in [0, 8, 20, whole.len() / 3, whole.len() / 2] {
            let result = encode(&whole[..length]);
            assert!(
                matches!(result, Err(MediaError::Damaged | MediaError::Unsupported)),
                "{format:?} {length}: {:?}",
                result.map(|_| ())
            );
        }
    }
}

#[test]
fn what_hides_behind_a_picture_is_gone() {
    let mut polyglot = jpeg(100, 100);
    polyglot.write_all(b"PK\x03\x04<script>alert(1)</script>PK\x05\x06").unwrap();
    for (_, bytes) in encode(&polyglot).unwrap().variants {
        assert!(!contains(&bytes, b"<script>") && !contains(&bytes, b"PK\x03\x04"));
    }
}

#[rstest]
#[case(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")]
#[case(b"<!DOCTYPE html><html><body>404</body></html>")]
#[case(b"%PDF-1.7")]
#[case(b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0")]
#[case(b"\0\0\0\x1cftypavif\0\0\0\0avifmif1")]
#[case(b"")]
fn everything_else_is_no_picture(#[case] bytes: &[u8]) {
    assert!(matches!(encode(bytes), Err(MediaError::Unsupported)));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(60))]

    #[test]
    fn no_damage_makes_it_panic(at in 0usize..2000, value in 0u8..=255, png in proptest::bool::ANY) {
        let mut bytes = file(&halves(60, 40).into(), if png { ImageFormat::Png } else { ImageFormat::Jpeg });
        let at = at % bytes.len();
        bytes[at] = value;
        let _ = encode(&bytes);
    }
}

/// The grey values that a picture is hashed from.
fn grey(picture: &DynamicImage) -> [u8; 72] {
    let small = picture.resize_exact(9, 8, image::imageops::FilterType::Triangle).into_luma8();
    small.into_raw().try_into().unwrap()
}

/// Waves that run one way or the other.
fn waves(width: u32, height: u32, slope: f32) -> DynamicImage {
    let shade = |x: u32, y: u32| {
        let (x, y) = (x as f32 / width as f32, y as f32 / height as f32);
        (127.0 + 110.0 * (9.0 * x + slope * y).sin()) as u8
    };
    RgbImage::from_fn(width, height, |x, y| Rgb([shade(x, y); 3])).into()
}

#[test]
fn a_picture_keeps_its_hash_when_it_is_shrunk_and_encoded_anew() {
    let original = waves(1200, 800, 4.0);
    let hash = difference_hash(&grey(&original));
    let copy = waves(1200, 800, 4.0).resize_exact(640, 426, image::imageops::FilterType::Lanczos3);
    let copy = image::load_from_memory(&file(&copy, ImageFormat::Jpeg)).unwrap();
    assert!(hash.distance(difference_hash(&grey(&copy))) <= 4);
    assert!(hash.distance(difference_hash(&grey(&waves(1200, 800, -6.0)))) > 16);
}

#[test]
fn a_bit_of_the_hash_says_whether_it_gets_brighter_to_the_right() {
    let rising: [u8; 72] = std::array::from_fn(|at| u8::try_from(at % 9).unwrap());
    let mut flat = [7; 72];
    assert_eq!(difference_hash(&rising), PictureHash(u64::MAX));
    assert_eq!(difference_hash(&flat), PictureHash(0));
    flat[1] = 8;
    assert_eq!(difference_hash(&flat), PictureHash(1 << 63));
}
