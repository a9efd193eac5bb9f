//! `service.icon-unfit`

use crate::finding::{Evidence, Locus};
use crate::format::Format;
use crate::intake;
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::dossier::DocumentFacts;

/// The check.
pub static CHECK: Check = Check {
    code: "service.icon-unfit",
    zh: "应用图标“{document}”不合要求：{actual}。",
    en: "The icon \"{document}\" does not do: {actual}.",
    suggest_zh: "请上传应用正式使用的图标图片。",
    suggest_en: "Upload the picture that the App bears.",
    docs: include_str!("icon_unfit.md"),
    bind,
};

/// What an icon may be; see the rule.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    formats: Vec<Format>,
    max_bytes: u64,
    /// Least side, pixels.
    min_side: u32,
    /// Longer side over shorter, at most.
    max_aspect: f64,
}

/// What is wrong with an icon; `Err`: it could not be looked at.
fn fault(icon: &DocumentFacts, params: &Params) -> Result<Option<&'static str>, &'static str> {
    if icon.unread.is_some() {
        return Err("the file was not read");
    }
    if !params.formats.contains(&icon.format) {
        return Ok(Some("it is no picture of a format that is taken"));
    }
    if icon.bytes > params.max_bytes {
        return Ok(Some("the file is too large"));
    }
    let page = icon.pages.first().ok_or("no page could be decoded")?;
    let (long, short) = (page.width.max(page.height), page.width.min(page.height));
    Ok(if page.measured.blank {
        Some("it shows nothing")
    } else if short < params.min_side {
        Some("it has too few pixels")
    } else if f64::from(long) > params.max_aspect * f64::from(short) {
        Some("it is not square")
    } else {
        None
    })
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let params: Params = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, dossier, out| {
        let mut any = false;
        for service in &d.services {
            let Some(path) = &service.icon else { continue };
            any = true;
            let mut files = dossier.documents.iter().enumerate();
            let Some((index, icon)) = files.find(|(_, f)| intake::names::same(path, &f.path)) else {
                out.not_checked(None, "the icon is not among the files");
                continue;
            };
            match fault(icon, &params) {
                Ok(Some(fault)) => out.push(Locus::Document(index), Evidence::None, Evidence::said(fault)),
                Ok(None) => out.looked_at(Some(index)),
                Err(why) => out.not_checked(Some(index), why),
            }
        }
        if any { Looked::Yes } else { Looked::NotMeant }
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::intake::case::Service;
    use crate::judge::checks::service::fixture::declared;
    use crate::judge::dossier::fixture::*;

    fn found(change: impl FnOnce(&mut Service)) -> (usize, usize) {
        let out = run(&CHECK, rule(), &dossier_of(declared(change), Vec::new()));
        (out.findings.len(), out.not_checked.len())
    }

    fn rule() -> serde_json::Value {
        json!({ "formats": ["png", "jpeg"], "max_bytes": 102400, "min_side": 64, "max_aspect": 1.05 })
    }

    /// An icon of 512 pixels.
    fn icon(change: impl FnOnce(&mut DocumentFacts)) -> DocumentFacts {
        let mut icon = document("icon.png", crate::kind::DocumentKind::Other);
        (icon.format, icon.bytes) = (Format::Png, 20_000);
        (icon.pages[0].width, icon.pages[0].height) = (512, 512);
        change(&mut icon);
        icon
    }

    #[test]
    fn fires_on_what_is_no_icon() {
        let of = |change: fn(&mut DocumentFacts)| {
            let d = declared(|s| s.icon = Some("icon.png".to_owned()));
            let out = run(&CHECK, rule(), &dossier_of(d, vec![icon(change)]));
            (out.findings.len(), out.not_checked.len())
        };
        assert_eq!(of(|_| ()), (0, 0));
        assert_eq!(of(|i| i.format = Format::Pdf), (1, 0));
        assert_eq!((of(|i| i.bytes = 102_400), of(|i| i.bytes = 102_401)), ((0, 0), (1, 0)));
        assert_eq!(of(|i| i.pages[0].measured.blank = true), (1, 0));
        assert_eq!(of(|i| i.pages[0].width = 600), (1, 0));
        assert_eq!(of(|i| (i.pages[0].width, i.pages[0].height) = (48, 48)), (1, 0));
        assert_eq!(of(|i| i.pages.clear()), (0, 1));
        assert_eq!(found(|_| ()), (0, 0));
        assert_eq!(found(|s| s.icon = Some("a.png".to_owned())), (0, 1));
    }
}
