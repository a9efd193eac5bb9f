//! Pages painted in a process of their own, one a picture: a file that brings its decoder down (a stack that overflows, a
//! loop, memory without end) costs that picture and never the desk. The child is this program with the hidden command
//! `painter`; it gets one job on stdin, gives one answer on stdout, and ends.
//!
//! The job is a line of JSON and the bytes of the file; the answer a line of JSON and, where it says `null`, the picture.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::picture::{self, Job, Painter, PictureError, Size};
use crate::geometry::PixelBox;
use crate::limits::Limits;

/// A picture that takes longer is given up. The largest page permitted takes a few seconds.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// Largest picture believed: 80 megapixels at a byte a pixel.
const LARGEST: u64 = 80 << 20;

#[derive(Serialize, Deserialize)]
struct Head {
    page: usize,
    turn: u16,
    expected: (u32, u32),
    size: Size,
    covered: Vec<PixelBox>,
    bytes: u64,
}

/// A painter that begins `program` for each picture.
pub fn in_own_process(program: PathBuf, patience: Duration) -> Painter {
    Box::new(move |job, _| {
        let crashed = |how: &str| PictureError::Crashed(how.to_owned());
        let mut child = begin(&program).map_err(|e| crashed(&e.kind().to_string()))?;
        let answer = ask(&mut child, job, patience);
        // A child that has answered is ending by itself; any other is ended. Both are waited for.
        if answer.is_none() {
            let _ = child.kill();
        }
        let ended = child.wait();
        match answer {
            Some(Ok(answer)) => answer,
            Some(Err(_)) => Err(crashed(&ended.map_or_else(|e| e.kind().to_string(), |s| s.to_string()))),
            None => Err(crashed("it took too long")),
        }
    })
}

fn begin(program: &Path) -> std::io::Result<Child> {
    Command::new(program)
        .arg("painter")
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}

type Answer = Result<Vec<u8>, PictureError>;

/// The child's answer, or that it gave none that can be read; `None` where it was not given in time.
fn ask(child: &mut Child, job: &Job, patience: Duration) -> Option<std::io::Result<Answer>> {
    let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Some(Err(std::io::ErrorKind::BrokenPipe.into()));
    };
    let (send, receive) = channel();
    let (job, size) = (job.clone(), job.size);
    // Both threads end with the child's pipes.
    std::thread::spawn(move || put(stdin, &job));
    std::thread::spawn(move || {
        // Nobody listens any more where the patience was over.
        let _ = send.send(take(BufReader::new(stdout), size));
    });
    match receive.recv_timeout(patience) {
        Ok(answer) => Some(answer),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => Some(Err(std::io::ErrorKind::BrokenPipe.into())),
    }
}

/// A child that ended early does not take the job; its answer tells.
fn put(mut to: impl Write, job: &Job) {
    let head = Head {
        page: job.page,
        turn: job.turn.degrees(),
        expected: job.expected,
        size: job.size,
        covered: job.covered.clone(),
        bytes: job.bytes.len() as u64,
    };
    if let Ok(mut line) = serde_json::to_vec(&head) {
        line.push(b'\n');
        let _ = to.write_all(&line).and_then(|()| to.write_all(&job.bytes));
    }
}

fn take(mut from: impl BufRead, size: Size) -> std::io::Result<Answer> {
    let mut line = Vec::new();
    from.by_ref().take(64 << 10).read_until(b'\n', &mut line)?;
    if let Some(error) = serde_json::from_slice::<Option<PictureError>>(&line)? {
        return Ok(Err(error));
    }
    let mut jpeg = Vec::new();
    from.take(LARGEST).read_to_end(&mut jpeg)?;
    let is_jpeg = size != Size::Likeness;
    if is_jpeg && !(jpeg.starts_with(&[0xff, 0xd8]) && jpeg.ends_with(&[0xff, 0xd9])) {
        return Err(std::io::ErrorKind::InvalidData.into());
    }
    Ok(Ok(jpeg))
}

/// The child: one job from `from`, one answer to `to`.
pub fn child(from: impl Read, mut to: impl Write) -> std::io::Result<()> {
    let limits = Limits::default();
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    from.read_until(b'\n', &mut line)?;
    let head: Head = serde_json::from_slice(&line)?;
    let mut bytes = Vec::new();
    from.take(head.bytes.min(limits.file_bytes)).read_to_end(&mut bytes)?;
    let job = Job {
        bytes: bytes.into(),
        page: head.page,
        turn: picture::turn(head.turn),
        expected: head.expected,
        size: head.size,
        covered: head.covered,
    };
    match picture::here(&job, &limits) {
        Ok(jpeg) => {
            to.write_all(b"null\n")?;
            to.write_all(&jpeg)?;
        }
        Err(error) => {
            serde_json::to_writer(&mut to, &error)?;
            to.write_all(b"\n")?;
        }
    }
    to.flush()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::geometry::Turn;

    fn job() -> Job {
        let mut png = std::io::Cursor::new(Vec::new());
        image::RgbImage::from_pixel(30, 20, image::Rgb([9, 99, 199]))
            .write_to(&mut png, image::ImageFormat::Png)
            .unwrap();
        Job {
            bytes: Arc::from(png.into_inner()),
            page: 0,
            turn: Turn::Right,
            expected: (20, 30),
            size: Size::View,
            covered: Vec::new(),
        }
    }

    #[test]
    fn the_child_answers_what_this_process_would() {
        let limits = Limits::default();
        for job in [
            job(),
            Job { page: 7, ..job() },
            Job {
                expected: (1, 1),
                ..job()
            },
            Job {
                size: Size::Likeness,
                ..job()
            },
        ] {
            let (mut asked, mut answer) = (Vec::new(), Vec::new());
            put(&mut asked, &job);
            child(asked.as_slice(), &mut answer).unwrap();
            assert_eq!(take(answer.as_slice(), job.size).unwrap(), picture::here(&job, &limits));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_child_that_fails_or_hangs_costs_its_picture() {
        let limits = Limits::default();
        let script = |text: &str| {
            use std::os::unix::fs::PermissionsExt;
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("program");
            std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
            (dir, path)
        };
        for (text, how) in [
            ("kill -SEGV $$", "signal"),
            ("exit 3", "exit status: 3"),
            ("echo null; echo no picture", "exit status: 0"),
            ("exec /bin/sleep 60", "too long"),
        ] {
            let (_dir, path) = script(text);
            let answer = in_own_process(path, Duration::from_millis(1500))(&job(), &limits);
            let Err(PictureError::Crashed(told)) = &answer else {
                panic!("{text}: {answer:?}")
            };
            assert!(told.contains(how), "{text}: {told}");
        }
        assert!(matches!(
            in_own_process("/nowhere".into(), PATIENCE)(&job(), &limits),
            Err(PictureError::Crashed(_))
        ));
    }
}
