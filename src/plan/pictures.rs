//! Which variants a picture gets.
//!
//! Knows nothing of: how variants are made.

use crate::config::Images;
use crate::image::{AssetKind, Format};
use crate::site::Asset;

/// Widths of a picture's variants in pixels, ascending; the widest is the picture itself or the widest of the setting.
pub fn widths(asset: &Asset, images: &Images) -> Vec<u32> {
    let Some(size) = asset.size.filter(|_| asset.kind == AssetKind::Raster) else { return Vec::new() };
    let mut widths: Vec<u32> = images.widths.iter().copied().filter(|width| *width < size.width).collect();
    if widths.len() < images.widths.len() {
        widths.push(size.width);
    }
    widths
}

/// The variant for browsers that don't choose, and for links to the picture. The file itself is never published: a camera writes
/// into it where and by whom it was taken.
pub fn fallback(asset: &Asset, images: &Images) -> Option<(u32, Format)> {
    let size = asset.size.filter(|_| asset.kind == AssetKind::Raster)?;
    let width = images.widths.last().map_or(size.width, |widest| size.width.min(*widest));
    let format = match asset.path.extension().as_str() {
        "png" => Format::Png,
        "webp" => Format::WebP,
        _ => Format::Jpeg,
    };
    Some((width, format))
}

/// All variants of a picture: WebP at each width, and the fallback.
pub fn variants(asset: &Asset, images: &Images) -> Vec<(u32, Format)> {
    let mut variants: Vec<(u32, Format)> = widths(asset, images).into_iter().map(|width| (width, Format::WebP)).collect();
    variants.extend(fallback(asset, images).filter(|variant| !variants.contains(variant)));
    variants
}
