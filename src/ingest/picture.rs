//! One picture → our own sizes of it. In: foreign bytes. Out: WebP variants and one JPEG or PNG for the Fediverse, all
//! freshly encoded, so that no EXIF, GPS, XMP or hidden thumbnail survives. Pure CPU work; `media` calls it on a blocking
//! thread. Limits are checked on the header, before any pixel is decoded (DESIGN D16).

use std::io::Cursor;

use bytes::Bytes;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{
    ColorType, DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader, RgbImage, RgbaImage,
};

use crate::domain::likeness::PictureHash;
use crate::domain::media::Variant;
use crate::seal::sha256_hex;

use super::media::MediaError;

#[cfg(test)]
mod tests;

/// Widths of the variants in pixels; smaller originals are never blown up.
const WIDTHS: [u32; 3] = [480, 960, MAX_WIDTH];
const MAX_WIDTH: u32 = 1_600;
/// Some receivers drop every attachment of a post when one side is over 5,000 pixels.
const MAX_HEIGHT: u32 = 4_096;
const WEBP_QUALITY: f32 = 78.0;
const JPEG_QUALITY: u8 = 82;
/// A larger PNG is sent out as JPEG on white instead; some receivers refuse more (bytes).
const MAX_PNG: usize = 8_000_000;
/// Side of the picture that the placeholder code is made from.
const THUMBNAIL: u32 = 32;

/// What is too much.
#[derive(Debug, Clone)]
pub struct PictureLimits {
    /// Bytes of the file.
    pub max_bytes: usize,
    /// Width and height in pixels.
    pub max_side: u32,
    /// Width times height.
    pub max_pixels: u64,
    /// Bytes the decoder may allocate.
    pub max_alloc: u64,
}

impl Default for PictureLimits {
    fn default() -> Self {
        Self { max_bytes: 16 << 20, max_side: 12_000, max_pixels: 40_000_000, max_alloc: 256 << 20 }
    }
}

/// A picture in our own sizes.
#[derive(Debug, Clone)]
pub struct EncodedPicture {
    /// WebP, smallest first; the last one is JPEG, or PNG when it is transparent.
    pub variants: Vec<(Variant, Bytes)>,
    /// Placeholder code with 4×3 components.
    pub blurhash: Option<String>,
    /// SHA-256 of the original bytes in lower-case hex.
    pub source_sha256: String,
    /// How it looks, to know other copies of it.
    pub looks: PictureHash,
}

/// Decodes, turns upright and encodes anew. Of an animation the first frame remains.
///
/// # Errors
/// [`MediaError::TooLarge`] and [`MediaError::Bomb`] by the limits, [`MediaError::Unsupported`] for everything that is
/// not JPEG, PNG, GIF or WebP by its own first bytes, [`MediaError::Damaged`] if it cannot be decoded.
pub fn encode_picture(bytes: &[u8], limits: &PictureLimits) -> Result<EncodedPicture, MediaError> {
    if bytes.len() > limits.max_bytes {
        return Err(MediaError::TooLarge);
    }
    let format = sniff(bytes)?;
    if format == ImageFormat::Jpeg && is_cut_off(bytes) {
        return Err(MediaError::Damaged);
    }
    let (original, orientation) = decode(bytes, format, limits)?;
    let master = upright(original, orientation)?.without_useless_alpha();
    let mut variants = Vec::new();
    let mut widths: Vec<u32> = WIDTHS.iter().map(|width| (*width).min(master.width())).collect();
    widths.dedup();
    for width in widths {
        variants.push(variant(&master.fitted(width, MAX_HEIGHT)?.webp()?, "webp")?);
    }
    variants.push(master.for_the_fediverse()?);
    Ok(EncodedPicture {
        variants,
        blurhash: master.blurhash(),
        source_sha256: sha256_hex(bytes),
        looks: master.looks()?,
    })
}

/// The difference hash of a picture from its grey values at 9×8 pixels, row by row: a bit for each pair of neighbours in
/// a row, set where the right one is brighter. Other sizes and encodings of a picture differ in a few bits only.
#[must_use]
pub fn difference_hash(grey: &[u8; 72]) -> PictureHash {
    let pairs = grey.chunks_exact(9).flat_map(|row| row.windows(2));
    PictureHash(pairs.fold(0, |hash, pair| (hash << 1) | u64::from(pair.first() < pair.last())))
}

/// The format by magic bytes; what a server or a file name says does not count.
fn sniff(bytes: &[u8]) -> Result<ImageFormat, MediaError> {
    match infer::get(bytes).map(|kind| kind.mime_type()) {
        Some("image/jpeg") => Ok(ImageFormat::Jpeg),
        Some("image/png") => Ok(ImageFormat::Png),
        Some("image/gif") => Ok(ImageFormat::Gif),
        Some("image/webp") => Ok(ImageFormat::WebP),
        _ => Err(MediaError::Unsupported),
    }
}

/// Whether a JPEG's picture data never ends; the decoder would fill the rest with grey. Segments before the data are
/// stepped over, because the thumbnail in one of them has an end marker of its own (ITU-T T.81 §B.1).
fn is_cut_off(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(2..).unwrap_or_default();
    loop {
        match rest {
            [0xff, 0xda, data @ ..] => return !data.windows(2).any(|pair| pair == [0xff, 0xd9]),
            [0xff, 0xff, ..] => rest = rest.get(1..).unwrap_or_default(),
            [0xff, 0x01 | 0xd0..=0xd8, ..] => rest = rest.get(2..).unwrap_or_default(),
            [0xff, _, high, low, ..] => {
                rest = rest.get(2 + usize::from(u16::from_be_bytes([*high, *low]))..).unwrap_or_default();
            }
            [_, _, ..] => rest = rest.get(1..).unwrap_or_default(),
            _ => return true,
        }
    }
}

/// The whole picture as the file has it, and how it must be turned.
fn decode(bytes: &[u8], format: ImageFormat, limits: &PictureLimits) -> Result<(Pixels, Orientation), MediaError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut decoder_limits = image::Limits::default();
    decoder_limits.max_image_width = Some(limits.max_side);
    decoder_limits.max_image_height = Some(limits.max_side);
    decoder_limits.max_alloc = Some(limits.max_alloc);
    reader.limits(decoder_limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let color = decoder.color_type();
    // Other forms than ours exist twice while they are converted.
    let converted = if matches!(color, ColorType::Rgb8 | ColorType::Rgba8) { 0 } else { 4 * pixels };
    let memory = decoder.total_bytes().saturating_add(converted);
    if width.max(height) > limits.max_side || pixels > limits.max_pixels || memory > limits.max_alloc {
        return Err(MediaError::Bomb);
    }
    // A broken EXIF block only costs the turn.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(refused)?;
    if picture.width() == 0 || picture.height() == 0 {
        return Err(MediaError::Damaged);
    }
    Ok((Pixels::from(picture), orientation))
}

/// Shrinks to our largest size and only then turns, because turning needs room for a second copy.
fn upright(original: Pixels, orientation: Orientation) -> Result<Pixels, MediaError> {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    let lies = matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH);
    let (max_width, max_height) = if lies { (MAX_HEIGHT, MAX_WIDTH) } else { (MAX_WIDTH, MAX_HEIGHT) };
    let mut picture = match original.fitted(max_width, max_height)? {
        Pixels::Rgb(pixels) => DynamicImage::ImageRgb8(pixels),
        Pixels::Rgba(pixels) => DynamicImage::ImageRgba8(pixels),
    };
    drop(original);
    picture.apply_orientation(orientation);
    Ok(Pixels::from(picture))
}

fn refused(error: ImageError) -> MediaError {
    match error {
        ImageError::Limits(_) => MediaError::Bomb,
        ImageError::Unsupported(_) => MediaError::Unsupported,
        _ => MediaError::Damaged,
    }
}

/// Eight-bit pixels with or without transparency.
enum Pixels {
    Rgb(RgbImage),
    Rgba(RgbaImage),
}

impl From<DynamicImage> for Pixels {
    fn from(picture: DynamicImage) -> Self {
        if picture.color().has_alpha() { Self::Rgba(picture.into_rgba8()) } else { Self::Rgb(picture.into_rgb8()) }
    }
}

impl Pixels {
    fn width(&self) -> u32 {
        match self {
            Self::Rgb(pixels) => pixels.width(),
            Self::Rgba(pixels) => pixels.width(),
        }
    }

    fn height(&self) -> u32 {
        match self {
            Self::Rgb(pixels) => pixels.height(),
            Self::Rgba(pixels) => pixels.height(),
        }
    }

    /// The same picture within a box, never larger than it is.
    fn fitted(&self, max_width: u32, max_height: u32) -> Result<Self, MediaError> {
        let (width, height) = fit(self.width(), self.height(), max_width, max_height);
        match self {
            Self::Rgb(pixels) if pixels.dimensions() == (width, height) => Ok(Self::Rgb(pixels.clone())),
            Self::Rgba(pixels) if pixels.dimensions() == (width, height) => Ok(Self::Rgba(pixels.clone())),
            Self::Rgb(pixels) => {
                let bytes = resized(pixels, PixelType::U8x3, (pixels.width(), pixels.height()), (width, height))?;
                RgbImage::from_raw(width, height, bytes).map(Self::Rgb).ok_or(MediaError::Damaged)
            }
            Self::Rgba(pixels) => {
                let bytes = resized(pixels, PixelType::U8x4, (pixels.width(), pixels.height()), (width, height))?;
                RgbaImage::from_raw(width, height, bytes).map(Self::Rgba).ok_or(MediaError::Damaged)
            }
        }
    }

    fn without_useless_alpha(self) -> Self {
        match self {
            Self::Rgba(pixels) if pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX) => {
                Self::Rgb(DynamicImage::ImageRgba8(pixels).into_rgb8())
            }
            other => other,
        }
    }

    fn webp(&self) -> Result<Encoded, MediaError> {
        let encoder = match self {
            Self::Rgb(pixels) => webp::Encoder::from_rgb(pixels, pixels.width(), pixels.height()),
            Self::Rgba(pixels) => webp::Encoder::from_rgba(pixels, pixels.width(), pixels.height()),
        };
        let bytes = encoder.encode_simple(false, WEBP_QUALITY).map_err(|_| MediaError::Damaged)?;
        Ok(Encoded { bytes: bytes.to_vec(), width: self.width(), height: self.height() })
    }

    /// JPEG; PNG where something shows through, unless that gets too large.
    fn for_the_fediverse(&self) -> Result<(Variant, Bytes), MediaError> {
        let (width, height) = (self.width(), self.height());
        let white;
        let opaque = match self {
            Self::Rgb(pixels) => pixels,
            Self::Rgba(pixels) => {
                let mut bytes = Vec::new();
                image::codecs::png::PngEncoder::new(&mut bytes)
                    .write_image(pixels, width, height, image::ExtendedColorType::Rgba8)
                    .map_err(refused)?;
                if bytes.len() <= MAX_PNG {
                    return variant(&Encoded { bytes, width, height }, "png");
                }
                white = on_white(pixels);
                &white
            }
        };
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(opaque).map_err(refused)?;
        variant(&Encoded { bytes, width, height }, "jpg")
    }

    /// A small opaque copy.
    fn thumbnail(&self) -> Result<image::RgbImage, MediaError> {
        Ok(match self.fitted(THUMBNAIL, THUMBNAIL)? {
            Self::Rgb(pixels) => pixels,
            Self::Rgba(pixels) => on_white(&pixels),
        })
    }

    /// Brightness differences between neighbours on a 9×8 grid: nearly the same for every re-encoding of a picture.
    fn looks(&self) -> Result<PictureHash, MediaError> {
        let grey = DynamicImage::ImageRgb8(self.thumbnail()?).into_luma8();
        let grid = resized(grey.as_raw(), PixelType::U8, grey.dimensions(), (9, 8))?;
        Ok(difference_hash(grid.as_slice().try_into().map_err(|_| MediaError::Damaged)?))
    }

    fn blurhash(&self) -> Option<String> {
        let small = self.thumbnail().ok()?;
        let rgba = DynamicImage::ImageRgb8(small).into_rgba8();
        blurhash::encode(4, 3, rgba.width(), rgba.height(), rgba.as_raw()).ok()
    }
}

/// Width and height within a box in the same proportions, at least one pixel each.
fn fit(width: u32, height: u32, max_width: u32, max_height: u32) -> (u32, u32) {
    let (w, h) = (u64::from(width.max(1)), u64::from(height.max(1)));
    let scaled =
        |part: u64, by: u32, whole: u64| u32::try_from((part * u64::from(by) + whole / 2) / whole).unwrap_or(by).max(1);
    let (w, h) = if width > max_width { (max_width, scaled(h, max_width, w)) } else { (width, height) };
    if h > max_height { (scaled(u64::from(w), max_height, u64::from(h)), max_height) } else { (w, h) }
}

/// Lanczos; transparency is taken into account.
fn resized(bytes: &[u8], kind: PixelType, from: (u32, u32), to: (u32, u32)) -> Result<Vec<u8>, MediaError> {
    let source = ImageRef::new(from.0, from.1, bytes, kind).map_err(|_| MediaError::Damaged)?;
    let mut out = Image::new(to.0, to.1, kind);
    Resizer::new().resize(&source, &mut out, None).map_err(|_| MediaError::Damaged)?;
    Ok(out.into_vec())
}

fn on_white(pixels: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [r, g, b, a] = pixels.get_pixel(x, y).0;
        let over = |c: u8| {
            let mixed = (u16::from(c) * u16::from(a) + 255 * (255 - u16::from(a)) + 127) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        image::Rgb([over(r), over(g), over(b)])
    })
}

struct Encoded {
    bytes: Vec<u8>,
    width: u32,
    height: u32,
}

fn variant(encoded: &Encoded, ext: &str) -> Result<(Variant, Bytes), MediaError> {
    let hash = sha256_hex(&encoded.bytes).get(..32).ok_or(MediaError::Damaged)?.to_owned();
    let bytes = u64::try_from(encoded.bytes.len()).unwrap_or(u64::MAX);
    let variant = Variant { hash, ext: ext.to_owned(), width: encoded.width, height: encoded.height, bytes };
    Ok((variant, Bytes::copy_from_slice(&encoded.bytes)))
}
