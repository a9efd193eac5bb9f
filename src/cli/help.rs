//! Help and what is wrong with the command line, in Chinese. The parser keeps its English, which JSON errors, man pages and completions
//! quote; what people see is put into words line by line.

use clap::Command;

use super::say;

/// Widest line, columns.
const WIDTH: usize = 100;
/// Signs that begin no line, and signs that end none.
const NOT_FIRST: &str = "，。；：、！？）》」』”…";
const NOT_LAST: &str = "（《「『“";

/// What the parser writes into the lines of a help page.
const PARSER: &[&str] = &[
    "Print help (see more with '--help')",
    "Print help (see a summary with '-h')",
    "Print help",
    "Print version",
    "[default: ",
    "[possible values: ",
    "Possible values:",
    "[OPTIONS]",
    "[COMMAND]",
    "<COMMAND>",
];

/// The command line with Chinese in the place of each English text.
pub(super) fn in_chinese(command: Command) -> Command {
    let text = |styled: &clap::builder::StyledStr| say::in_chinese(&styled.to_string());
    let lines = |styled: &clap::builder::StyledStr| {
        let english = styled.to_string();
        let lines: Vec<String> = english.lines().map(say::in_chinese).collect();
        lines.join("\n")
    };
    let (about, after) = (command.get_about().map(text), command.get_after_help().map(lines));
    let mut command = command.mut_args(|arg| {
        let (help, long) = (arg.get_help().map(text), arg.get_long_help().map(text));
        let heading = arg.get_help_heading().map(say::in_chinese);
        let arg = match heading {
            Some(heading) => arg.help_heading(heading),
            None => arg,
        };
        match (help, long) {
            (Some(help), Some(long)) => arg.help(help).long_help(long),
            (Some(help), None) => arg.help(help),
            (None, _) => arg,
        }
    });
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(after) = after {
        command = command.after_help(after);
    }
    command.mut_subcommands(in_chinese)
}

/// What the parser tells, in Chinese: a help page, or what is wrong.
pub(super) fn told(english: &str, command: &Command) -> String {
    let mut values = Vec::new();
    helps_of_values(command, &mut values);
    let mut out = String::new();
    for line in english.lines() {
        let (blank, text) = line.split_at(line.len() - line.trim_start().len());
        let parts = PARSER.iter().copied().chain(values.iter().map(String::as_str));
        let text = parts.fold(text.to_owned(), |text, part| text.replace(part, &say::in_chinese(part)));
        let mut text = say::in_chinese(&text);
        // The parser ends a heading of ours with its own colon.
        if blank.is_empty() && text.ends_with(':') && !text.is_ascii() {
            text.pop();
            text.push('：');
        }
        wrapped(&format!("{blank}{text}"), &mut out);
    }
    out
}

/// What options say of the values they take.
pub(super) fn helps_of_values(command: &Command, out: &mut Vec<String>) {
    for value in command.get_arguments().flat_map(clap::Arg::get_possible_values) {
        out.extend(value.get_help().map(ToString::to_string));
    }
    for sub in command.get_subcommands() {
        helps_of_values(sub, out);
    }
}

/// A line, broken where it is too long; what goes on stands under the text behind an option.
fn wrapped(line: &str, out: &mut String) {
    let chars: Vec<char> = line.chars().collect();
    let han = chars.iter().position(|c| say::columns(*c) == 2).unwrap_or(0);
    let gap = |at: &usize| chars.get(*at) == Some(&' ') && chars.get(at + 1) == Some(&' ');
    let indent = (0..han).rev().find(gap).map_or(0, |at| at + 2);
    let mut taken = 0;
    let mut last = ' ';
    for (n, c) in chars.iter().enumerate() {
        // A word, an option or a path stays whole.
        let word = if say::columns(*c) == 2 || last.is_ascii_graphic() {
            say::columns(*c)
        } else {
            chars[n..].iter().take_while(|c| c.is_ascii_graphic()).count()
        };
        let between = say::columns(*c) == 2 || say::columns(last) == 2 || last == ' ';
        let tied = NOT_FIRST.contains(*c) || NOT_LAST.contains(last);
        // A sign that begins no line hangs over the edge.
        if n > indent && taken + word > WIDTH && between && !tied {
            out.truncate(out.trim_end().len());
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            taken = indent;
            if *c == ' ' {
                continue;
            }
        }
        out.push(*c);
        taken += say::columns(*c);
        last = *c;
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_go_on_under_their_text_and_no_stop_begins_one() {
        let mut out = String::new();
        let line = format!(
            "      --jobs <N>  {}，{} --resume-all",
            "字".repeat(41),
            "数".repeat(50)
        );
        wrapped(&line, &mut out);
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines.len(), 3, "{out}");
        assert!(lines[0].ends_with("字，"), "{out}");
        assert!(lines[1].starts_with(&" ".repeat(18)) && lines[1].trim().starts_with('数'));
        assert_eq!(lines[2].trim(), format!("{} --resume-all", "数".repeat(9)));
        let mut out = String::new();
        wrapped("short line", &mut out);
        assert_eq!(out, "short line\n");
    }
}
