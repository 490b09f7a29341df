//! From a recipe to bytes: reads files, makes picture variants and cut fonts through the cache.
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
            if let Some(kept) = cache.get(&key) {
                return Ok(kept);
            }
            let bytes =
                font::cut(&whole, &characters).map_err(|reason| codes::font_unreadable(Span::file(&ContentPath::new(&name)), &reason))?;
            cache.put(&key, &bytes);
            Ok(bytes)
        }
        Body::Card { name, svg, fonts } => {
            let digests: Vec<String> = fonts.iter().map(|(_, digest)| digest.hex()).collect();
            let key = Digest::of_parts([svg.as_bytes(), digests.concat().as_bytes(), card::DRAWER.as_bytes()]);
            if let Some(kept) = cache.get(&key) {
                return Ok(kept);
            }
            let fault = |reason: String| codes::card_fault(Span::file(&ContentPath::new(&name)), &reason);
            let characters = svg.chars().collect();
            let outlines = |(font, _): &(Arc<[u8]>, Digest)| {
                if font.starts_with(b"wOF2") { font::outlines(font, &characters) } else { Ok(font.to_vec()) }
            };
            let fonts = fonts.iter().map(outlines).collect::<Result<_, _>>().map_err(fault)?;
            let bytes = card::draw(&svg, fonts).map_err(fault)?;
            cache.put(&key, &bytes);
            Ok(bytes)
        }
        Body::Image(id, width, format) => {
            let asset = site.asset(id);
            let quality = site.config.images.quality;
            let key = variant_digest(asset, width, format, quality);
            if let Some(kept) = cache.get(&key) {
                return Ok(kept);
            }
            let corrupt = |reason: String| codes::corrupt_picture(Span::file(&asset.path), asset.path.name(), &reason);
            let original = disk::read_bytes(&asset.absolute).map_err(|error| corrupt(error.to_string()))?;
            let bytes = image::variant(&original, width, format, quality).map_err(corrupt)?;
            cache.put(&key, &bytes);
            Ok(bytes)
        }
    }
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
