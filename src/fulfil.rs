//! From a recipe to bytes: reads files, makes picture variants, cut fonts and cards through the cache.
//!
//! Knows nothing of: pages, who asks.

use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};

use crate::card;
use crate::diagnostic::{Diagnostic, codes};
use crate::digest::Digest;
use crate::disk::{self, Cache};
use crate::font;
use crate::image;
use crate::path::ContentPath;
use crate::plan::urls::variant_digest;
use crate::render::Body;
use crate::site::Site;
use crate::source::Span;

/// The bytes of a body.
pub fn fulfil(body: Body, site: &Site, cache: &Cache) -> Result<Vec<u8>, Diagnostic> {
    match body {
        Body::Bytes(bytes) => Ok(bytes),
        Body::Shared(bytes) => Ok(bytes.to_vec()),
        Body::File(id) => {
            let asset = site.asset(id);
            disk::read_bytes(&asset.absolute).map_err(|error| codes::file_unreadable(Span::file(&asset.path), &error.to_string()))
        }
        Body::Bundle { mut html, parts } => {
            for (address, part) in parts {
                let bytes = fulfil(part, site, cache)?;
                let inside = format!("src=\"data:{};base64,{}\"", media_type(&address), BASE64_STANDARD.encode(bytes));
                html = html.replace(&format!("src=\"{address}\""), &inside);
            }
            Ok(html.into_bytes())
        }
        Body::Font { name, whole, digest, characters } => {
            let key = Digest::of_parts([digest.hex().as_bytes(), characters.as_bytes(), font::CUTTER.as_bytes()]);
            let fault = |reason: String| codes::font_unreadable(Span::file(&ContentPath::new(&name)), &reason);
            kept(cache, &key, || font::cut(&whole, &characters).map_err(fault))
        }
        Body::Card { name, svg, fonts } => {
            let digests: Vec<String> = fonts.iter().map(|(_, digest)| digest.hex()).collect();
            let key = Digest::of_parts([svg.as_bytes(), digests.concat().as_bytes(), card::DRAWER.as_bytes()]);
            let fault = |reason: String| codes::card_fault(Span::file(&ContentPath::new(&name)), &reason);
            let outlines = |(font, _): &(Arc<[u8]>, Digest)| {
                if font.starts_with(b"wOF2") { font::outlines(font, &svg) } else { Ok(font.to_vec()) }
            };
            let draw = || card::draw(&svg, fonts.iter().map(outlines).collect::<Result<_, _>>()?);
            kept(cache, &key, || draw().map_err(fault))
        }
        Body::Image(id, width, format) => {
            let asset = site.asset(id);
            let quality = site.config.images.quality;
            let corrupt = |reason: String| codes::corrupt_picture(Span::file(&asset.path), asset.path.name(), &reason);
            let scale = || {
                let original = disk::read_bytes(&asset.absolute).map_err(|error| error.to_string())?;
                image::variant(&original, width, format, quality)
            };
            kept(cache, &variant_digest(asset, width, format, quality), || scale().map_err(corrupt))
        }
    }
}

/// What the cache has for a recipe, or what is made now and kept.
fn kept(cache: &Cache, key: &Digest, make: impl FnOnce() -> Result<Vec<u8>, Diagnostic>) -> Result<Vec<u8>, Diagnostic> {
    if let Some(bytes) = cache.get(key) {
        return Ok(bytes);
    }
    let bytes = make()?;
    cache.put(key, &bytes);
    Ok(bytes)
}

/// The media type of a picture by its name.
fn media_type(address: &str) -> &'static str {
    match address.rsplit('.').next() {
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("gif") => "image/gif",
        _ => "image/jpeg",
    }
}
