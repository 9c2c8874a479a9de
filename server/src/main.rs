//! The program `entre-relay`: serves a relay, hands out vouchers.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use relay::{Config, ConfigError, DatabaseError, ReceiptKeyError, Rules, RunError, Sqlite, Voucher};
use tokio::net::TcpListener;

/// Stores and forwards sealed envelopes that it cannot read.
#[derive(Parser)]
#[command(name = "entre-relay", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until interrupted
    Serve(Serve),
    /// One-time codes that let people open streams
    Voucher {
        #[command(subcommand)]
        command: VoucherCommand,
    },
}

#[derive(Args)]
struct Serve {
    /// Settings (TOML); every key has a default
    #[arg(long, value_name = "FILE", conflicts_with = "dev")]
    config: Option<PathBuf>,
    /// Address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Database file
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// For development: this machine only, ./relay-dev.db, open to new streams
    #[arg(long)]
    dev: bool,
}

#[derive(Subcommand)]
enum VoucherCommand {
    /// Print new vouchers; each opens one stream, and only its hash is kept
    New {
        /// How many
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1000))]
        count: u16,
        /// Database file of the relay, which may be running
        #[arg(long, value_name = "FILE")]
        database: PathBuf,
    },
}

/// One sentence what, why if it helps, what to try, and the exit code.
struct Failure {
    what: String,
    hint: Option<String>,
    code: u8,
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Serve(serve) => run_serve(serve),
        Command::Voucher { command: VoucherCommand::New { count, database } } => {
            new_vouchers(count, &database)
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure { what, hint, code }) => {
            let mut text = format!("error: {what}\n");
            if let Some(hint) = hint {
                text.push_str(&format!("  try: {hint}\n"));
            }
            // If stderr is gone, nobody is left to tell.
            drop(io::stderr().write_all(text.as_bytes()));
            ExitCode::from(code)
        }
    }
}

fn run_serve(serve: Serve) -> Result<(), Failure> {
    let config = configure(serve)?;
    tracing_subscriber::fmt().with_writer(io::stderr).with_target(false).init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("the relay cannot start: {error}")))?;
    runtime.block_on(async {
        let listener = TcpListener::bind(config.listen).await.map_err(|error| {
            Failure::new(format!("cannot listen on {}: {error}", config.listen))
                .hint("another port, for example --listen 127.0.0.1:0")
        })?;
        let database = config.database.clone();
        let announce = |local| {
            if print_line(&format!("listening on {local}")).is_err() {
                tracing::warn!("standard output is closed; the address could not be printed");
            }
        };
        relay::run_announced(listener, config, announce, interrupted())
            .await
            .map_err(|error| explain(&error, &database))
    })
}

fn configure(serve: Serve) -> Result<Config, Failure> {
    let mut config = if serve.dev {
        let default = Config::default();
        let listen = serve.listen.unwrap_or(default.listen);
        Config::dev(listen, PathBuf::from("relay-dev.db")).map_err(|error| {
            Failure::usage(error.to_string()).hint("--listen 127.0.0.1:8787, or leave --dev out")
        })?
    } else if let Some(path) = &serve.config {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::usage(format!("cannot read {}: {error}", path.display())))?;
        Config::from_toml(&text)
            .map_err(|error| Failure::usage(format!("{}: {error}", path.display()).trim_end().to_owned()))?
    } else {
        Config::default()
    };
    if let Some(listen) = serve.listen {
        config.listen = listen;
    }
    if let Some(database) = serve.database {
        config.database = database;
    }
    Ok(config)
}

fn explain(error: &RunError, database: &Path) -> Failure {
    let shown = database.display();
    match error {
        RunError::Config(ConfigError::OriginNeeded(_)) => Failure::usage(error.to_string())
            .hint("origin = \"wss://relay.example.org\" in the file given with --config"),
        RunError::Config(_) => Failure::usage(error.to_string()),
        RunError::Database(error) => database_failure(error, database),
        RunError::ReceiptKey(ReceiptKeyError::InUse) => {
            Failure::new(format!("another relay is using {shown}"))
                .hint("stop it first, or another --database")
        }
        RunError::ReceiptKey(error) => {
            Failure::new(format!("the relay's key {shown}.key cannot be used: {}", chain(error)))
                .hint("check that the folder exists and belongs to you, or another --database")
        }
        other => Failure::new(chain(other)),
    }
}

fn database_failure(error: &DatabaseError, database: &Path) -> Failure {
    let failure = Failure::new(format!("{} cannot be used: {}", database.display(), chain(error)));
    match error {
        DatabaseError::Newer { .. } => failure.hint("a newer entre-relay; nothing was changed"),
        DatabaseError::NotOurs => failure.hint("another --database; nothing was changed"),
        DatabaseError::File(_) | DatabaseError::Sqlite(_) => {
            failure.hint("check the folder's permissions and the free space")
        }
    }
}

fn new_vouchers(count: u16, database: &Path) -> Result<(), Failure> {
    let no_random = |error| Failure::new(format!("the system gives no random bytes: {error}"));
    let mut vouchers = Vec::new();
    for _ in 0..count {
        let mut code = [0; 16];
        getrandom::fill(&mut code).map_err(no_random)?;
        vouchers.push(Voucher::from(code));
    }
    let default = Config::default();
    let rules = Rules { limits: default.limits, mailbox_bytes_max: default.mailbox_bytes_max };
    let mut storage = Sqlite::open(database, rules).map_err(|error| database_failure(&error, database))?;
    storage.add_vouchers(&vouchers).map_err(|error| {
        Failure::new(format!("{} did not take the vouchers: {}", database.display(), chain(&error)))
            .hint("again in a moment; none of them was added")
    })?;
    vouchers.iter().try_for_each(|voucher| print_line(&voucher.to_string()))
}

/// Completes at ctrl-c or when the system asks to stop.
async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

fn print_line(line: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .map_err(|error| Failure::new(format!("cannot write to standard output: {error}")))
}

/// The error and its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    text
}

impl Failure {
    fn new(what: String) -> Self {
        Self { what, hint: None, code: 1 }
    }

    fn usage(what: String) -> Self {
        Self { code: 2, ..Self::new(what) }
    }

    fn hint(self, hint: &str) -> Self {
        Self { hint: Some(hint.to_owned()), ..self }
    }
}
