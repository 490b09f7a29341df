//! Hosts that are reached through OpenDAL: WebDAV and S3.
//!
//! What each can promise: S3 stores a file at once and refuses a second creation; WebDAV renames a whole upload into
//! place. It can't refuse a second creation.
//!
//! Knows nothing of: what is published.

use std::io;
use std::time::Duration;

use opendal::layers::TimeoutLayer;
use opendal::{Error, ErrorKind, Operator, services};
use tokio::runtime::{Builder, Runtime};

use super::host::Host;
use crate::config::publish::{Address, PublishTarget, Scheme};
use crate::digest::Digest;
use crate::disk::folder::UPLOADS;
use crate::served::Headers;

/// Without a word from the host for this long, an operation has failed.
pub(super) const SILENCE: Duration = Duration::from_secs(60);

/// The same for one that carries a file: eight pictures of a megabyte take minutes on a slow line.
pub(super) const SENDING: Duration = Duration::from_secs(300);

/// What logs in. It is in no message.
pub struct Secrets {
    /// The user, or the access key of S3.
    pub user: Option<String>,
    /// The password, or the secret key of S3.
    pub password: Option<String>,
}

/// A host behind OpenDAL.
pub struct Remote {
    operator: Operator,
    runtime: Runtime,
    scheme: Scheme,
}

/// Makes ready to speak to a host. Nothing is sent yet.
pub fn open(target: &PublishTarget, secrets: &Secrets) -> io::Result<Remote> {
    opendal::install_default();
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let entered = runtime.enter();
    let operator = operator(target, secrets).map_err(told)?;
    drop(entered);
    let operator = operator.layer(TimeoutLayer::new().with_timeout(SILENCE).with_io_timeout(SENDING));
    Ok(Remote { operator, runtime, scheme: target.to.scheme })
}

fn operator(target: &PublishTarget, secrets: &Secrets) -> opendal::Result<Operator> {
    let Address { scheme, encrypted, user, host, path } = &target.to;
    let root = if path.is_empty() { "/" } else { path };
    let user = user.as_deref().or(secrets.user.as_deref()).unwrap_or("");
    let password = secrets.password.as_deref().unwrap_or("");
    match scheme {
        Scheme::Webdav => {
            let endpoint = format!("{}://{host}", if *encrypted { "https" } else { "http" });
            Operator::new(services::Webdav::default().endpoint(&endpoint).username(user).password(password).root(root))
        }
        Scheme::S3 => {
            let region = target.region.as_deref().unwrap_or("us-east-1");
            let mut builder = services::S3::default().bucket(host).root(root).region(region).disable_ec2_metadata();
            if let Some(endpoint) = &target.endpoint {
                builder = builder.endpoint(endpoint);
            }
            if secrets.password.is_some() {
                builder = builder.access_key_id(user).secret_access_key(password);
            }
            Operator::new(builder)
        }
        Scheme::File | Scheme::Ftp | Scheme::Sftp => Err(Error::new(ErrorKind::Unsupported, "not reached this way")),
    }
}

/// What hosts say to a wrong password.
const REFUSALS: [&str; 2] = ["status: 401", "status: 403"];

/// An error in the words of the standard library, so that patience can tell what may pass.
fn told(error: Error) -> io::Error {
    let mut words = error.message().to_owned();
    let mut cause = std::error::Error::source(&error);
    while let Some(deeper) = cause {
        words.push_str(&format!(": {deeper}"));
        cause = deeper.source();
    }
    // OpenDAL knows a host's refusal where its account of the request tells the status only.
    let account = error.to_string();
    let is_refused = REFUSALS.iter().any(|refusal| account.contains(refusal) || words.contains(refusal));
    let kind = match error.kind() {
        ErrorKind::PermissionDenied => io::ErrorKind::PermissionDenied,
        ErrorKind::NotFound => io::ErrorKind::NotFound,
        ErrorKind::AlreadyExists | ErrorKind::ConditionNotMatch => io::ErrorKind::AlreadyExists,
        ErrorKind::Unsupported => io::ErrorKind::Unsupported,
        ErrorKind::ConfigInvalid => io::ErrorKind::InvalidInput,
        _ if is_refused => io::ErrorKind::PermissionDenied,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, in_short(&words))
}

/// A host's answer in one line: of a page its title, of S3 its code and message.
pub(super) fn in_short(words: &str) -> String {
    let between = |text: &str, start: &str, end: &str| Some(text.split_once(start)?.1.split_once(end)?.0.to_owned());
    let s3 = || Some(format!("{} ({})", between(words, "message: \"", "\"")?, between(words, "S3Error { code: \"", "\"")?));
    let short = s3().or_else(|| between(words, "<title>", "</title>")).unwrap_or_else(|| words.to_owned());
    let line = short.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_end_matches('.').chars().take(300).collect()
}

impl Remote {
    /// Whether a whole upload is renamed into place.
    fn renames(&self) -> bool {
        self.scheme == Scheme::Webdav
    }
}

impl Host for Remote {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match self.runtime.block_on(self.operator.read(path)) {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::IsADirectory | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(told(error)),
        }
    }

    fn write(&self, path: &str, bytes: &[u8], headers: Headers) -> io::Result<()> {
        let bytes = bytes.to_vec();
        let done = self.runtime.block_on(async {
            if self.renames() {
                let waiting = format!("{UPLOADS}/{}", Digest::of(path.as_bytes()).hex());
                self.operator.write(&waiting, bytes).await?;
                return self.operator.rename(&waiting, path).await;
            }
            let capability = self.operator.info().capability();
            let mut writing = self.operator.write_with(path, bytes);
            if capability.write_with_content_type {
                writing = writing.content_type(headers.content_type);
            }
            if capability.write_with_cache_control {
                writing = writing.cache_control(headers.cache_control);
            }
            writing.await.map(|_| ())
        });
        done.map_err(told)
    }

    fn create(&self, path: &str, bytes: &[u8]) -> io::Result<bool> {
        let bytes = bytes.to_vec();
        let done = self.runtime.block_on(async {
            if self.is_exclusive() {
                return self.operator.write_with(path, bytes).if_not_exists(true).await.map(|_| true);
            }
            if self.operator.exists(path).await? {
                return Ok(false);
            }
            self.operator.write(path, bytes).await.map(|_| true)
        });
        match done {
            Err(error) if matches!(error.kind(), ErrorKind::ConditionNotMatch | ErrorKind::AlreadyExists) => Ok(false),
            done => done.map_err(told),
        }
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        match self.runtime.block_on(self.operator.delete(path)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(told(error)),
            _ => Ok(()),
        }
    }

    fn remove_empty(&self, folder: &str) -> io::Result<()> {
        if self.scheme == Scheme::S3 {
            // A store has no folders.
            return Ok(());
        }
        let folder = format!("{folder}/");
        self.runtime.block_on(async {
            // WebDAV removes a folder with all that is in it, so it has to be looked into first.
            let entries = self.operator.list(&folder).await;
            if entries.is_ok_and(|entries| entries.iter().all(|entry| entry.path() == folder)) {
                self.operator.delete(&folder).await.ok();
            }
        });
        Ok(())
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let folder = if folder.is_empty() { "/".to_owned() } else { format!("{folder}/") };
        match self.runtime.block_on(async { self.operator.list_with(&folder).recursive(true).await }) {
            Ok(entries) => Ok(entries.iter().filter(|entry| !entry.path().ends_with('/')).map(|entry| entry.path().to_owned()).collect()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(told(error)),
        }
    }

    fn is_exclusive(&self) -> bool {
        self.scheme == Scheme::S3
    }
}

#[cfg(test)]
mod tests {
    use super::in_short;

    #[test]
    fn what_a_host_answers_is_told_in_one_line() {
        for (answer, line) in [
            ("<html>\n<head><title>401 Authorization Required</title></head>\n<body>\n</body></html>", "401 Authorization Required"),
            ("S3Error { code: \"NoSuchBucket\", message: \"No bucket.\", resource: \"\" }", "No bucket. (NoSuchBucket)"),
            ("530 Login incorrect.\r\n", "530 Login incorrect"),
            ("kết nối\n  bị ngắt", "kết nối bị ngắt"),
        ] {
            assert_eq!(in_short(answer), line);
        }
    }
}
