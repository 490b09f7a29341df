//! The portal for nginx.
//!
//! Headers stand at one level with values out of maps, because a location with a header of its own would lose all others.
//! Redirects are locations: a map ignores case, and a long address would need larger buckets.
//!
//! Knows nothing of: other servers.

use super::policy::PageKind;
use super::{Choices, HEADERS, Portal, texts};
use crate::served::{A_DAY, ASK, FOR_EVER, SHORT, TYPES};

/// The configuration: for a file of `/etc/nginx/sites-enabled/`.
pub(super) fn print(portal: &Portal, choices: &Choices) -> String {
    let Portal { host, .. } = portal;
    let (certificate, key) = &choices.certificate;
    let mut text = format!("# The portal {host}, made by `saola server-config nginx`. Make it again when redirects or pages change.\n\n");
    text.push_str(&maps(portal, choices));
    text.push_str(&format!(
        "server {{\n    listen 80;\n    listen [::]:80;\n    server_name {host};\n    return 301 https://{host}$request_uri;\n}}\n\n\
         server {{\n    listen 443 ssl http2;\n    listen [::]:443 ssl http2;\n    server_name {host};\n\
         \x20   ssl_certificate {certificate};\n    ssl_certificate_key {key};\n    ssl_protocols TLSv1.2 TLSv1.3;\n    ssl_session_cache shared:saola:5m;\n\n\
         \x20   root {};\n    index index.html;\n    absolute_redirect off;\n    server_tokens off;\n    etag on;\n\n",
        choices.root
    ));
    for (name, value) in HEADERS {
        text.push_str(&format!("    add_header {name} \"{value}\" always;\n"));
    }
    text.push_str("    add_header Content-Security-Policy $saola_policy always;\n    add_header Cache-Control $saola_kept;\n");
    text.push_str("    add_header Vary $saola_vary always;\n\n    error_page 404 $saola_not_found;\n");
    text.push_str(&locations(portal, choices));
    text.push_str(&types());
    text.push_str(&compression(portal.compressed, choices.brotli));
    text.push_str("}\n");
    // Names of maps are the whole server's: two portals on it have to have their own.
    let own: String = host.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    text.replace("$saola_", &format!("$saola_{own}_"))
}

fn locations(portal: &Portal, choices: &Choices) -> String {
    let base = &portal.base;
    let mut text = String::new();
    for (from, to) in &portal.redirects {
        text.push_str(&format!("    location = \"{from}\" {{\n        return 301 \"{to}\";\n    }}\n"));
    }
    let home = portal.home.as_ref();
    if choices.negotiate {
        let otherwise = home.map_or(String::new(), |to| format!("        return 302 {to};\n"));
        text.push_str(&format!(
            "    location = {base}/ {{\n        if ($saola_led) {{\n            return 302 $saola_led;\n        }}\n{otherwise}    }}\n"
        ));
    } else if let Some(to) = home {
        text.push_str(&format!("    location = {base}/ {{\n        return 301 {to};\n    }}\n"));
    }
    text.push_str(&format!(
        "    location {base}/ {{\n        limit_except GET {{\n            deny all;\n        }}\n        try_files $uri $uri/ =404;\n    }}\n\
         \x20   location ~ /feed\\.xml$ {{\n        types {{ }}\n        default_type application/atom+xml;\n    }}\n\
         \x20   # Saola's own files are nobody else's.\n    location ~ /\\.saola {{\n        return 404;\n    }}\n\n"
    ));
    text
}

/// The maps: what is said of an address.
fn maps(portal: &Portal, choices: &Choices) -> String {
    let base = &portal.base;
    let mut text = format!(
        "map $uri $saola_cache {{\n    default \"{SHORT}\";\n    \"~^{base}/assets/.+\\.[0-9a-f]{{8}}\\.[a-z0-9]+$\" \"{FOR_EVER}\";\n\
         \x20   \"~^{base}/assets/\" \"{ASK}\";\n    \"~/search/[^/]+\\.(json|bin)$\" \"{ASK}\";\n    \"~\\.(png|jpg|webp|svg|gif)$\" \"{A_DAY}\";\n}}\n\
         # Where a browser was led to is not kept: the next visit may be meant otherwise.\n\
         map $status $saola_kept {{\n    default $saola_cache;\n    302 no-store;\n}}\n"
    );
    text.push_str(&format!(
        "map $uri $saola_policy {{\n    default \"{}\";\n    \"~/saved\\.html$\" \"{}\";\n    \"~/latest\\.html$\" \"{}\";\n}}\n",
        portal.policy(PageKind::Page),
        portal.policy(PageKind::Saved),
        portal.policy(PageKind::Embedded)
    ));
    text.push_str(&format!("map $uri $saola_not_found {{\n    default {base}/404.html;\n"));
    for lang in &portal.prefixed {
        text.push_str(&format!("    \"~^{base}/{lang}/\" {base}/{lang}/404.html;\n"));
    }
    text.push_str("}\n");
    if choices.negotiate {
        text.push_str(&negotiation(portal));
    }
    let by_language = if choices.negotiate {
        format!("    \"{base}/\" \"Accept-Encoding, Accept-Language\";\n    \"{base}/index.html\" \"Accept-Encoding, Accept-Language\";\n")
    } else {
        String::new()
    };
    text.push_str(&format!(
        "map $uri $saola_vary {{\n    default \"\";\n{by_language}    \"~\\.({})$\" \"Accept-Encoding\";\n}}\n\n",
        texts()
    ));
    text
}

/// A reader from elsewhere is led to the language that the browser names first; one who comes from the portal itself has chosen.
fn negotiation(portal: &Portal) -> String {
    let Portal { host, base, default, .. } = portal;
    let mut text = format!("map $http_accept_language $saola_language {{\n    default \"\";\n    \"~*^{default}\\b\" \"\";\n");
    for lang in portal.prefixed.iter().filter(|lang| lang != &default) {
        text.push_str(&format!("    \"~*^{lang}\\b\" \"{base}/{lang}/\";\n"));
    }
    let host = host.replace('.', "\\.");
    text.push_str(&format!("}}\nmap $http_referer $saola_led {{\n    default $saola_language;\n    \"~*^https://{host}/\" \"\";\n}}\n"));
    text
}

fn types() -> String {
    let mut text = "    types {\n".to_owned();
    for (extension, media) in TYPES {
        text.push_str(&format!("        {} {extension};\n", media.split(';').next().unwrap_or(media)));
    }
    // text/html is always among them.
    text.push_str("    }\n    charset utf-8;\n    charset_types text/css text/javascript text/plain text/csv text/calendar;\n");
    text
}

fn compression(compressed: bool, brotli: bool) -> String {
    if compressed {
        let brotli = if brotli {
            "    brotli_static on;\n"
        } else {
            "    # brotli_static on;  # with the module ngx_brotli; or make this file with --brotli\n"
        };
        return format!("    gzip_static on;\n{brotli}");
    }
    let media =
        "text/css text/javascript application/json application/xml application/atom+xml text/plain text/csv text/calendar image/svg+xml";
    format!("    gzip on;\n    gzip_min_length 1024;\n    gzip_types {media};\n")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{choices, portal};
    use super::print;

    #[test]
    fn addresses_in_all_scripts_are_quoted() {
        let text = print(&portal(), &choices());
        assert!(text.contains("    location = \"/asean/cũ/\" {\n        return 301 \"/asean/m%E1%BB%9Bi/\";\n    }\n"), "{text}");
        assert!(text.contains("\"~^/asean/km/\" /asean/km/404.html;"));
        assert_eq!(text.matches('{').count(), text.matches('}').count());
        let host = portal().host.replace('.', "_");
        assert!(text.contains(&format!("map $uri $saola_{host}_policy {{")) && !text.contains("$saola_policy"));
        let mut prefixed = portal();
        prefixed.home = Some("/asean/vi/".to_owned());
        assert_eq!(print(&prefixed, &choices()).matches("location = /asean/ {").count(), 1);
    }
}
