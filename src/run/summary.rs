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
    let pages: usize = o.cases.iter().map(super::Done::pages).sum();
    match lang {
        Lang::Zh => writeln!(s, "\n共审核 {} 个案件，{pages} 页", o.cases.len())?,
        Lang::En => writeln!(s, "\n{} cases reviewed, {pages} pages", o.cases.len())?,
    }
    let unchanged = o.cases.iter().filter(|c| c.unchanged).count();
    if unchanged > 0 {
        writeln!(
            s,
            "  {unchanged:>6}  {}",
            lang.pick("无变化，沿用上次报告", "of these unchanged since an earlier run")
        )?;
    }
    if o.stale > 0 {
        writeln!(
            s,
            "  {:>6}  {}",
            o.stale,
            lang.pick(
                "上次的报告，其案件已不在队列中",
                "earlier reports whose cases are gone from the queue"
            )
        )?;
    }
    for verdict in [Verdict::Reject, Verdict::Review, Verdict::Pass, Verdict::Error] {
        let n = o.cases.iter().filter(|c| c.verdict == verdict).count();
        if n > 0 {
            writeln!(s, "  {n:>6}  {}", human::verdict(verdict, lang))?;
        }
    }
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for code in o.cases.iter().flat_map(|c| &c.codes) {
        *by_code.entry(code).or_default() += 1;
    }
    let mut often: Vec<(usize, &str)> = by_code.into_iter().map(|(c, n)| (n, c)).collect();
    often.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    if !often.is_empty() {
        writeln!(s, "{}", lang.pick("最常见的问题", "most frequent findings"))?;
        for (n, code) in often.iter().take(MOST) {
            writeln!(s, "  {n:>6}  {code}  {}", words::meaning(code, lang))?;
        }
    }
    let unread: Vec<(&str, &(String, String))> = o
        .cases
        .iter()
        .flat_map(|c| c.unread.iter().map(|u| (c.folder.as_str(), u)))
        .collect();
    for (folder, (document, how)) in unread.iter().take(MOST) {
        writeln!(
            s,
            "{} {}/{}: {}",
            lang.pick("未能读取", "could not read"),
            plain(folder, 200),
            plain(document, 200),
            plain(how, 200)
        )?;
    }
    if unread.len() > MOST {
        writeln!(s, "  … {}", unread.len() - MOST)?;
    }
    if !unread.is_empty() {
        writeln!(
            s,
            "{}",
            lang.pick(
                "  可用 --retry-failed --time-factor 4 重试以上文件",
                "  --retry-failed --time-factor 4 tries these again"
            )
        )?;
    }
    for f in &o.failures {
        writeln!(
            s,
            "{} {}: {}",
            lang.pick("失败", "failed"),
            plain(&f.folder, 200),
            plain(&f.why, 300)
        )?;
    }
    for (path, why) in o.left.iter().take(MOST) {
        writeln!(
            s,
            "{} {}: {}",
            lang.pick("未归入任何案件", "in no case"),
            plain(path, 200),
            plain(why, 200)
        )?;
    }
    if o.left.len() > MOST {
        writeln!(s, "  … {}", o.left.len() - MOST)?;
    }
    if o.full {
        writeln!(
            s,
            "{}",
            lang.pick(
                "已停止：报告文件夹无法继续写入；请腾出空间后用 --resume 继续",
                "stopped: reports cannot be written any more; make room, then --resume takes up here"
            )
        )?;
    }
    if o.interrupted {
        writeln!(
            s,
            "{}",
            lang.pick(
                "已中断：以上案件的报告完整，其余未审核；可用 --resume 继续",
                "interrupted: the reports above are whole, the rest was not reviewed; --resume takes up here"
            )
        )?;
    }
    writeln!(
        s,
        "{} {}",
        lang.pick("报告位于", "reports are in"),
        plain(&out.display().to_string(), 300)
    )
}
