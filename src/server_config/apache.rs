//! The portal for Apache httpd.
//!
//! Knows nothing of: other servers.

use super::policy::PageKind;
use super::{Choices, HEADERS, Portal, pattern, texts};
use crate::served::{A_DAY, ASK, FOR_EVER, SHORT, TEXTS, TYPES};

/// The configuration: for a file of `/etc/apache2/sites-enabled/`, with the modules ssl, headers, rewrite, mime and dir.
pub(super) fn print(portal: &Portal, choices: &Choices) -> String {
    let Portal { host, base, .. } = portal;
    let (certificate, key) = &choices.certificate;
    let root = &choices.root;
    let mut text = format!(
        "# The portal {host}, made by `saola server-config apache`. Make it again when redirects or pages change.\n\
         # Modules: a2enmod ssl headers rewrite http2\n\n\
         <VirtualHost *:80>\n    ServerName {host}\n    Redirect permanent / https://{host}/\n</VirtualHost>\n\n\
         <VirtualHost *:443>\n    ServerName {host}\n    DocumentRoot {root}\n    Protocols h2 http/1.1\n\
         \x20   SSLEngine on\n    SSLProtocol -all +TLSv1.2 +TLSv1.3\n    SSLCertificateFile {certificate}\n    SSLCertificateKeyFile {key}\n\
         \x20   ServerSignature Off\n    FileETag MTime Size\n    AddDefaultCharset Off\n\n\
         \x20   <Directory {root}>\n        Options -Indexes +FollowSymLinks\n        AllowOverride None\n        Require method GET HEAD\n        DirectoryIndex index.html\n    </Directory>\n\
         \x20   # Saola's own files are nobody else's.\n    <LocationMatch \"/\\.saola\">\n        Redirect 404\n    </LocationMatch>\n\n"
    );
    for (extension, media) in TYPES {
        text.push_str(&format!("    AddType \"{media}\" .{extension}\n"));
    }
    text.push_str("    <Files \"feed.xml\">\n        ForceType application/atom+xml\n    </Files>\n\n");
    text.push_str(&headers(portal));
    text.push_str(&format!("\n    ErrorDocument 404 {base}/404.html\n"));
    for lang in &portal.prefixed {
        text.push_str(&format!("    <Location \"{base}/{lang}/\">\n        ErrorDocument 404 {base}/{lang}/404.html\n    </Location>\n"));
    }
    text.push_str("\n    RewriteEngine On\n");
    for (from, to) in &portal.redirects {
        text.push_str(&format!("    RewriteRule \"^{}$\" \"{}\" [R=301,L,NE]\n", pattern(from), escaped(to)));
    }
    if choices.negotiate {
        text.push_str(&negotiation(portal));
    }
    if let Some(to) = &portal.home {
        let status = if choices.negotiate { 302 } else { 301 };
        text.push_str(&format!("    RewriteRule \"^{}/$\" \"{}\" [R={status},L,NE]\n", pattern(base), escaped(to)));
    }
    text.push_str(&compression(portal.compressed));
    text.push_str("</VirtualHost>\n");
    text
}

fn headers(portal: &Portal) -> String {
    let base = &portal.base;
    let mut text = String::new();
    for (name, value) in HEADERS {
        text.push_str(&format!("    Header always set {name} \"{value}\"\n"));
    }
    let policy = |kind| portal.policy(kind);
    text.push_str(&format!("    Header always set Content-Security-Policy \"{}\"\n", policy(PageKind::Page)));
    for (name, kind) in [("saved", PageKind::Saved), ("latest", PageKind::Embedded)] {
        let policy = policy(kind);
        text.push_str(&format!("    <LocationMatch \"/{name}\\.html$\">\n        Header always set Content-Security-Policy \"{policy}\"\n    </LocationMatch>\n"));
    }
    text.push_str(&format!("    Header set Cache-Control \"{SHORT}\"\n"));
    // Later sections win: from the general to the particular.
    for (pattern, cache) in [
        ("\\.(png|jpg|webp|svg|gif)$".to_owned(), A_DAY),
        ("/search/[^/]+\\.(json|bin)$".to_owned(), ASK),
        (format!("^{base}/assets/"), ASK),
        (format!("^{base}/assets/.+\\.[0-9a-f]{{8}}\\.[a-z0-9]+$"), FOR_EVER),
    ] {
        text.push_str(&format!("    <LocationMatch \"{pattern}\">\n        Header set Cache-Control \"{cache}\"\n    </LocationMatch>\n"));
    }
    text
}

/// A reader from elsewhere is led to the language that the browser names first; one who comes from the portal itself has chosen.
fn negotiation(portal: &Portal) -> String {
    let Portal { host, base, default, .. } = portal;
    let mut text = format!(
        "    <Location \"{base}/\">\n        Header always merge Vary Accept-Language \"expr=%{{REQUEST_STATUS}} == 302\"\n        Header always set Cache-Control no-store \"expr=%{{REQUEST_STATUS}} == 302\"\n        Header merge Vary Accept-Language \"expr=%{{REQUEST_URI}} =~ m#^{base}/(index.html)?$#\"\n    </Location>\n"
    );
    for lang in portal.prefixed.iter().filter(|lang| lang != &default) {
        text.push_str(&format!(
            "    RewriteCond %{{HTTP:Accept-Language}} \"^{lang}\\b\" [NC]\n    RewriteCond %{{HTTP_REFERER}} \"!^https://{}/\" [NC]\n    RewriteRule \"^{base}/$\" \"{base}/{lang}/\" [R=302,L]\n",
            host.replace('.', "\\.")
        ));
    }
    text
}

/// Rewrites to the compressed neighbour of a file, where a browser takes it.
fn compression(compressed: bool) -> String {
    if !compressed {
        return "    # Compression on the fly: a2enmod deflate\n    <IfModule mod_deflate.c>\n        AddOutputFilterByType DEFLATE text/html text/css text/javascript text/plain text/csv text/calendar application/json application/xml application/atom+xml image/svg+xml\n        # It changes the tag that browsers ask with.\n        RequestHeader edit If-None-Match \"-gzip\\\"\" \"\\\"\"\n    </IfModule>\n".to_owned();
    }
    let mut text =
        format!("    <FilesMatch \"\\.({})(\\.(br|gz))?$\">\n        Header merge Vary Accept-Encoding\n    </FilesMatch>\n", texts());
    // A folder's address is its index file here: a rewrite comes before the folder is looked into.
    for (name, ending) in [("br", "br"), ("gzip", "gz")] {
        text.push_str(&format!(
            "    RewriteCond %{{HTTP:Accept-Encoding}} \"\\b{name}\\b\"\n    RewriteCond %{{DOCUMENT_ROOT}}%{{REQUEST_URI}}index.html.{ending} -f\n    RewriteRule \"^(.*/)$\" \"$1index.html.{ending}\" [E=saola:{name},L]\n\
             \x20   RewriteCond %{{HTTP:Accept-Encoding}} \"\\b{name}\\b\"\n    RewriteCond %{{DOCUMENT_ROOT}}%{{REQUEST_URI}}.{ending} -f\n    RewriteRule \"^(.*[^/])$\" \"$1.{ending}\" [E=saola:{name},L]\n"
        ));
    }
    for (extension, media) in TYPES.iter().filter(|(extension, _)| TEXTS.contains(extension)) {
        text.push_str(&format!("    <FilesMatch \"\\.{extension}\\.(br|gz)$\">\n        ForceType \"{media}\"\n    </FilesMatch>\n"));
    }
    text.push_str(
        "    <FilesMatch \"^feed\\.xml\\.(br|gz)$\">\n        ForceType application/atom+xml\n    </FilesMatch>\n\
         \x20   <FilesMatch \"\\.br$\">\n        Header set Content-Encoding br\n        SetEnv no-gzip 1\n        RemoveEncoding .br\n    </FilesMatch>\n\
         \x20   <FilesMatch \"\\.gz$\">\n        Header set Content-Encoding gzip\n        SetEnv no-gzip 1\n        RemoveEncoding .gz\n    </FilesMatch>\n",
    );
    text
}

/// A target of a rewrite, in which `%9` would mean what a condition has found.
fn escaped(address: &str) -> String {
    address.replace('%', "\\%")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{choices, portal};
    use super::print;

    #[test]
    fn addresses_in_all_scripts_are_patterns() {
        let text = print(&portal(), &choices());
        assert!(text.contains("RewriteRule \"^/asean/cũ/$\" \"/asean/m\\%E1\\%BB\\%9Bi/\" [R=301,L,NE]"), "{text}");
        assert!(text.contains("ErrorDocument 404 /asean/km/404.html"));
    }
}
