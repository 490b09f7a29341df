//! Saola turns Markdown articles into one portal in six languages: Sources -> Site -> Plan -> tree.
//!
//! `ARCHITECTURE.md` tells the floors and what each room may know.

pub mod diagnostic;
pub mod digest;
pub mod language;
pub mod path;
pub mod source;
pub mod text;
