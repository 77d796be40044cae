//! Reads the files of parameter tables; [`super::table`] describes them.

use super::table::{Fragments, Kind, Param, ParseError, Shape, Table};

/// Fragments inside fragments; more means that one includes itself.
const INCLUDES_MAX: usize = 16;
const CHARS_MAX: u32 = 5000;

#[derive(Clone, Copy)]
struct Line {
    number: usize,
    depth: usize,
    text: &'static str,
}

#[derive(Clone, Copy)]
struct Reader {
    fragments: Fragments,
    includes: usize,
}

pub(super) fn table(text: &'static str, fragments: Fragments) -> Result<Table, ParseError> {
    let title = text
        .lines()
        .find_map(|line| line.strip_prefix('#'))
        .unwrap_or_default()
        .trim();
    let params = Reader { fragments, includes: 0 }.file(text)?;
    Ok(Table {
        title,
        root: leak(Shape::new(params)),
    })
}

impl Reader {
    fn file(self, text: &'static str) -> Result<Vec<Param>, ParseError> {
        let lines = lines(text)?;
        self.level(&lines, 0)
    }

    /// The parameters of lines that are `depth` deep, each with the deeper lines that follow it.
    fn level(self, mut lines: &[Line], depth: usize) -> Result<Vec<Param>, ParseError> {
        let mut params: Vec<Param> = Vec::new();
        while let [line, rest @ ..] = lines {
            if line.depth != depth {
                return Err(line.error("indented without a hash above"));
            }
            let inner_len = rest.iter().take_while(|inner| inner.depth > depth).count();
            let (inner, after) = rest.split_at(inner_len);
            match line.text.strip_prefix('@') {
                Some(name) => params.extend(self.include(line, name)?),
                None => params.push(self.param(line, inner)?),
            }
            lines = after;
        }
        let mut names: Vec<_> = params.iter().map(|param| param.name).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(ParseError {
                line: 0,
                problem: "a name twice in one hash",
                text: pair[0].to_owned(),
            }),
            None => Ok(params),
        }
    }

    fn include(self, line: &Line, name: &str) -> Result<Vec<Param>, ParseError> {
        if self.includes == INCLUDES_MAX {
            return Err(line.error("a fragment that includes itself"));
        }
        let deeper = Self {
            includes: self.includes + 1,
            ..self
        };
        deeper.file(self.fragment(line, name)?)
    }

    fn fragment(self, line: &Line, name: &str) -> Result<&'static str, ParseError> {
        let found = self.fragments.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, text)| *text)
            .ok_or_else(|| line.error("no such fragment"))
    }

    fn param(self, line: &Line, inner: &[Line]) -> Result<Param, ParseError> {
        let mut words: Vec<&'static str> = line.text.split_whitespace().collect();
        let name = words.remove(0);
        let mut param = Param {
            name,
            kind: Kind::String,
            required: false,
            clearable: false,
            until: None,
            chars_max: CHARS_MAX,
        };
        while let Some(flag) = words.pop() {
            match flag.split_once('=').unwrap_or((flag, "")) {
                ("required", "") => param.required = true,
                ("clearable", "") => param.clearable = true,
                ("until", date) => param.until = Some(date),
                ("max", chars) => param.chars_max = chars.parse().map_err(|_| line.error("max needs a number"))?,
                _ => {
                    words.push(flag);
                    break;
                }
            }
        }
        param.kind = self.kind(line, &words, inner)?;
        if !inner.is_empty() && param.kind.shape().is_none() {
            return Err(line.error("lines below what is no hash"));
        }
        Ok(param)
    }

    fn kind(self, line: &Line, words: &[&'static str], inner: &[Line]) -> Result<Kind, ParseError> {
        let shape = || Ok(leak(Shape::new(self.level(inner, line.depth + 1)?)));
        Ok(match words {
            ["string"] => Kind::String,
            ["integer"] => Kind::Integer,
            ["timestamp"] => Kind::Timestamp,
            ["decimal"] => Kind::Decimal,
            ["boolean"] => Kind::Boolean,
            ["currency"] => Kind::Currency,
            ["metadata"] => Kind::Metadata,
            ["range"] => Kind::Range,
            ["file"] => Kind::File,
            ["hash"] => Kind::Hash(shape()?),
            ["string|hash"] => Kind::StringOrHash(shape()?),
            ["enum", choices] => Kind::Enum(self.choices(line, choices)?),
            ["boolean|enum", choices] => Kind::BooleanOrEnum(self.choices(line, choices)?),
            ["list", item @ ..] => Kind::List(leak(self.kind(line, item, inner)?)),
            ["map", item @ ..] => Kind::Map(leak(self.kind(line, item, inner)?)),
            _ => return Err(line.error("unknown kind or flag")),
        })
    }

    fn choices(self, line: &Line, choices: &'static str) -> Result<&'static [&'static str], ParseError> {
        let words: Vec<&'static str> = match choices.strip_prefix('@') {
            Some(name) => {
                let text = self.fragment(line, name)?;
                let lines = text.lines().filter(|line| !line.starts_with('#'));
                lines.flat_map(str::split_whitespace).collect()
            }
            None => choices.split('|').collect(),
        };
        Ok(words.leak())
    }
}

fn lines(text: &'static str) -> Result<Vec<Line>, ParseError> {
    let mut lines = Vec::new();
    for (i, full) in text.lines().enumerate() {
        let text = full.split('#').next().unwrap_or_default().trim_end();
        let indent = text.len() - text.trim_start().len();
        if text.is_empty() {
            continue;
        }
        let line = Line {
            number: i + 1,
            depth: indent / 2,
            text: text.trim_start(),
        };
        if indent % 2 == 1 || text[..indent].contains('\t') {
            return Err(line.error("indented by other than two spaces"));
        }
        lines.push(line);
    }
    Ok(lines)
}

impl Line {
    fn error(&self, problem: &'static str) -> ParseError {
        ParseError {
            line: self.number,
            problem,
            text: self.text.to_owned(),
        }
    }
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}
