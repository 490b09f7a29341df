//! The portal for Caddy, which gets its certificates itself.
//!
//! All stands in one `route`, where Caddy keeps the order as written: by itself it would put the general headers last.
//!
//! Knows nothing of: other servers.

use super::policy::PageKind;
use super::{Choices, HEADERS, Portal, pattern, texts};
use crate::served::{A_DAY, ASK, FOR_EVER, SHORT, TYPES};

/// The configuration: a Caddyfile, for Caddy 2.6 or newer.
pub(super) fn print(portal: &Portal, choices: &Choices) -> String {
    let Portal { host, base, .. } = portal;
    let root = &choices.root;
    let mut text = format!(
        "# The portal {host}, made by `saola server-config caddy`. Make it again when redirects or pages change.\n\n{host} {{\n\troot * {root}\n\troute {{\n"
    );
    text.push_str(&headers(portal));
    if choices.negotiate {
        text.push_str(&format!("\t\t@home path {base}/ {base}/index.html\n\t\theader @home {{\n\t\t\tVary \"Accept-Encoding, Accept-Language\"\n\t\t\tdefer\n\t\t}}\n"));
    }
    text.push_str(&format!(
        "\t\t@varied path_regexp \"(/|\\.({}))$\"\n\t\theader @varied {{\n\t\t\tVary Accept-Encoding\n\t\t\tdefer\n\t\t}}\n",
        texts()
    ));
    for (at, (from, to)) in portal.redirects.iter().enumerate() {
        text.push_str(&format!("\t\t@redirect{at} path_regexp \"^{}$\"\n\t\tredir @redirect{at} {to} permanent\n", pattern(from)));
    }
    if choices.negotiate {
        text.push_str(&negotiation(portal));
    }
    if let Some(to) = &portal.home {
        text.push_str(&format!("\t\t@start path {base}/\n\t\tredir @start {to} {}\n", if choices.negotiate { "302" } else { "permanent" }));
    }
    text.push_str("\t\t# Saola's own files are nobody else's.\n\t\t@own path_regexp /\\.saola\n\t\terror @own 404\n\t\t@written not method GET HEAD\n\t\terror @written 405\n");
    text.push_str(if portal.compressed {
        "\t\tfile_server {\n\t\t\tprecompressed br gzip\n\t\t}\n"
    } else {
        "\t\tencode {\n\t\t\tzstd\n\t\t\tgzip\n\t\t\tmatch {\n\t\t\t\theader Content-Type text/*\n\t\t\t\theader Content-Type application/json*\n\t\t\t\theader Content-Type application/xml*\n\t\t\t\theader Content-Type application/atom+xml*\n\t\t\t\theader Content-Type image/svg+xml\n\t\t\t}\n\t\t}\n\t\tfile_server\n"
    });
    text.push_str("\t}\n");
    text.push_str(&errors(portal));
    text.push_str("}\n");
    text
}

fn headers(portal: &Portal) -> String {
    let base = &portal.base;
    let mut text = "\t\theader {\n".to_owned();
    for (name, value) in HEADERS {
        text.push_str(&format!("\t\t\t{name} \"{value}\"\n"));
    }
    text.push_str(&format!(
        "\t\t\tContent-Security-Policy \"{}\"\n\t\t\tCache-Control \"{SHORT}\"\n\t\t}}\n",
        portal.policy(PageKind::Page)
    ));
    for (name, pattern, cache) in [
        ("picture", "\\.(png|jpg|webp|svg|gif)$".to_owned(), A_DAY),
        ("searched", "/search/[^/]+\\.(json|bin)$".to_owned(), ASK),
        ("asset", format!("^{base}/assets/"), ASK),
        ("fixed", format!("^{base}/assets/.+\\.[0-9a-f]{{8}}\\.[a-z0-9]+$"), FOR_EVER),
    ] {
        text.push_str(&format!("\t\t@{name} path_regexp {pattern}\n\t\theader @{name} Cache-Control \"{cache}\"\n"));
    }
    for (name, kind) in [("saved", PageKind::Saved), ("latest", PageKind::Embedded)] {
        let policy = portal.policy(kind);
        text.push_str(&format!("\t\t@{name} path */{name}.html\n\t\theader @{name} Content-Security-Policy \"{policy}\"\n"));
    }
    for (extension, media) in TYPES {
        text.push_str(&format!("\t\t@type_{extension} path *.{extension}\n\t\theader @type_{extension} Content-Type \"{media}\"\n"));
    }
    text.push_str("\t\t@feed path */feed.xml\n\t\theader @feed Content-Type application/atom+xml\n");
    text
}

/// Each language's page for what isn't found.
fn errors(portal: &Portal) -> String {
    let base = &portal.base;
    let is_missing = "expression {http.error.status_code} == 404";
    let mut text = "\thandle_errors {\n".to_owned();
    let mut page = |name: &str, paths: String, folder: String| {
        text.push_str(&format!("\t\t@{name} {{\n\t\t\t{paths}\n\t\t\t{is_missing}\n\t\t}}\n\t\trewrite @{name} {folder}/404.html\n"));
    };
    for lang in &portal.prefixed {
        page(lang, format!("path {base}/{lang}/*"), format!("{base}/{lang}"));
    }
    let others: Vec<String> = portal.prefixed.iter().map(|lang| format!("{base}/{lang}/*")).collect();
    page("default", format!("not path {}", others.join(" ")), base.clone());
    text.push_str(&format!(
        "\t\theader -Cache-Control\n\t\t@missing {is_missing}\n\t\theader @missing Content-Type \"text/html; charset=utf-8\"\n\t\tfile_server @missing\n\t}}\n"
    ));
    text
}

/// A reader from elsewhere is led to the language that the browser names first; one who comes from the portal itself has chosen.
fn negotiation(portal: &Portal) -> String {
    let Portal { host, base, default, .. } = portal;
    let mut text = String::new();
    for lang in portal.prefixed.iter().filter(|lang| lang != &default) {
        text.push_str(&format!(
            "\t\t@to_{lang} {{\n\t\t\tpath {base}/\n\t\t\theader_regexp Accept-Language (?i)^{lang}\\b\n\t\t\tnot header Referer https://{host}/*\n\t\t}}\n\
             \t\theader @to_{lang} Cache-Control no-store\n\t\tredir @to_{lang} {base}/{lang}/ 302\n"
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
        assert!(text.contains("rewrite @km /asean/km/404.html") && text.contains("@redirect0 path_regexp \"^/asean/cũ/$\""), "{text}");
        assert_eq!(text.matches('{').count(), text.matches('}').count());
    }
}
