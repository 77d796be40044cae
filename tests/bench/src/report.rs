//! What a run found: tables for people, JSON for programs, Markdown for the documentation.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

/// One figure or word of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    /// A value and how many decimals are worth showing.
    Number(f64, usize),
    Nothing,
}

impl Cell {
    fn show(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(value, decimals) => group_thousands(&format!("{value:.decimals$}")),
            Cell::Nothing => "-".to_owned(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Cell::Text(text) => json!(text),
            Cell::Number(value, _) => json!(value),
            Cell::Nothing => Value::Null,
        }
    }
}

fn group_thousands(number: &str) -> String {
    let (whole, rest) = number
        .split_once('.')
        .map_or((number, None), |(whole, rest)| (whole, Some(rest)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match rest {
        Some(rest) => format!("{grouped}.{rest}"),
        None => grouped,
    }
}

pub struct Table {
    pub title: String,
    pub columns: &'static [&'static str],
    pub rows: Vec<Vec<Cell>>,
    pub note: &'static str,
}

impl Table {
    pub fn new(title: String, columns: &'static [&'static str], note: &'static str) -> Table {
        Table {
            title,
            columns,
            rows: Vec::new(),
            note,
        }
    }

    fn widths(&self) -> Vec<usize> {
        let width = |index: usize, name: &str| {
            let cells = self
                .rows
                .iter()
                .map(|row| row.get(index).map_or(0, |cell| cell.show().chars().count()));
            cells.max().unwrap_or(0).max(name.chars().count())
        };
        self.columns
            .iter()
            .enumerate()
            .map(|(index, name)| width(index, name))
            .collect()
    }

    pub fn plain(&self) -> String {
        let widths = self.widths();
        let line = |cells: Vec<String>| {
            let padded = cells
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(index, (cell, width))| match index {
                    0 => format!("{cell:<width$}"),
                    _ => format!("{cell:>width$}"),
                });
            padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        let mut text = format!("{}\n", self.title);
        let _ = writeln!(
            text,
            "  {}",
            line(self.columns.iter().map(|name| (*name).to_owned()).collect())
        );
        for row in &self.rows {
            let _ = writeln!(text, "  {}", line(row.iter().map(Cell::show).collect()));
        }
        text
    }

    fn markdown(&self) -> String {
        let mut text = format!("### {}\n\n| {} |\n", self.title, self.columns.join(" | "));
        let rules: Vec<&str> = (0..self.columns.len())
            .map(|index| if index == 0 { "---" } else { "---:" })
            .collect();
        let _ = writeln!(text, "| {} |", rules.join(" | "));
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(Cell::show).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
        if !self.note.is_empty() {
            let _ = writeln!(text, "\n{}", self.note);
        }
        text
    }

    fn json(&self) -> Value {
        let row = |cells: &Vec<Cell>| {
            let pairs = self
                .columns
                .iter()
                .zip(cells)
                .map(|(name, cell)| ((*name).to_owned(), cell.json()));
            Value::Object(pairs.collect::<Map<_, _>>())
        };
        json!({ "title": self.title, "rows": self.rows.iter().map(row).collect::<Vec<_>>() })
    }
}

/// A promise of the design, and what was measured.
pub struct Target {
    pub what: String,
    pub wanted: String,
    pub measured: String,
    pub met: bool,
}

/// Everything that one run found.
pub struct Report {
    pub machine: String,
    pub command: String,
    pub date: String,
    pub tables: Vec<Table>,
    pub targets: Vec<Target>,
    /// What could not be measured, and why.
    pub failures: Vec<String>,
}

impl Report {
    /// Notes a target whose figure must be at least `wanted`.
    pub fn at_least(&mut self, what: String, measured: f64, wanted: f64, unit: &str) {
        self.target(
            what,
            measured,
            format!("at least {}", number(wanted)),
            unit,
            measured >= wanted,
        );
    }

    /// Notes a target whose figure must stay under `wanted`.
    pub fn under(&mut self, what: String, measured: f64, wanted: f64, unit: &str) {
        self.target(
            what,
            measured,
            format!("under {}", number(wanted)),
            unit,
            measured < wanted,
        );
    }

    fn target(&mut self, what: String, measured: f64, wanted: String, unit: &str, met: bool) {
        let (wanted, measured) = (format!("{wanted} {unit}"), format!("{} {unit}", number(measured)));
        let trim = |text: String| text.trim_end().to_owned();
        self.targets.push(Target {
            what,
            wanted: trim(wanted),
            measured: trim(measured),
            met,
        });
    }

    pub fn add(&mut self, table: Table) {
        println!("{}", table.plain());
        self.tables.push(table);
    }

    pub fn targets_table(&self) -> Table {
        let title = "Targets".to_owned();
        let mut table = Table::new(title, &["what", "target", "measured", "met"], "");
        for target in &self.targets {
            let met = if target.met { "yes" } else { "NO" };
            let words = [&target.what, &target.wanted, &target.measured, met];
            table
                .rows
                .push(words.iter().map(|word| Cell::Text((*word).to_owned())).collect());
        }
        table
    }

    pub fn write_json(&self, path: &Path) -> Result<()> {
        let targets: Vec<Value> = self.targets.iter().map(|target| {
            json!({ "what": target.what, "target": target.wanted, "measured": target.measured, "met": target.met })
        }).collect();
        let tables: Vec<Value> = self.tables.iter().map(Table::json).collect();
        let all = json!({
            "date": self.date, "machine": self.machine, "command": self.command,
            "targets": targets, "tables": tables, "failures": self.failures,
        });
        std::fs::write(path, format!("{all:#}\n")).with_context(|| path.display().to_string())
    }

    /// Replaces what stands between the markers; the rest of the file is people's.
    pub fn write_markdown(&self, path: &Path) -> Result<()> {
        let old = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let new = splice(&old, &self.markdown()).with_context(|| format!("{} lacks the markers", path.display()))?;
        std::fs::write(path, new).with_context(|| path.display().to_string())
    }

    fn markdown(&self) -> String {
        let mut text = format!(
            "Date: {}  \nMachine: {}  \nCommand: `{}`\n\n",
            self.date, self.machine, self.command
        );
        text.push_str(&self.targets_table().markdown());
        for table in &self.tables {
            let _ = write!(text, "\n{}", table.markdown());
        }
        for failure in &self.failures {
            let _ = write!(text, "\nNot measured: {failure}\n");
        }
        text
    }
}

const BEGIN: &str = "<!-- figures: begin (written by make bench) -->";
const END: &str = "<!-- figures: end -->";

fn splice(old: &str, figures: &str) -> Option<String> {
    let (before, rest) = old.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{figures}\n{END}{after}"))
}

fn number(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    let text = group_thousands(&format!("{value:.decimals$}"));
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_people_write_them() {
        assert_eq!(Cell::Number(1_234_567.89, 1).show(), "1,234,567.9");
        assert_eq!(Cell::Number(-999.0, 0).show(), "-999");
        assert_eq!(
            (number(0.1), number(20.0), number(2_000.0)),
            ("0.1".into(), "20".into(), "2,000".into())
        );
    }

    #[test]
    fn columns_line_up() {
        let mut table = Table::new("T".into(), &["case", "req/s"], "");
        table
            .rows
            .push(vec![Cell::Text("one".into()), Cell::Number(10_000.0, 0)]);
        assert_eq!(table.plain(), "T\n  case   req/s\n  one   10,000\n");
    }

    #[test]
    fn only_the_figures_between_the_markers_are_replaced() {
        let old = format!("# P\n{BEGIN}\nold\n{END}\ntail");
        assert_eq!(splice(&old, "new").unwrap(), format!("# P\n{BEGIN}\nnew\n{END}\ntail"));
        assert!(splice("no markers", "new").is_none());
    }
}
