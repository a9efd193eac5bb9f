//! What the bytes of a PDF tell without parsing its objects: version, revisions, encryption, a lost end.

/// Where `needle` starts, from left to right.
pub(super) fn places<'a>(bytes: &'a [u8], needle: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    bytes
        .windows(needle.len().max(1))
        .enumerate()
        .filter(move |(_, w)| *w == needle)
        .map(|(at, _)| at)
}

/// The bytes after `at`, blanks skipped.
pub(super) fn after(bytes: &[u8], at: usize) -> &[u8] {
    bytes.get(at..).unwrap_or_default().trim_ascii_start()
}

fn number(bytes: &[u8]) -> Option<u64> {
    let digits: Vec<u8> = bytes.iter().copied().take_while(u8::is_ascii_digit).take(19).collect();
    String::from_utf8(digits).ok()?.parse().ok()
}

/// "1.7" of `%PDF-1.7`; readers accept the header within the first kilobyte.
pub(super) fn header_version(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..1024.min(bytes.len()))?;
    let at = places(head, b"%PDF-").next()?;
    let version = head.get(at + 5..at + 8)?;
    let sound = matches!(version, [a, b'.', b] if a.is_ascii_digit() && b.is_ascii_digit());
    sound.then(|| String::from_utf8_lossy(version).into_owned())
}

/// A trailer or cross-reference stream names an encryption dictionary: these two are never encrypted or packed themselves.
pub(super) fn names_encryption(bytes: &[u8]) -> bool {
    encryption_entries(bytes).next().is_some()
}

/// Where trailers name an encryption dictionary, in place or by its number.
pub(super) fn encryption_entries(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    places(bytes, b"/Encrypt").filter(move |at| {
        let at = *at;
        let rest = after(bytes, at + 8);
        rest.starts_with(b"<<")
            || (rest.first().is_some_and(u8::is_ascii_digit)
                && places(rest.get(..24.min(rest.len())).unwrap_or_default(), b" R")
                    .next()
                    .is_some())
    })
}

/// The declared length of a linearised file; the dictionary must stand within the first kilobyte.
fn linearised(bytes: &[u8]) -> Option<u64> {
    let head = bytes.get(..1024.min(bytes.len()))?;
    let at = places(head, b"/Linearized").next()?;
    let dict = head.get(at..)?;
    let end = places(dict, b">>").next().unwrap_or(dict.len());
    let dict = dict.get(..end)?;
    places(dict, b"/L").find_map(|at| number(after(dict, at + 2)))
}

/// Number of revisions: sections that end with `startxref`; the first section of a linearised file is no revision.
pub(super) fn count(bytes: &[u8]) -> u32 {
    let sections: Vec<u64> = places(bytes, b"startxref")
        .filter(|&at| at == 0 || bytes.get(at - 1).is_some_and(u8::is_ascii_whitespace))
        .filter_map(|at| number(after(bytes, at + 9)))
        .collect();
    let real = sections.iter().filter(|&&offset| offset > 0).count();
    // Some writers give the first section of a linearised file an offset instead of 0.
    let extra = usize::from(linearised(bytes).is_some() && real == sections.len() && real > 1);
    u32::try_from(real - extra).unwrap_or(u32::MAX).max(1)
}

/// Where the newest cross-references start, as the end of the file says.
pub(super) fn last_section(bytes: &[u8]) -> Option<u64> {
    let at = places(bytes, b"startxref").last()?;
    number(after(bytes, at + 9))
}

/// Says so when the end of the file is gone: no mark of an end is left, a revision has begun behind the last one, or a linearised file is
/// shorter than it declares.
pub(super) fn cut_off(bytes: &[u8]) -> Option<&'static str> {
    if linearised(bytes).is_some_and(|length| length > bytes.len() as u64) {
        return Some("the file is shorter than it declares");
    }
    // The end of an earlier revision is none of the file: readers show that revision, and what was added to it (a signature) is lost.
    if let Some(rest) = behind_the_last_end(bytes) {
        return begins_an_object(rest).then_some("the file ends within a revision");
    }
    let has = |needle: &'static [u8]| places(bytes, needle).next().is_some();
    (!has(b"startxref") && !has(b"trailer") && !has(b"/Root"))
        .then_some("the file ends without cross-references and trailer")
}

/// What stands behind the last `%%EOF`, or `startxref` with its number; none where there is neither.
fn behind_the_last_end(bytes: &[u8]) -> Option<&[u8]> {
    let last = |mark: &[u8], whole: &dyn Fn(usize) -> bool| {
        let found = bytes.windows(mark.len()).enumerate().rev();
        found
            .filter(|(_, w)| *w == mark)
            .map(|(at, _)| at)
            .find(|at| whole(*at))
    };
    let end = last(b"%%EOF", &|_| true);
    let numbered = last(b"startxref", &|at| number(after(bytes, at + 9)).is_some());
    bytes.get(end.max(numbered)?..)
}

/// Whether an object begins somewhere: `12 0 obj`.
fn begins_an_object(bytes: &[u8]) -> bool {
    places(bytes, b" obj").any(|at| at > 0 && bytes.get(at - 1).is_some_and(u8::is_ascii_digit))
}

/// Anything but blanks stands after `end`.
pub(super) fn grows_after(bytes: &[u8], end: u64) -> bool {
    usize::try_from(end)
        .ok()
        .and_then(|end| bytes.get(end..))
        .is_some_and(|rest| rest.iter().any(|b| !b.is_ascii_whitespace() && *b != 0))
}
