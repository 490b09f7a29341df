//! Share cards: a drawing with text in any of the six scripts becomes a PNG.
//!
//! Text is shaped with the fonts that are given and no others, so that a card looks the same on every machine.
//!
//! Knows nothing of: what a card says, where fonts lie.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// Part of the recipe of a card: a newer drawer makes other bytes.
pub const DRAWER: &str = "resvg 0.49";

/// Draws an SVG as a PNG of its own size. `fonts` are TrueType. The error says what can't be drawn.
pub fn draw(svg: &str, fonts: Vec<Vec<u8>>) -> Result<Vec<u8>, String> {
    let mut options = Options::default();
    for font in fonts {
        options.fontdb_mut().load_font_data(font);
    }
    let tree = Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or("the drawing has no size")?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}
