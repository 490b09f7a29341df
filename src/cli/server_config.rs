//! `saola server-config`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::{Session, terminal};
use crate::disk::{self, tree};
use crate::server_config::{Choices, Portal, Server};

/// Print the configuration of a web server for the built portal.
///
/// HTTPS only, with HSTS; a content security policy that fits the built pages; how long each kind of file may be kept; redirects
/// as real ones; each language's own page for what isn't found. Build first, and make it again when redirects change.
#[derive(Args)]
pub(super) struct ServerConfig {
    /// The web server.
    #[arg(value_enum)]
    server: ServerWord,
    /// The folder on the server that holds the portal. Where base_url has a path, the folder above the one of that name.
    #[arg(long, default_value = "/srv/www/asean", value_name = "DIR")]
    web_root: String,
    /// The certificate's file on the server.
    #[arg(long, value_name = "FILE")]
    certificate: Option<String>,
    /// Its key's file on the server.
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<String>,
    /// Lead readers of the home page to the language that their browser asks for.
    #[arg(long)]
    negotiate: bool,
    /// The server is nginx with its Brotli module.
    #[arg(long)]
    brotli: bool,
    /// The built portal, from the project's root.
    #[arg(long, default_value = "public", value_name = "DIR")]
    out: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum ServerWord {
    /// nginx.
    Nginx,
    /// Apache httpd 2.4.
    Apache,
    /// Caddy 2.
    Caddy,
}

impl ServerConfig {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        let (workspace, snapshot, _) = session.open()?;
        let renderer = snapshot.renderer.as_ref().context("the project can't be read")?;
        let (config, folder) = (&renderer.site().config, workspace.root().join(&self.out));
        let files = tree::files(&folder).with_context(|| format!("{} holds no build; run saola build first", folder.display()))?;
        let pages = files.iter().filter(|path| path.ends_with(".html")).filter_map(|path| {
            let bytes = disk::read_bytes(&folder.join(path)).ok()?;
            Some((path.as_str(), String::from_utf8(bytes).ok()?))
        });
        let portal = Portal::of(config, renderer.plan(), pages);
        let server = match self.server {
            ServerWord::Nginx => Server::Nginx,
            ServerWord::Apache => Server::Apache,
            ServerWord::Caddy => Server::Caddy,
        };
        let folder = format!("/etc/letsencrypt/live/{}", portal.host());
        let certificate = self.certificate.unwrap_or_else(|| format!("{folder}/fullchain.pem"));
        let key = self.key.unwrap_or_else(|| format!("{folder}/privkey.pem"));
        let choices = Choices { root: self.web_root, certificate: (certificate, key), negotiate: self.negotiate, brotli: self.brotli };
        terminal::give(&portal.print(server, &choices));
        Ok(ExitCode::SUCCESS)
    }
}
