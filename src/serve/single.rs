//! One case as one HTML file: the desk's own view with its data, style, script and pictures inside. It asks no server and
//! loads nothing.

use serde_json::{Map, Value, json};

use super::assets::{self, PAGE, STYLE};
use super::picture::{self, Job, PictureError, Size};
use super::{declared, said, words};
use crate::geometry::PixelBox;
use crate::intake::{self, Case};
use crate::limits::Limits;
use crate::report::Lang;
use crate::report::model::{DocumentRow, Report};

/// Lines of the served page that one file replaces.
const LINKS: [&str; 3] = [
    "<link rel=\"stylesheet\" href=\"/desk/desk.css\">",
    "<script type=\"module\" src=\"/desk/main.js\"></script>",
    "<link rel=\"icon\" href=\"/desk/icon.svg\" type=\"image/svg+xml\">",
];

/// The file. Where the report is masked, the places of the numbers it masked are painted over in the pictures too.
pub fn html(
    report: &Report,
    case: &Case,
    lang: Lang,
    unmask: bool,
    limits: &Limits,
) -> Result<String, serde_json::Error> {
    let mut pictures = Map::new();
    for (d, row) in report.documents.iter().enumerate() {
        for page in 0..row.pages.len() {
            let shown = match paint(row, page, case, unmask, limits) {
                Ok(jpeg) => json!(format!("data:image/jpeg;base64,{}", assets::base64(&jpeg))),
                Err(why) => json!({ "why": why.to_string() }),
            };
            pictures.insert(format!("{d}/{}", page + 1), shown);
        }
    }
    let said = |lang| said::in_language(report, lang, unmask);
    let data = json!({
        "version": report.tool.version,
        "lang": lang.pick("zh", "en"),
        "masked": !unmask,
        "words": words::words(),
        "case": { "report": report, "declared": declared::rows(case, unmask), "declaration": declared::state(case), "said": { "zh": said(Lang::Zh), "en": said(Lang::En) } },
        "pictures": Value::Object(pictures),
    });
    let script = assets::bundle();
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data:; base-uri 'none'; form-action 'none'",
        assets::source_hash(&script),
        assets::source_hash(STYLE.text),
    );
    let head = format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n<style>{}</style>",
        STYLE.text
    );
    let tail = format!(
        "<script type=\"application/json\" id=\"data\">{}</script>\n<script>{script}</script>",
        island(&data)?
    );
    // The script stands in the head of the served page, deferred; here it follows the body it fills.
    let page = PAGE
        .replace(LINKS[0], &head)
        .replace(LINKS[1], "")
        .replace(LINKS[2], "");
    Ok(page.replace("</body>", &format!("{tail}\n</body>")))
}

/// JSON that can stand inside a script element: nothing in it ends the element or begins a comment.
fn island(data: &Value) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string(data)?
        .replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029"))
}

fn paint(row: &DocumentRow, page: usize, case: &Case, unmask: bool, limits: &Limits) -> Result<Vec<u8>, PictureError> {
    let known = row.pages.get(page).ok_or(PictureError::NoPage)?;
    let attachment = case
        .attachments
        .iter()
        .find(|a| a.path == row.path)
        .ok_or(PictureError::NoFile)?;
    let content = intake::walk::read(attachment, limits).map_err(|_| PictureError::NoFile)?;
    if content.sha256 != row.sha256 {
        return Err(PictureError::Changed);
    }
    let job = Job {
        bytes: content.bytes,
        page,
        turn: picture::turn(known.orientation),
        expected: (known.width, known.height),
        size: Size::View,
        covered: if unmask {
            Vec::new()
        } else {
            masked_places(row, page + 1)
        },
    };
    picture::here(&job, limits)
}

/// Where the values that the report masks stand on a page (from 1).
fn masked_places(row: &DocumentRow, page: usize) -> Vec<PixelBox> {
    let fields = row
        .fields
        .values()
        .filter(|f| f.page == page && f.value.contains("***"));
    let marks = row
        .marks
        .iter()
        .filter(|m| m.page == page && m.text.as_deref().is_some_and(|t| t.contains("***")));
    fields.filter_map(|f| f.area).chain(marks.map(|m| m.area)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_the_lines_that_one_file_replaces() {
        for line in LINKS {
            assert_eq!(PAGE.matches(line).count(), 1, "{line}");
        }
        assert_eq!(PAGE.matches("</body>").count(), 1);
        assert!(!STYLE.text.contains("</style") && !assets::bundle().contains("</script"));
    }

    #[test]
    fn no_text_leaves_its_island() {
        let text = island(&json!({ "a": "</script><script>alert(1)</script><!--" })).unwrap();
        assert!(!text.contains('<'));
        assert_eq!(
            serde_json::from_str::<Value>(&text).unwrap()["a"],
            "</script><script>alert(1)</script><!--"
        );
    }
}
