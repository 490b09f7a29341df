//! Saola turns Markdown articles into one portal in six languages: Sources -> Site -> Plan -> tree.
//!
//! `ARCHITECTURE.md` tells the floors and what each room may know.

pub mod config;
pub mod diagnostic;
pub mod digest;
pub mod disk;
pub mod front_matter;
pub mod image;
pub mod kind;
pub mod language;
pub mod markdown;
pub mod messages;
pub mod path;
pub mod site;
pub mod source;
pub mod text;
pub mod vocabulary;
pub mod yaml;
