//! The units of a page, their true tags, those that the labeller gives and how sure it is: for looking.

use std::error::Error;

use chushen::extract::labeller::Weights;
use chushen::kind::{self, DocumentKind};

use crate::fit::Source;

/// Prints the units of one case.
pub fn run(case: &str, sources: &[&str]) -> Result<(), Box<dyn Error>> {
    let spec = kind::spec(DocumentKind::BusinessLicence).ok_or("no specification")?;
    let name = |tag: usize| {
        tag.checked_sub(1)
            .and_then(|f| spec.fields.get(f))
            .map_or("-", |f| f.name.name())
    };
    let weights = Weights::shipped();
    for source in sources {
        let mut source = Source::open(source)?;
        source.documents.retain(|d| d.case == case);
        for page in source.labelled(DocumentKind::BusinessLicence) {
            let scores = page.instance.scores(weights);
            let (best, marginals) = (scores.best(), scores.marginals());
            for (i, (text, area)) in page.instance.units.iter().enumerate() {
                let (truth, tag) = (page.tags[i], best[i]);
                let mark = if truth == tag { ' ' } else { '!' };
                println!(
                    "{mark} {:12} {:12} {:.3} {:5},{:5} {:4}x{:3} {:?} {text}",
                    name(truth),
                    name(tag),
                    marginals.node[i][tag],
                    area.x,
                    area.y,
                    area.w,
                    area.h,
                    page.instance.labelled[i].0.iter().map(|f| f.name()).collect::<Vec<_>>(),
                );
            }
        }
    }
    Ok(())
}
