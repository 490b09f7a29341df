//! QR codes: an address as squares that a phone's camera reads, on screens and on paper.
//!
//! Knows nothing of: colours, sizes, where the code stands.

use qrcode::bits::encode_auto;
use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::ec::construct_codewords;
use qrcode::{Color, EcLevel};

/// A code as an SVG path to be stroked one unit wide, a unit being a square, and how many squares it is wide. Nothing where the
/// text is too long.
///
/// The mask is always the checkerboard: trying all eight for the prettiest costs seven times as much, and readers take any.
pub fn path(text: &str) -> Option<(usize, String)> {
    let bits = encode_auto(text.as_bytes(), EcLevel::M).ok()?;
    let version = bits.version();
    let (words, corrections) = construct_codewords(&bits.into_bytes(), version, EcLevel::M).ok()?;
    let mut canvas = Canvas::new(version, EcLevel::M);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&words, &corrections);
    canvas.apply_mask(MaskPattern::Checkerboard);
    let width = usize::try_from(version.width()).ok()?;
    let mut path = String::new();
    for (y, row) in canvas.into_colors().chunks(width).enumerate() {
        path.push_str(&format!("M0 {y}.5"));
        for run in row.chunk_by(|a, b| a == b) {
            match run[0] {
                Color::Dark => path.push_str(&format!("h{}", run.len())),
                Color::Light => path.push_str(&format!("m{} 0", run.len())),
            }
        }
    }
    Some((width, path))
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn a_code_has_its_three_corners() {
        let (width, path) = path("https://portal.example/km/news/a/").unwrap();
        assert_eq!(width % 4, 1);
        let (first, last) = (path.split('M').nth(1).unwrap(), path.rsplit('M').next().unwrap());
        assert!(first.starts_with("0 0.5h7m") && first.ends_with("h7"), "{first}");
        assert!(last.starts_with(&format!("0 {}.5h7m", width - 1)), "{last}");
        assert!(super::path(&"x".repeat(5000)).is_none());
    }
}
