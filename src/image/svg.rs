//! The size of a drawing, and whether it is only a drawing.
//!
//! Shown in a page an SVG runs nothing, but opened by its own address it is a document of the portal: scripts, event
//! handlers, foreign content and links to other hosts are refused.
//!
//! Knows nothing of: where the drawing is used.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::Size;

const REFUSED: [&str; 7] = ["script", "foreignobject", "iframe", "object", "embed", "handler", "listener"];

/// Reads width and height, else the view box; an error names what is wrong or unsafe.
pub(super) fn measure(bytes: &[u8]) -> Result<Size, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it isn't UTF-8".to_owned())?;
    let mut reader = Reader::from_str(text);
    let (mut size, mut in_style) = (None, false);
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::DocType(doctype) if doctype.contains('[') || doctype.contains("ENTITY") => return Err("it defines entities".to_owned()),
            Event::PI(_) => return Err("it has processing instructions".to_owned()),
            Event::Text(words) if in_style => check_style(&words)?,
            Event::CData(words) if in_style => check_style(&words)?,
            Event::End(_) => in_style = false,
            Event::Start(element) | Event::Empty(element) => {
                check(&element)?;
                in_style = element.local_name().as_ref() == "style";
                if size.is_none() {
                    if element.local_name().as_ref() != "svg" {
                        return Err("its root isn't <svg>".to_owned());
                    }
                    size = Some(root_size(&element));
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    size.ok_or_else(|| "it is empty".to_owned())
}

fn check(element: &BytesStart<'_>) -> Result<(), String> {
    let name = element.local_name().as_ref().to_ascii_lowercase();
    if REFUSED.contains(&name.as_str()) {
        return Err(format!("<{name}> isn't allowed in a drawing"));
    }
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let key = attribute.key.local_name().as_ref().to_ascii_lowercase();
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        let value: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>().to_ascii_lowercase();
        let leaves = matches!(key.as_str(), "href" | "src") && !value.starts_with('#') && !value.starts_with("data:image/");
        let foreign = value.contains("/1999/xhtml");
        if key.starts_with("on") || leaves || foreign || value.contains("javascript:") || asks_outside(&value) {
            return Err(format!("the attribute “{key}” of <{name}> isn't allowed in a drawing"));
        }
    }
    Ok(())
}

fn check_style(words: &str) -> Result<(), String> {
    let plain: String = words.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    if plain.contains("@import") || plain.contains('\\') || asks_outside(&plain) {
        Err("its style asks for other files".to_owned())
    } else {
        Ok(())
    }
}

/// Whether a `url(…)` leads anywhere but to a part of the same drawing.
fn asks_outside(value: &str) -> bool {
    value.match_indices("url(").any(|(at, call)| !value[at + call.len()..].trim_start_matches(['"', '\'']).starts_with(['#']))
}

fn root_size(root: &BytesStart<'_>) -> Size {
    let attribute = |name: &str| {
        root.try_get_attribute(name).ok().flatten().and_then(|a| a.normalized_value(XmlVersion::Implicit1_0).ok().map(|v| v.into_owned()))
    };
    let pixels = |text: String| text.trim().trim_end_matches("px").parse::<f64>().ok().filter(|n| *n >= 1.0 && *n <= 20_000.0);
    let view: Vec<f64> = attribute("viewBox").unwrap_or_default().split([' ', ',']).filter_map(|n| n.parse().ok()).collect();
    let (view_width, view_height) = if let [_, _, w, h] = view[..] { (Some(w), Some(h)) } else { (None, None) };
    let width = attribute("width").and_then(pixels);
    let height = attribute("height").and_then(pixels);
    let ratio = view_width.zip(view_height).map(|(w, h)| w / h).filter(|r| r.is_finite() && *r > 0.0);
    let (width, height) = match (width, height, ratio) {
        (Some(w), Some(h), _) => (w, h),
        (Some(w), None, Some(r)) => (w, w / r),
        (None, Some(h), Some(r)) => (h * r, h),
        (None, None, Some(_)) => (view_width.unwrap_or(300.0), view_height.unwrap_or(150.0)),
        _ => (300.0, 150.0),
    };
    Size { width: whole(width), height: whole(height) }
}

/// Rounds a length that lies between 1 and 20,000.
fn whole(length: f64) -> u32 {
    (1..=20_000).find(|n| f64::from(*n) + 0.5 > length).unwrap_or(20_000)
}

#[cfg(test)]
mod tests {
    use super::{Size, measure};

    #[test]
    fn sizes_come_from_attributes_or_the_view_box() {
        let check = |svg: &str, width: u32, height: u32| assert_eq!(measure(svg.as_bytes()), Ok(Size { width, height }), "{svg}");
        check("<svg width=\"800\" height=\"450\"/>", 800, 450);
        check("<svg viewBox=\"0 0 1200 675\"/>", 1200, 675);
        check("<svg width=\"600\" viewBox=\"0 0 1200 675\"/>", 600, 338);
        check("<svg/>", 300, 150);
    }

    #[test]
    fn a_drawing_is_only_a_drawing() {
        for svg in [
            "<svg><script>alert(1)</script></svg>",
            "<svg onload=\"alert(1)\"/>",
            "<svg><image href=\"https://evil.example/x.png\"/></svg>",
            "<svg><a href=\"java\tscript:alert(1)\"/></svg>",
            "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>",
            "<svg><style>@import 'https://evil.example/x.css'</style></svg>",
            "<svg><style>.a{fill:url(\"https://evil.example/x\")}</style></svg>",
            "<svg><rect fill=\"url('https://evil.example/x')\"/></svg>",
            "<?xml-stylesheet href=\"https://evil.example/x.css\"?><svg/>",
            "<svg xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:p/></svg>",
            "<svg><a href=\"https://evil.example\"/></svg>",
            "<html/>",
            "<svg",
            "",
        ] {
            assert!(measure(svg.as_bytes()).is_err(), "{svg}");
        }
    }
}
