//! Slugs: what a title becomes in an address.
//!
//! Vietnamese marks are stripped and `đ` becomes `d` (canonical decomposition leaves it whole); Khmer, Korean, Japanese
//! and Chinese letters stay as they are, because transliterating them by table gives nonsense.
//!
//! Knows nothing of: which slugs are taken.

use super::{ZWSP, nfc, nfd};
use crate::text::cluster::extends;

/// A slug in the text's own script: lower case, words joined by hyphens. Empty when nothing is left.
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let lower = text.to_lowercase();
    for c in nfd(&lower).chars() {
        match c {
            'đ' => out.push('d'),
            '\u{0300}'..='\u{036f}' | ZWSP => {}
            c if c.is_alphanumeric() || extends(c) || ('\u{1100}'..='\u{11ff}').contains(&c) => out.push(c),
            _ if !out.ends_with('-') && !out.is_empty() => out.push('-'),
            _ => {}
        }
    }
    nfc(out.trim_end_matches('-')).into_owned()
}

/// A slug for a folder: the ASCII part of [`slug`], with a number behind a name that Windows reserves for devices.
pub fn folder_slug(text: &str) -> String {
    let ascii: String = slug(text).chars().map(|c| if c.is_ascii() { c } else { '-' }).collect();
    let name = ascii.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if is_device(&name) { name + "-1" } else { name }
}

/// Whether a folder's name may be part of an address: ASCII lower case, digits and single inner hyphens, and no name
/// that Windows reserves for devices.
pub fn is_folder_slug(name: &str) -> bool {
    !name.is_empty() && name == folder_slug(name)
}

fn is_device(name: &str) -> bool {
    let is_port = name.len() == 4 && (name.starts_with("com") || name.starts_with("lpt"));
    ["con", "prn", "aux", "nul"].contains(&name) || is_port && name.ends_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{folder_slug, is_folder_slug, slug};

    #[test]
    fn slugs_keep_each_script_readable() {
        let check = |text: &str, expect: &str| assert_eq!(slug(text), expect);
        check("Đăng ký khai sinh – Quận 1", "dang-ky-khai-sinh-quan-1");
        check("Hai bên bàn gì?", "hai-ben-ban-gi");
        check("Border trade, 2025", "border-trade-2025");
        check("국경 협력", "국경-협력");
        check("ទេសចរណ៍\u{200b}កម្ពុជា", "ទេសចរណ៍កម្ពុជា");
        check("観光のパンフレット", "観光のパンフレット");
        check("东盟共同体", "东盟共同体");
        check("？！", "");
    }

    #[test]
    fn folders_are_ascii_and_work_everywhere() {
        assert_eq!(folder_slug("Đồng Nai và Kratié bàn hợp tác"), "dong-nai-va-kratie-ban-hop-tac");
        assert_eq!(folder_slug("Con"), "con-1");
        for name in ["kratie-hoa-lu", "2026", "a"] {
            assert!(is_folder_slug(name), "{name}");
        }
        for name in ["", "con", "com1", "Tin", "a--b", "-a", "a b", "tin-tức"] {
            assert!(!is_folder_slug(name), "{name}");
        }
    }
}
