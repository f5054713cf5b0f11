//! The warnings of a data folder: JSON, one message a line, only ever added to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use cordon_core::Warning;

use super::{Accepted, Board};

/// A line longer than this is no message.
const LONGEST_LINE: u64 = 65_536;

/// The file, and what stands in it.
#[derive(Debug)]
pub struct Book {
    path: PathBuf,
    board: Board,
    damaged: u64,
}

/// Why the book cannot be read or added to.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// The file or its folder.
    #[error("cannot read or write `{path}`: {source}; check the folder, its rights and the disk")]
    Disk {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The message does not fit what stands.
    #[error("the warning was not written: {0}")]
    Refused(String),
}

impl Book {
    /// Read the book of a data folder; an empty one where there is none yet.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn open(data: &Path) -> Result<Book, BookError> {
        let path = data.join("warnings.jsonl");
        let mut book = Book { path, board: Board::default(), damaged: 0 };
        match File::open(&book.path) {
            Ok(file) => book.take_in(file).map_err(|source| book.disk(source))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(book.disk(error)),
        }
        Ok(book)
    }

    /// What stands.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// Lines that could not be used: cut off, changed, or in conflict with others.
    pub fn damaged(&self) -> u64 {
        self.damaged
    }

    /// Add the message that `make` forms from what stands; on the disk when this returns.
    ///
    /// The file is locked meanwhile and read again first, so that two programs never give two
    /// messages one number.
    ///
    /// # Errors
    /// What `make` says, a message that does not fit, and the disk.
    pub fn add(
        &mut self,
        make: impl FnOnce(&Board) -> Result<Warning, String>,
    ) -> Result<Warning, BookError> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(|source| self.disk(source))?;
        }
        let mut options = OpenOptions::new();
        let file = options.create(true).append(true).read(true).open(&self.path);
        let mut file = file.map_err(|source| self.disk(source))?;
        file.lock().map_err(|source| self.disk(source))?;
        (self.board, self.damaged) = (Board::default(), 0);
        self.take_in(&file).map_err(|source| self.disk(source))?;
        let warning = make(&self.board).map_err(BookError::Refused)?;
        match self.board.accept(warning.clone()) {
            Accepted::Stands | Accepted::Outdated => {}
            Accepted::Known => return Ok(warning),
            Accepted::Impossible(why) => return Err(BookError::Refused(why.to_string())),
            refused => {
                let text = format!("message {} of {}: {refused:?}", warning.sequence, warning.id);
                return Err(BookError::Refused(text));
            }
        }
        write_line(&mut file, &warning).map_err(|source| self.disk(source))?;
        Ok(warning)
    }

    fn take_in(&mut self, file: impl Read) -> io::Result<()> {
        let mut reader = BufReader::new(file);
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
            if read == 0 {
                return Ok(());
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            match serde_json::from_slice(&line).map(|warning| self.board.accept(warning)) {
                Ok(Accepted::Stands | Accepted::Outdated | Accepted::Known) => {}
                _ => self.damaged += 1,
            }
        }
    }

    fn disk(&self, source: io::Error) -> BookError {
        BookError::Disk { path: self.path.clone(), source }
    }
}

/// One whole line, after the end of a line that a crash may have cut off.
fn write_line(file: &mut File, warning: &Warning) -> io::Result<()> {
    let mut line = Vec::new();
    if file.seek(SeekFrom::End(0))? > 0 {
        file.seek(SeekFrom::End(-1))?;
        let mut last = [0];
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            line.push(b'\n');
        }
    }
    serde_json::to_writer(&mut line, warning)?;
    line.push(b'\n');
    file.write_all(&line)?;
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use cordon_core::Time;

    use super::*;
    use crate::warning::{Change, Terms, first, next};

    #[test]
    fn what_was_added_is_there_again_past_a_torn_line() {
        let folder = tempfile::tempdir().unwrap();
        let at = Time::from_unix_seconds(1_931_212_800).unwrap();
        let terms = Terms { origin: "JPN".into(), issued: at, confidence: 0.9, exercise: None };
        let mut book = Book::open(folder.path()).unwrap();
        let launch = book.add(|_| Ok(first(&terms, at, "Seen.".into()))).unwrap();

        let mut file =
            OpenOptions::new().append(true).open(folder.path().join("warnings.jsonl")).unwrap();
        file.write_all(b"{\"id\":\"JPN-2031").unwrap();
        let clear = book
            .add(|board| {
                let last = board.get(&launch.id).ok_or("gone")?;
                next(last, Change::AllClear("Over.".into()), at).map_err(|e| e.to_string())
            })
            .unwrap();

        let again = Book::open(folder.path()).unwrap();
        assert_eq!(again.damaged(), 1);
        assert_eq!(again.board().messages(&launch.id).count(), 2);
        assert_eq!(again.board().get(&launch.id), Some(&clear));
        let text = fs::read_to_string(folder.path().join("warnings.jsonl")).unwrap();
        let shown = text.lines().next().unwrap();
        assert!(shown.contains(r#""notice":"launch""#) && shown.contains(r#""confidence":0.9"#));
    }

    #[test]
    fn a_message_that_does_not_fit_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut book = Book::open(folder.path()).unwrap();
        let at = Time::from_unix_seconds(1_931_212_800).unwrap();
        let terms = Terms { origin: "JPN".into(), issued: at, confidence: 1.9, exercise: None };
        let refused = book.add(|_| Ok(first(&terms, at, String::new()))).unwrap_err();
        assert!(refused.to_string().contains("confidence"), "{refused}");
    }
}
