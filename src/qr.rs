//! QR codes: an address as squares that a phone's camera reads, on screens and on paper.
//!
//! Knows nothing of: colours, sizes, where the code stands.

use qrcode::{Color, EcLevel, QrCode};

/// A code as an SVG path to be stroked one unit wide, a unit being a square, and how many squares it is wide. Nothing where the
/// text is too long.
pub fn path(text: &str) -> Option<(usize, String)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
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
