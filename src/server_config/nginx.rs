//! The portal for nginx.
//!
//! Headers stand at one level with values out of maps, because a location with a header of its own would lose all others.
//!
//! Knows nothing of: other servers.

use super::policy::PageKind;
use super::{Choices, HEADERS, Portal};
use crate::served::{A_DAY, ASK, FOR_EVER, SHORT, TYPES};

/// The configuration: for a file of `/etc/nginx/sites-enabled/`.
pub(super) fn print(portal: &Portal, choices: &Choices) -> String {
    let Portal { host, base, .. } = portal;
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
    text.push_str("    add_header Content-Security-Policy $saola_policy always;\n    add_header Cache-Control $saola_cache;\n");
    if choices.negotiate {
        text.push_str("    add_header Vary $saola_vary;\n");
    }
    text.push_str("\n    error_page 404 $saola_not_found;\n");
    text.push_str("    if ($saola_redirect) {\n        return 301 $saola_redirect;\n    }\n");
    if choices.negotiate {
        text.push_str(&format!(
            "    location = {base}/ {{\n        if ($saola_led) {{\n            return 302 $saola_led;\n        }}\n    }}\n"
        ));
    }
    text.push_str(&format!(
        "    location {base}/ {{\n        limit_except GET {{\n            deny all;\n        }}\n        try_files $uri $uri/ =404;\n    }}\n\
         \x20   location ~ /feed\\.xml$ {{\n        types {{ }}\n        default_type application/atom+xml;\n    }}\n\
         \x20   # Saola's own files are nobody else's.\n    location ~ /\\.saola {{\n        return 404;\n    }}\n\n"
    ));
    text.push_str(&types());
    text.push_str(&compression(portal.compressed, choices.brotli));
    text.push_str("}\n");
    text
}

/// The maps: what is said of an address.
fn maps(portal: &Portal, choices: &Choices) -> String {
    let base = &portal.base;
    let mut text = format!(
        "map $uri $saola_cache {{\n    default \"{SHORT}\";\n    \"~^{base}/assets/.+\\.[0-9a-f]{{8}}\\.[a-z0-9]+$\" \"{FOR_EVER}\";\n\
         \x20   \"~^{base}/assets/\" \"{ASK}\";\n    \"~/search/[^/]+\\.(json|bin)$\" \"{ASK}\";\n    \"~\\.(png|jpg|webp|svg|gif)$\" \"{A_DAY}\";\n}}\n"
    );
    text.push_str(&format!(
        "map $uri $saola_policy {{\n    default \"{}\";\n    \"~/saved\\.html$\" \"{}\";\n    \"~/latest\\.html$\" \"{}\";\n}}\n",
        portal.policy(PageKind::Page),
        portal.policy(PageKind::Saved),
        portal.policy(PageKind::Embedded)
    ));
    text.push_str(&format!("map $uri $saola_not_found {{\n    default {base}/404.html;\n"));
    for (lang, _) in &portal.prefixed {
        text.push_str(&format!("    \"~^{base}/{lang}/\" {base}/{lang}/404.html;\n"));
    }
    text.push_str("}\nmap $uri $saola_redirect {\n    default \"\";\n");
    for (from, to) in &portal.redirects {
        text.push_str(&format!("    \"{from}\" \"{to}\";\n"));
    }
    text.push_str("}\n");
    if choices.negotiate {
        text.push_str(&negotiation(portal));
    }
    text.push('\n');
    text
}

/// A reader from elsewhere is led to the language that the browser names first; one who comes from the portal itself has chosen.
fn negotiation(portal: &Portal) -> String {
    let Portal { host, base, default, .. } = portal;
    let mut text = format!("map $http_accept_language $saola_language {{\n    default \"\";\n    \"~*^{default}\" \"\";\n");
    for (lang, tag) in &portal.prefixed {
        text.push_str(&format!("    \"~*^{tag}\\b\" \"{base}/{lang}/\";\n"));
    }
    text.push_str(&format!(
        "}}\nmap $http_referer $saola_led {{\n    default $saola_language;\n    \"~*^https://{}/\" \"\";\n}}\nmap $uri $saola_vary {{\n    default \"\";\n    \"{base}/\" \"Accept-Language\";\n    \"{base}/index.html\" \"Accept-Language\";\n}}\n",
        host.replace('.', "\\.")
    ));
    text
}

fn types() -> String {
    let mut text = "    types {\n".to_owned();
    for (extension, media) in TYPES {
        text.push_str(&format!("        {} {extension};\n", media.split(';').next().unwrap_or(media)));
    }
    text.push_str("    }\n    charset utf-8;\n    charset_types text/html text/css text/javascript text/plain text/csv text/calendar;\n");
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
    let media = "text/css text/javascript application/json application/xml application/atom+xml text/plain text/csv text/calendar image/svg+xml application/octet-stream";
    format!("    gzip on;\n    gzip_vary on;\n    gzip_min_length 1024;\n    gzip_types {media};\n")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{choices, portal};
    use super::print;

    #[test]
    fn addresses_in_all_scripts_are_quoted() {
        let text = print(&portal(), &choices());
        assert!(text.contains("\"/asean/cũ/\" \"/asean/m%E1%BB%9Bi/\";"), "{text}");
        assert!(text.contains("\"~^/asean/km/\" /asean/km/404.html;"));
        assert_eq!(text.matches('{').count(), text.matches('}').count());
    }
}
