//! Saola turns Markdown articles into one portal in six languages: Sources -> Site -> Plan -> tree.
//!
//! `ARCHITECTURE.md` tells the floors and what each room may know.

pub mod audit;
pub mod build;
pub mod card;
pub mod cli;
pub mod config;
pub mod desk;
pub mod diagnostic;
pub mod digest;
pub mod disk;
pub mod exchange;
pub mod font;
pub mod front_matter;
pub mod fulfil;
pub mod glossary;
pub mod handover;
pub mod image;
pub mod kind;
pub mod language;
pub mod markdown;
pub mod messages;
pub mod new;
pub mod part;
pub mod path;
pub mod plan;
pub mod provenance;
pub mod publish;
pub mod qr;
pub mod records;
pub mod render;
pub mod rulebook;
pub mod rules;
pub mod search;
pub mod segment;
pub mod serve;
pub mod served;
pub mod server_config;
pub mod site;
pub mod source;
pub mod squeeze;
pub mod text;
pub mod theme;
pub mod vocabulary;
pub mod workspace;
pub mod yaml;
