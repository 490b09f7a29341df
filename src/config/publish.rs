//! Where the portal is published to: the `[publish.NAME]` tables of `site.toml`, and the form of their addresses.
//!
//! Knows nothing of: hosts, secrets (they are in the environment, never in a file).

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::Text;
use crate::text;

/// How a host is spoken to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheme {
    /// A folder of this machine.
    File,
    /// SFTP, by the `ssh` program.
    Sftp,
    /// WebDAV over HTTPS; over HTTP to this machine only.
    Webdav,
    /// FTP over TLS; without it to this machine only.
    Ftp,
    /// An S3-compatible store.
    S3,
}

/// The address of a host's folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    /// How it is spoken to.
    pub scheme: Scheme,
    /// Whether what is sent is encrypted.
    pub encrypted: bool,
    /// Who logs in, where the address says so.
    pub user: Option<String>,
    /// The host's name, with its port where one is given; the bucket of S3; empty for a folder.
    pub host: String,
    /// The folder, with a leading slash and without a final one; empty for the root.
    pub path: String,
}

/// A host that the portal is published to.
#[derive(Clone, Debug)]
pub struct PublishTarget {
    /// The table's name.
    pub name: String,
    /// Where it is.
    pub to: Address,
    /// How many whole releases the host keeps; `None` for a plain folder that is changed in place.
    pub releases: Option<usize>,
    /// The share of files that one publication may remove without being allowed to, 0 to 1.
    pub max_removals: f64,
    /// The address of an S3-compatible store that isn't Amazon's.
    pub endpoint: Option<String>,
    /// The region of such a store.
    pub region: Option<String>,
}

/// A table as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTarget {
    to: Spanned<String>,
    #[serde(default)]
    releases: Option<Spanned<usize>>,
    #[serde(default)]
    max_removals: Option<Spanned<f64>>,
    #[serde(default)]
    endpoint: Option<Spanned<String>>,
    #[serde(default)]
    region: Option<String>,
}

/// What is wrong with a table, and where.
type Fault = (std::ops::Range<usize>, Text);

/// Checks a table.
pub(super) fn target(name: &Spanned<String>, raw: RawTarget) -> Result<PublishTarget, Fault> {
    if !text::slug::is_folder_slug(name.get_ref()) {
        return Err((name.span(), text!("tên nơi phát hành chỉ gồm a-z, 0-9 và dấu -", "a target's name is made of a-z, 0-9 and -")));
    }
    let to = address(raw.to.get_ref()).map_err(|reason| (raw.to.span(), reason))?;
    let is_shelf = matches!(to.scheme, Scheme::File | Scheme::Sftp);
    if let Some(releases) = raw.releases.as_ref().filter(|releases| !is_shelf || *releases.get_ref() < 2) {
        let reason = text!(
            "“releases” từ 2 trở lên, và chỉ dùng được với file:// và sftp://: nơi khác không có liên kết thư mục để chuyển một lần là xong",
            "“releases” starts at 2, and works with file:// and sftp:// only: other hosts have no link that can be switched at once"
        );
        return Err((releases.span(), reason));
    }
    if let Some(share) = raw.max_removals.as_ref().filter(|share| !(0.0..=1.0).contains(share.get_ref())) {
        return Err((share.span(), text!("“max_removals” từ 0 đến 1", "“max_removals” goes from 0 to 1")));
    }
    if let Some(endpoint) = raw.endpoint.as_ref().filter(|endpoint| to.scheme != Scheme::S3 || !is_endpoint(endpoint.get_ref())) {
        let reason = text!("“endpoint” là địa chỉ https:// của kho S3", "“endpoint” is the https:// address of an S3 store");
        return Err((endpoint.span(), reason));
    }
    Ok(PublishTarget {
        name: name.get_ref().clone(),
        to,
        releases: raw.releases.map(Spanned::into_inner),
        max_removals: raw.max_removals.map_or(0.1, Spanned::into_inner),
        endpoint: raw.endpoint.map(Spanned::into_inner),
        region: raw.region,
    })
}

/// Reads an address such as `sftp://editor@host:22/srv/www`.
pub fn address(written: &str) -> Result<Address, Text> {
    let (scheme, rest) = written.split_once("://").unwrap_or(("", written));
    let (scheme, encrypted) = match scheme {
        "file" => (Scheme::File, true),
        "sftp" => (Scheme::Sftp, true),
        "webdavs" => (Scheme::Webdav, true),
        "webdav" => (Scheme::Webdav, false),
        "ftps" => (Scheme::Ftp, true),
        "ftp" => (Scheme::Ftp, false),
        "s3" => (Scheme::S3, true),
        _ => {
            return Err(text!(
                "địa chỉ bắt đầu bằng file://, sftp://, webdavs://, ftps:// hoặc s3://",
                "an address begins with file://, sftp://, webdavs://, ftps:// or s3://"
            ));
        }
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let path = path.trim_end_matches('/');
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || "?#\"'<>\\%".contains(c);
    if written.contains(is_odd) || path.split('/').skip(1).any(|part| matches!(part, "" | "." | "..")) {
        return Err(text!("địa chỉ có ký tự không dùng được", "the address has characters that can't be in one"));
    }
    let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    if user.is_some_and(|user| user.contains(':')) {
        return Err(text!(
            "mật khẩu không ghi trong site.toml; đặt vào biến môi trường SAOLA_<TÊN>_PASSWORD",
            "a password doesn't belong in site.toml; put it into the environment as SAOLA_<NAME>_PASSWORD"
        ));
    }
    if (scheme == Scheme::File) != host.is_empty() || (scheme == Scheme::File && path.is_empty()) {
        return Err(text!(
            "file:// cần đường dẫn tuyệt đối (file:///srv/www/asean); các loại khác cần tên máy chủ",
            "file:// takes an absolute path (file:///srv/www/asean); the others take a host"
        ));
    }
    if !encrypted && !is_this_machine(host) {
        return Err(text!(
            "nội dung và mật khẩu sẽ đi qua mạng không mã hóa; dùng webdavs:// hoặc ftps://",
            "the password would travel unencrypted; use webdavs:// or ftps://"
        ));
    }
    Ok(Address { scheme, encrypted, user: user.map(str::to_owned), host: host.to_owned(), path: path.to_owned() })
}

fn is_endpoint(url: &str) -> bool {
    let host = |scheme: &str| url.strip_prefix(scheme).map(|rest| rest.split('/').next().unwrap_or(rest));
    host("https://").is_some_and(|host| !host.is_empty()) || host("http://").is_some_and(is_this_machine)
}

fn is_this_machine(host: &str) -> bool {
    let name = if host.starts_with('[') { host } else { host.split(':').next().unwrap_or(host) };
    name == "localhost"
        || host.starts_with("[::1]")
        || name.strip_prefix("127.").is_some_and(|rest| rest.split('.').all(|part| part.parse::<u8>().is_ok()))
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scheme = match (self.scheme, self.encrypted) {
            (Scheme::File, _) => "file",
            (Scheme::Sftp, _) => "sftp",
            (Scheme::Webdav, true) => "webdavs",
            (Scheme::Webdav, false) => "webdav",
            (Scheme::Ftp, true) => "ftps",
            (Scheme::Ftp, false) => "ftp",
            (Scheme::S3, _) => "s3",
        };
        let user = self.user.as_ref().map_or(String::new(), |user| format!("{user}@"));
        write!(f, "{scheme}://{user}{}{}", self.host, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn addresses_are_read_and_written_alike() {
        for written in [
            "file:///srv/www/asean",
            "sftp://bien.tap@host.example:2222/srv/www",
            "webdavs://host.example/dav",
            "webdav://127.0.0.1:8080",
            "ftps://host.example/www",
            "ftp://localhost/www",
            "s3://kho/asean",
        ] {
            assert_eq!(address(written).unwrap().to_string(), written);
        }
        for (written, why) in [
            ("http://host.example/", "begins with"),
            ("/srv/www", "begins with"),
            ("file://srv/www", "absolute"),
            ("file:///", "absolute"),
            ("sftp:///srv", "take a host"),
            ("sftp://me:secret@host/srv", "environment"),
            ("ftp://host.example/www", "unencrypted"),
            ("webdav://127.example.org/", "unencrypted"),
            ("sftp://host/srv/../etc", "characters"),
            ("sftp://host/a b", "characters"),
        ] {
            let told = address(written).unwrap_err().en;
            assert!(told.contains(why), "{written}: {told}");
        }
    }
}
