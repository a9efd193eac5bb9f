//! The summary of a run, for a person.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use super::Outcomes;
use crate::finding::Verdict;
use crate::report::plain::plain;
use crate::report::{Lang, human, words};

/// Findings listed.
const MOST: usize = 8;

/// The summary as text.
pub fn text(outcome: &Outcomes, lang: Lang, out: &Path) -> String {
    let mut s = String::new();
    // Writing to a string cannot fail.
    let _ = write_all(&mut s, outcome, lang, out);
    s
}

fn write_all(s: &mut String, o: &Outcomes, lang: Lang, out: &Path) -> std::fmt::Result {
    write_counts(s, o, lang)?;
    write_frequent(s, o, lang)?;
    write_unread(s, o, lang)?;
    let line = |s: &mut String, said: &str, what: &str, why: &str| {
        writeln!(s, "{said} {}: {}", plain(what, 200), plain(why, 300))
    };
    for f in &o.failures {
        line(s, lang.pick("失败", "failed"), &f.folder, &f.why)?;
    }
    for (path, why) in o.left.iter().take(MOST) {
        line(s, lang.pick("未归入任何案件", "in no case"), path, why)?;
    }
    write_more(s, o.left.len())?;
    if o.full {
        let said = lang.pick(
            "已停止：报告文件夹无法继续写入；请腾出空间后用 --resume 继续",
            "stopped: reports cannot be written any more; make room, then --resume takes up here",
        );
        writeln!(s, "{said}")?;
    }
    if o.interrupted {
        let said = lang.pick(
            "已中断：以上案件的报告完整，其余未审核；可用 --resume 继续",
            "interrupted: the reports above are whole, the rest was not reviewed; --resume takes up here",
        );
        writeln!(s, "{said}")?;
    }
    let place = plain(&out.display().to_string(), 300);
    writeln!(s, "{} {place}", lang.pick("报告位于", "reports are in"))
}

fn write_counts(s: &mut String, o: &Outcomes, lang: Lang) -> std::fmt::Result {
    let pages: usize = o.cases.iter().map(super::Done::pages).sum();
    match lang {
        Lang::Zh => writeln!(s, "\n共审核 {} 个案件，{pages} 页", o.cases.len())?,
        Lang::En => writeln!(s, "\n{} cases reviewed, {pages} pages", o.cases.len())?,
    }
    let unchanged = o.cases.iter().filter(|c| c.unchanged).count();
    let said = lang.pick("无变化，沿用上次报告", "of these unchanged since an earlier run");
    let gone = lang.pick(
        "上次的报告，其案件已不在队列中",
        "earlier reports whose cases are gone from the queue",
    );
    let mut rows = vec![(unchanged, said.to_owned()), (o.stale, gone.to_owned())];
    for verdict in [Verdict::Reject, Verdict::Review, Verdict::Pass, Verdict::Error] {
        let n = o.cases.iter().filter(|c| c.verdict == verdict).count();
        rows.push((n, human::verdict(verdict, lang).to_owned()));
    }
    for (n, said) in rows.iter().filter(|(n, _)| *n > 0) {
        writeln!(s, "  {n:>6}  {said}")?;
    }
    Ok(())
}

fn write_frequent(s: &mut String, o: &Outcomes, lang: Lang) -> std::fmt::Result {
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for code in o.cases.iter().flat_map(|c| &c.codes) {
        *by_code.entry(code).or_default() += 1;
    }
    let mut often: Vec<(usize, &str)> = by_code.into_iter().map(|(c, n)| (n, c)).collect();
    often.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    if !often.is_empty() {
        writeln!(s, "{}", lang.pick("最常见的问题", "most frequent findings"))?;
    }
    for (n, code) in often.iter().take(MOST) {
        writeln!(s, "  {n:>6}  {code}  {}", words::meaning(code, lang))?;
    }
    Ok(())
}

fn write_unread(s: &mut String, o: &Outcomes, lang: Lang) -> std::fmt::Result {
    let unread: Vec<(&str, &(String, String))> = o
        .cases
        .iter()
        .flat_map(|c| c.unread.iter().map(|u| (c.folder.as_str(), u)))
        .collect();
    let said = lang.pick("未能读取", "could not read");
    for (folder, (document, how)) in unread.iter().take(MOST) {
        let (folder, document) = (plain(folder, 200), plain(document, 200));
        writeln!(s, "{said} {folder}/{document}: {}", plain(how, 200))?;
    }
    write_more(s, unread.len())?;
    if !unread.is_empty() {
        let said = lang.pick(
            "  可用 --retry-failed --time-factor 4 重试以上文件",
            "  --retry-failed --time-factor 4 tries these again",
        );
        writeln!(s, "{said}")?;
    }
    Ok(())
}

/// How many of a list were left out.
fn write_more(s: &mut String, all: usize) -> std::fmt::Result {
    if all > MOST {
        writeln!(s, "  … {}", all - MOST)?;
    }
    Ok(())
}
