//! The tables' own format: lines of cells with commas between them, as spreadsheets write them (RFC 4180), read strictly.
//!
//! Whoever keeps the tables is no programmer: every refusal says the line and the column at which to look. A cell never
//! runs over a line's end, so that the line in a message is the line in the editor.

/// Bytes of one file.
const LONGEST_FILE: usize = 1 << 20;
/// Characters of one cell.
const LONGEST_CELL: usize = 600;
/// Lines of one file.
const MOST_LINES: usize = 10_000;

/// Why a table was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{table}, line {line}, column {column}: {problem}")]
pub struct TableError {
    /// Which table: "treaties", "cases", …
    pub table: &'static str,
    /// Counted from 1.
    pub line: usize,
    /// Characters from the line's start, counted from 1.
    pub column: usize,
    /// What is wrong there.
    pub problem: String,
}

/// A cell and where it starts.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) text: String,
    table: &'static str,
    line: usize,
    column: usize,
}

impl Cell {
    pub(super) fn wrong(&self, problem: impl Into<String>) -> TableError {
        TableError { table: self.table, line: self.line, column: self.column, problem: problem.into() }
    }

    /// A part of this cell, for messages at the same place.
    pub(super) fn holding(&self, text: &str) -> Self {
        Self { text: text.to_owned(), ..self.clone() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// The rows of a table whose first line is `# tocsin.travel/1 TABLE` and whose second names exactly these columns.
pub(super) fn rows<const N: usize>(table: &'static str, text: &str, columns: [&str; N]) -> Result<Vec<[Cell; N]>, TableError> {
    let at = |line, column, problem: String| TableError { table, line, column, problem };
    if text.len() > LONGEST_FILE {
        return Err(at(1, 1, format!("the file is longer than {LONGEST_FILE} bytes")));
    }
    // Spreadsheets write a byte order mark, CR LF, and commas behind the first line to make it as wide as the others.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).enumerate().map(|(at, line)| (at + 1, line));
    let first = lines.next().map_or("", |(_, line)| line).trim_end_matches(',');
    let format = format!("# {} {table}", super::FORMAT);
    if first != format {
        return Err(at(1, 1, format!("the first line must be \"{format}\"")));
    }
    let header = cells(table, 2, lines.next().map_or("", |(_, line)| line))?;
    for (number, name) in columns.iter().enumerate() {
        match header.get(number) {
            Some(cell) if cell.text == *name => {}
            Some(cell) => return Err(cell.wrong(format!("this column must be \"{name}\""))),
            None => return Err(at(2, 1, format!("the column \"{name}\" is missing"))),
        }
    }
    if let Some(more) = header.get(N) {
        return Err(more.wrong("there is no such column"));
    }
    let mut rows = Vec::new();
    for (number, line) in lines {
        if number > MOST_LINES {
            return Err(at(number, 1, format!("a table has at most {MOST_LINES} lines")));
        }
        // A line of commas alone is an empty row of a spreadsheet.
        if line.trim_matches(',').is_empty() {
            continue;
        }
        let found = cells(table, number, line)?;
        let count = found.len();
        match <[Cell; N]>::try_from(found) {
            Ok(row) => rows.push(row),
            Err(found) if count > N => return Err(found[N].wrong(format!("a row has {N} cells; is there a comma that belongs in quotes?"))),
            Err(_) => return Err(at(number, line.chars().count() + 1, format!("the row has {count} of {N} cells"))),
        }
    }
    Ok(rows)
}

/// The cells of one line.
fn cells(table: &'static str, line: usize, text: &str) -> Result<Vec<Cell>, TableError> {
    let wrong = |column, problem: &str| TableError { table, line, column, problem: problem.to_owned() };
    let mut cells = Vec::new();
    let mut rest = text.chars().enumerate().map(|(at, character)| (at + 1, character)).peekable();
    loop {
        let column = rest.peek().map_or(text.chars().count() + 1, |(column, _)| *column);
        let mut value = String::new();
        let quoted = rest.next_if(|(_, character)| *character == '"').is_some();
        let mut closed = !quoted;
        while let Some((at, character)) = rest.next_if(|(_, character)| (quoted && !closed) || *character != ',') {
            match character {
                '"' if quoted && !closed => match rest.next_if(|(_, next)| *next == '"') {
                    Some(_) => value.push('"'),
                    None => closed = true,
                },
                _ if quoted && closed => return Err(wrong(at, "something stands behind the closing quote")),
                '"' => return Err(wrong(at, "a quote inside a cell must be doubled, and the cell be in quotes")),
                other if hidden(other) => return Err(wrong(at, "an invisible character")),
                other => value.push(other),
            }
        }
        if !closed {
            return Err(wrong(column, "the quote that opens here is never closed"));
        }
        if value.chars().count() > LONGEST_CELL {
            return Err(wrong(column, "the cell is too long"));
        }
        if value.trim() != value {
            return Err(wrong(column, "the cell begins or ends with a blank"));
        }
        cells.push(Cell { text: value, table, line, column });
        if rest.next().is_none() {
            return Ok(cells);
        }
    }
}

/// Control characters, and those that turn the direction of what follows: they could make a page read otherwise.
fn hidden(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Vec<[Cell; 2]>, TableError> {
        rows("cases", &format!("# tocsin.travel/1 cases\na,b\n{body}"), ["a", "b"])
    }

    #[test]
    fn cells_are_read_as_spreadsheets_write_them() {
        let found = read("1,2\r\n\"x, y\",\"say \"\"no\"\"\"\n,\n\nz,\n").unwrap();
        let texts: Vec<[&str; 2]> = found.iter().map(|[a, b]| [a.text.as_str(), b.text.as_str()]).collect();
        assert_eq!(texts, [["1", "2"], ["x, y", "say \"no\""], ["z", ""]]);
        let spreadsheet = "\u{feff}# tocsin.travel/1 cases,,\r\na,b\r\n1,2\r\n";
        assert_eq!(rows("cases", spreadsheet, ["a", "b"]).unwrap().len(), 1);
    }

    #[test]
    fn what_is_wrong_is_said_with_line_and_column() {
        for (body, line, column) in [
            ("1,2\n1", 4, 2),
            ("1,2,3", 3, 5),
            ("\"x,2", 3, 1),
            ("1,\"x\"y", 3, 6),
            ("1,x\"y", 3, 4),
            ("1, 2", 3, 3),
            ("ئا,\u{202e}x", 3, 4),
            ("a\tb,1", 3, 2),
        ] {
            let error = read(body).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{body:?}: {error}");
        }
        let whole = |text: &str| rows("cases", text, ["a", "b"]).map(|rows| rows.len()).unwrap_err().to_string();
        assert_eq!(whole("a,b\n1,2"), "cases, line 1, column 1: the first line must be \"# tocsin.travel/1 cases\"");
        assert!(whole("# tocsin.travel/1 cases\na,c\n").starts_with("cases, line 2, column 3"));
        assert!(whole("# tocsin.travel/1 cases\na\n").contains("\"b\" is missing"));
        assert!(whole("# tocsin.travel/1 cases\na,b,c\n").starts_with("cases, line 2, column 5"));
        assert!(whole("# tocsin.travel/1 treaties\na,b\n").starts_with("cases, line 1"));
    }
}
