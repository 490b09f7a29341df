//! The portal for Caddy, which gets its certificates itself.
//!
//! Knows nothing of: other servers.

use super::policy::PageKind;
use super::{Choices, HEADERS, Portal};
use crate::served::{A_DAY, ASK, FOR_EVER, SHORT};

/// The configuration: a Caddyfile.
pub(super) fn print(portal: &Portal, choices: &Choices) -> String {
    let Portal { host, base, .. } = portal;
    let mut text = format!(
        "# The portal {host}, made by `saola server-config caddy`. Make it again when redirects or pages change.\n\n{host} {{\n\troot * {}\n\n",
        choices.root
    );
    for (at, (from, to)) in portal.redirects.iter().enumerate() {
        text.push_str(&format!("\t@redirect{at} path \"{from}\"\n\tredir @redirect{at} {to} permanent\n"));
    }
    if choices.negotiate {
        text.push_str(&negotiation(portal));
    }
    text.push_str("\t# Saola's own files are nobody else's.\n\t@own path_regexp /\\.saola\n\terror @own 404\n\n\theader {\n");
    for (name, value) in HEADERS {
        text.push_str(&format!("\t\t{name} \"{value}\"\n"));
    }
    text.push_str(&format!("\t\tContent-Security-Policy \"{}\"\n\t\tCache-Control \"{SHORT}\"\n\t}}\n", portal.policy(PageKind::Page)));
    for (name, pattern, cache) in [
        ("picture", "\\.(png|jpg|webp|svg|gif)$".to_owned(), A_DAY),
        ("searched", "/search/[^/]+\\.(json|bin)$".to_owned(), ASK),
        ("asset", format!("^{base}/assets/"), ASK),
        ("fixed", format!("^{base}/assets/.+\\.[0-9a-f]{{8}}\\.[a-z0-9]+$"), FOR_EVER),
    ] {
        text.push_str(&format!("\t@{name} path_regexp {pattern}\n\theader @{name} Cache-Control \"{cache}\"\n"));
    }
    for (name, kind) in [("saved", PageKind::Saved), ("latest", PageKind::Embedded)] {
        text.push_str(&format!("\t@{name} path */{name}.html\n\theader @{name} Content-Security-Policy \"{}\"\n", portal.policy(kind)));
    }
    text.push_str("\t@feed path */feed.xml\n\theader @feed Content-Type application/atom+xml\n\n");
    text.push_str(if portal.compressed {
        "\tfile_server {\n\t\tprecompressed br gzip\n\t}\n"
    } else {
        "\tencode zstd gzip\n\tfile_server\n"
    });
    text.push_str("\thandle_errors 404 {\n");
    for (lang, _) in &portal.prefixed {
        text.push_str(&format!("\t\t@{lang} path {base}/{lang}/*\n\t\trewrite @{lang} {base}/{lang}/404.html\n"));
    }
    let others: Vec<String> = portal.prefixed.iter().map(|(lang, _)| format!("{base}/{lang}/*")).collect();
    text.push_str(&format!(
        "\t\t@default not path {}\n\t\trewrite @default {base}/404.html\n\t\theader -Cache-Control\n\t\tfile_server\n\t}}\n}}\n",
        others.join(" ")
    ));
    text
}

/// A reader from elsewhere is led to the language that the browser names first; one who comes from the portal itself has chosen.
fn negotiation(portal: &Portal) -> String {
    let Portal { host, base, .. } = portal;
    let mut text = String::new();
    for (lang, tag) in &portal.prefixed {
        text.push_str(&format!(
            "\t@to_{lang} {{\n\t\tpath {base}/\n\t\theader_regexp Accept-Language (?i)^{tag}\\b\n\t\tnot header Referer https://{host}/*\n\t}}\n\tredir @to_{lang} {base}/{lang}/ 302\n"
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::tests::{choices, portal};
    use super::print;

    #[test]
    fn each_language_has_its_page_for_what_is_not_found() {
        let text = print(&portal(), &choices());
        assert!(text.contains("rewrite @km /asean/km/404.html") && text.contains("@redirect0 path \"/asean/cũ/\""), "{text}");
        assert_eq!(text.matches('{').count(), text.matches('}').count());
    }
}
