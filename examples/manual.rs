//! Writes man pages and shell completions from the command line itself: `cargo run --example manual -- OUT`.
//! An example and not a command, so that the program does not carry the crates that make them.

use std::error::Error;
use std::fs;
use std::path::Path;

use clap_complete::Shell;

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::args().nth(1).ok_or("which folder?")?;
    let (man, completions) = (Path::new(&out).join("man"), Path::new(&out).join("completions"));
    fs::create_dir_all(&man)?;
    fs::create_dir_all(&completions)?;
    // The long version (rules, models) is for `--version`; a page has the number.
    let command = chushen::cli::command().version(env!("CARGO_PKG_VERSION"));
    clap_mangen::generate_to(command.clone(), &man)?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        clap_complete::generate_to(shell, &mut command.clone(), "chushen", &completions)?;
    }
    Ok(())
}
