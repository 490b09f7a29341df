//! Pictures: their kind, size and safety, and variants of other widths and formats.
//!
//! Knows nothing of: which page shows a picture, where variants are kept.

mod svg;

use std::io::Cursor;

use fast_image_resize::images::Image;
use fast_image_resize::{ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// Counts up when the bytes that [`variant`] makes change for the same input: part of a variant's name.
pub const ENCODER: u32 = 1;

/// Pictures above this many pixels are refused: decoding one would take gigabytes.
const MAX_PIXELS: u64 = 100_000_000;

/// The longest side that WebP can encode.
const MAX_SIDE: u32 = 16_383;

/// What kind of file an asset is, by its extension.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AssetKind {
    /// A picture made of pixels, which gets variants.
    Raster,
    /// A drawing, which scales by itself.
    Vector,
    /// A document or data to download.
    Download,
}

/// The kind of an asset; `None` for files that are never published.
pub fn kind(extension: &str) -> Option<AssetKind> {
    match extension {
        "jpg" | "jpeg" | "png" | "webp" => Some(AssetKind::Raster),
        "svg" => Some(AssetKind::Vector),
        "pdf" | "csv" | "xlsx" | "ods" | "odt" => Some(AssetKind::Download),
        _ => None,
    }
}

/// Width and height in pixels, as shown (after the turn that EXIF asks for).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// Measures a picture and checks that it can be decoded and is safe; the error says why not, in the decoder's words.
///
/// A drawing without a size is 300 by 150, as browsers have it.
pub fn measure(bytes: &[u8], kind: AssetKind) -> Result<Size, String> {
    match kind {
        AssetKind::Vector => svg::measure(bytes),
        _ => decode(bytes).map(|picture| Size { width: picture.width(), height: picture.height() }),
    }
}

/// The format of a variant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// Lossy WebP.
    WebP,
    /// JPEG, for browsers without WebP.
    Jpeg,
    /// PNG, where the original is one.
    Png,
}

impl Format {
    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Format::WebP => "webp",
            Format::Jpeg => "jpg",
            Format::Png => "png",
        }
    }
}

/// Makes a variant: scaled to `width` pixels (height in proportion), encoded with `quality` (1 to 100).
pub fn variant(bytes: &[u8], width: u32, format: Format, quality: u8) -> Result<Vec<u8>, String> {
    let picture = decode(bytes)?;
    let height = u32::try_from((u64::from(picture.height()) * u64::from(width)).div_ceil(u64::from(picture.width().max(1)))).unwrap_or(1);
    let source = if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(picture.into_rgb8())
    };
    let pixel = if source.color().has_alpha() { fast_image_resize::PixelType::U8x4 } else { fast_image_resize::PixelType::U8x3 };
    let mut target = Image::new(width.max(1), height.max(1), pixel);
    Resizer::new().resize(&source, &mut target, &ResizeOptions::default()).map_err(|error| error.to_string())?;
    encode(target, source.color().has_alpha(), format, quality)
}

fn encode(target: Image<'_>, alpha: bool, format: Format, quality: u8) -> Result<Vec<u8>, String> {
    let (width, height) = (target.width(), target.height());
    let pixels = target.into_vec();
    if format == Format::WebP {
        let encoder =
            if alpha { webp::Encoder::from_rgba(&pixels, width, height) } else { webp::Encoder::from_rgb(&pixels, width, height) };
        let encoded = encoder.encode_simple(false, f32::from(quality)).map_err(|error| format!("WebP: {error:?}"))?;
        return Ok(encoded.to_vec());
    }
    let too_short = || "the resized picture has too few bytes".to_owned();
    let picture = if alpha {
        DynamicImage::ImageRgba8(image::RgbaImage::from_raw(width, height, pixels).ok_or_else(too_short)?)
    } else {
        DynamicImage::ImageRgb8(image::RgbImage::from_raw(width, height, pixels).ok_or_else(too_short)?)
    };
    let mut out = Cursor::new(Vec::new());
    let result = match format {
        Format::Jpeg => picture.to_rgb8().write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, quality)),
        _ => picture.write_to(&mut out, ImageFormat::Png),
    };
    result.map_err(|error| error.to_string())?;
    Ok(out.into_inner())
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, String> {
    let words = |error: image::ImageError| error.to_string();
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| error.to_string())?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_PIXELS * 8);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(words)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || width.max(height) > MAX_SIDE {
        return Err(format!("{width} × {height} pixels are too many"));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(words)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

#[cfg(test)]
mod tests {
    use super::{AssetKind, Format, Size, measure, variant};
    use image::{DynamicImage, ImageFormat, RgbImage};
    use std::io::Cursor;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let picture = RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 90]));
        let mut out = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(picture).write_to(&mut out, ImageFormat::Png).unwrap();
        out.into_inner()
    }

    #[test]
    fn variants_keep_the_proportion_in_every_format() {
        let original = png(400, 300);
        assert_eq!(measure(&original, AssetKind::Raster), Ok(Size { width: 400, height: 300 }));
        for format in [Format::WebP, Format::Jpeg, Format::Png] {
            let bytes = variant(&original, 120, format, 75).unwrap();
            assert_eq!(measure(&bytes, AssetKind::Raster), Ok(Size { width: 120, height: 90 }), "{format:?}");
            assert_eq!(bytes, variant(&original, 120, format, 75).unwrap(), "same input, same bytes");
        }
    }

    #[test]
    fn corrupt_pictures_are_told() {
        let mut cut = png(400, 300);
        cut.truncate(cut.len() / 2);
        assert!(measure(&cut, AssetKind::Raster).is_err());
        assert!(measure(b"no picture", AssetKind::Raster).is_err());
    }
}
