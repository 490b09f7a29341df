//! The command line: one file a command, each with its arguments (their comments are the help) and a short run.
//!
//! Only this room reads the environment, the clock and the terminal.

mod audit;
mod build;
mod check;
mod environment;
mod exchange;
mod export;
mod memory;
mod new;
mod publish;
mod schedule;
mod search;
mod serve;
mod server_config;
mod status;
mod terminal;
mod translate;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil;

use crate::config::Config;
use crate::diagnostic::print::Format;
use crate::diagnostic::{MessageLanguage, Text};
use crate::language::Lang;
use crate::part::Part;
use crate::workspace::{Options, Snapshot, Workspace};

/// Turns Markdown articles into one portal in six languages.
///
/// An article is a folder; each language is a file in it (vi.md, en.md, ko.md, km.md, ja.md, zh.md). The file that carries
/// a date is the source; the others are translations. `saola serve` shows the portal while you write, `saola check` tells
/// what is wrong, `saola build` writes it.
#[derive(Parser)]
#[command(name = "saola", version, after_help = EXIT_CODES)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 all is well, 1 there is something to mend in the project, 2 the command can't be carried out.\n\
Environment: NO_COLOR turns colours off; SOURCE_DATE_EPOCH (seconds) takes the place of the clock.";

/// Options of every command.
#[derive(Args)]
struct Global {
    /// The project's folder: the one with site.toml.
    #[arg(long, global = true, default_value = ".", value_name = "DIR")]
    root: PathBuf,
    /// The language of messages; the environment's locale decides where it isn't given.
    #[arg(long, global = true, value_name = "LANGUAGE")]
    messages: Option<Messages>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Messages {
    /// Tiếng Việt.
    Vi,
    /// English.
    En,
}

#[derive(Subcommand)]
enum Command {
    Build(build::Build),
    Check(check::Check),
    Audit(audit::AuditCommand),
    Serve(serve::Serve),
    New(new::New),
    Search(search::Search),
    Status(status::Status),
    Translate(translate::Translate),
    Memory(memory::Memory),
    Glossary(memory::Glossary),
    Publish(publish::Publish),
    Schedule(schedule::Schedule),
    ServerConfig(server_config::ServerConfig),
    Export(export::Export),
}

/// How diagnostics are printed.
#[derive(Args)]
struct Reporting {
    /// How diagnostics are printed: for people, one JSON object a line, or a forge's annotations.
    #[arg(long, value_enum, default_value_t = FormatWord::Terminal)]
    format: FormatWord,
    /// Fail on warnings too. Notes (what time or another's pending work causes) never count.
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
}

/// A part of the portal to work on.
#[derive(Args)]
struct PartArguments {
    /// Only this language of the content (vi, en, ko, km, ja, zh); may be given again.
    #[arg(long, value_name = "LANGUAGE")]
    lang: Vec<String>,
    /// Only this section: a folder under content/ named in site.toml; may be given again.
    #[arg(long, value_name = "SECTION")]
    section: Vec<String>,
}

impl PartArguments {
    /// The part that is meant; languages and sections have to exist.
    fn part(&self, snapshot: &Snapshot) -> anyhow::Result<Part> {
        let mut part = Part::default();
        let Some(renderer) = &snapshot.renderer else { return Ok(part) };
        let config = &renderer.site().config;
        part.langs = self.lang.iter().map(|word| language(config, word)).collect::<anyhow::Result<_>>()?;
        for word in &self.section {
            if config.section(word).is_none() {
                let known: Vec<&str> = config.sections.iter().map(|section| section.id.as_str()).collect();
                bail!("the portal has no section “{word}”; it has: {}", known.join(", "));
            }
            part.sections.push(word.clone());
        }
        Ok(part)
    }
}

/// A language that is built, by its id.
fn language(config: &Config, word: &str) -> anyhow::Result<Lang> {
    let known: Vec<&str> = config.languages.iter().map(|lang| lang.id()).collect();
    let built = config.languages.iter().copied().find(|lang| lang.id() == word);
    built.with_context(|| format!("the portal has no language “{word}”; it has: {}", known.join(", ")))
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatWord {
    /// With excerpts of the files.
    Terminal,
    /// One object a line.
    Json,
    /// Workflow commands for annotations.
    Github,
}

#[derive(Clone, Copy, ValueEnum)]
enum Deny {
    /// Warnings fail like errors.
    Warnings,
}

/// What every command knows of its surroundings.
struct Session {
    root: PathBuf,
    language: MessageLanguage,
}

impl Session {
    fn options(&self, drafts: bool, base_url: Option<String>) -> Options {
        Options { root: self.root.clone(), drafts, base_url }
    }
}

impl Reporting {
    fn format(&self) -> Format {
        match self.format {
            FormatWord::Terminal => Format::Terminal { colour: environment::wants_colour() },
            FormatWord::Json => Format::Json,
            FormatWord::Github => Format::Github,
        }
    }
}

impl Session {
    /// The project as it is now, and today's date; an error where it can't be read at all.
    fn open(&self) -> anyhow::Result<(Workspace, Snapshot, civil::Date)> {
        let mut workspace = Workspace::new(self.options(false, None));
        let now = environment::now()?;
        let snapshot = workspace.refresh(now);
        if snapshot.renderer.is_none() {
            terminal::report(&snapshot.diagnostics, Format::Terminal { colour: environment::wants_colour() }, self.language);
            bail!("the project can't be read");
        }
        Ok((workspace, snapshot, now.date()))
    }

    /// A sentence in the language of messages.
    fn say<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.language)
    }
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let language = match cli.global.messages {
        Some(Messages::Vi) => MessageLanguage::Vi,
        Some(Messages::En) => MessageLanguage::En,
        None => environment::message_language(),
    };
    let session = Session { root: cli.global.root, language };
    let result = match cli.command {
        Command::Build(command) => command.run(&session),
        Command::Check(command) => command.run(&session),
        Command::Audit(command) => command.run(&session),
        Command::Serve(command) => command.run(&session),
        Command::New(command) => command.run(&session),
        Command::Search(command) => command.run(&session),
        Command::Status(command) => command.run(&session),
        Command::Translate(command) => command.run(&session),
        Command::Memory(command) => command.run(&session),
        Command::Glossary(command) => command.run(&session),
        Command::Publish(command) => command.run(&session),
        Command::Schedule(command) => command.run(&session),
        Command::ServerConfig(command) => command.run(&session),
        Command::Export(command) => command.run(&session),
    };
    result.unwrap_or_else(|error| {
        terminal::tell(&format!("saola: {error:#}\n"));
        ExitCode::from(2)
    })
}

/// The help of the program and of each command, for the snapshot of all help.
pub fn all_help() -> String {
    use clap::CommandFactory;
    let mut program = Cli::command().term_width(100);
    program.build();
    let mut text = program.render_long_help().to_string();
    for command in program.get_subcommands_mut().filter(|command| command.get_name() != "help") {
        let name = command.get_name().to_owned();
        text.push_str(&format!("\n===== {name}\n\n{}", command.render_long_help()));
        for inner in command.get_subcommands_mut().filter(|inner| inner.get_name() != "help") {
            text.push_str(&format!("\n===== {name} {}\n\n{}", inner.get_name().to_owned(), inner.render_long_help()));
        }
    }
    text
}
