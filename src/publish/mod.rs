//! Publishing: a built tree is brought to a host.
//!
//! 1. [`publication::difference`] says by the host's ledger what has to be done; nothing to do ends it here,
//! 2. [`lock`] keeps other publishers out while it goes on,
//! 3. [`publication::inspect`] looks at what would be touched, [`told`] puts it into words,
//! 4. [`publication::Publication::perform`] does it, in place or in a new release that [`releases`] then switches to.
//!
//! Only [`ftp`], [`remote`], [`sftp`] and [`shell`] speak to a network. Secrets are given to it and kept nowhere else.
//!
//! Knows nothing of: the site, how it was built, the environment, the clock, the terminal.

#[cfg(feature = "remote")]
pub mod ftp;
pub mod host;
#[cfg(feature = "remote")]
mod known;
pub mod ledger;
pub mod lock;
pub mod publication;
pub mod releases;
#[cfg(feature = "remote")]
pub mod remote;
#[cfg(feature = "remote")]
pub mod sftp;
#[cfg(feature = "remote")]
pub mod shell;
pub mod told;
