//! The units of a page, their true tags, those that the labeller gives and how sure it is: for looking.

use std::error::Error;

use chushen::extract::labeller::Weights;
use chushen::kind::spec::KindSpec;

use crate::fit::Source;

/// Prints the units of one case.
pub fn run(case: &str, weights: &str, sources: &[&str]) -> Result<(), Box<dyn Error>> {
    let fitted = match weights {
        "shipped" => None,
        table => Some(Weights::from_tsv(&std::fs::read_to_string(table)?)),
    };
    let name = |spec: &KindSpec, tag: usize| {
        let field = tag.checked_sub(1).and_then(|f| spec.fields.get(f));
        field.map_or("-", |f| f.name.name())
    };
    let weights = fitted.as_ref().unwrap_or(Weights::shipped());
    for source in sources {
        let mut source = Source::open(source)?;
        source
            .documents
            .retain(|d| format!("{} {}", d.case, d.file).contains(case));
        for page in source.labelled() {
            println!("{} {}", page.case, page.file);
            let spec = page.spec;
            let scores = page.instance.scores(weights);
            let (best, marginals) = (scores.best(), scores.marginals());
            for (i, (text, area)) in page.instance.units.iter().enumerate() {
                let (truth, tag) = (page.tags[i], best[i]);
                let mark = if truth == tag { ' ' } else { '!' };
                println!(
                    "{mark} {:12} {:12} {:.3} {:5},{:5} {:4}x{:3} {:?} {text}",
                    name(spec, truth),
                    name(spec, tag),
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
