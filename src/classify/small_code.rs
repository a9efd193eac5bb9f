//! The code of a licence, looked for once more where none was found on its page: every licence since 2014 prints one, often with two
//! pixels a module in a telephone's picture that a messenger made small.

use crate::kind::DocumentKind;
use crate::pixels;
use crate::read::marks::codes;
use crate::read::{MarkKind, ReadPage};

/// Looks once more for the code of a licence's page.
pub fn look(kind: DocumentKind, number: usize, page: &mut ReadPage) {
    let known = page.marks.iter().any(|m| m.kind == MarkKind::QrCode);
    if kind != DocumentKind::BusinessLicence || known {
        return;
    }
    let Some(picture) = &page.picture else { return };
    if let Some(mut mark) = codes::find_closer(&pixels::grey(picture)) {
        mark.page = number;
        page.marks.push(mark);
    }
}
