//! Optional content as viewers show it (ISO 32000-2, 8.11). The interpreter knows the lists of the default configuration only.
//! What its automatic states, the usage of a group and visibility expressions make of them is worked out here and written
//! behind the file, as an update whose lists say it plainly.

use std::collections::{BTreeMap, BTreeSet};

use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;

use super::revisions;

/// Nested operands of a visibility expression, and nested forms.
const DEPTH: usize = 32;
/// Dictionaries of resources looked through.
const MOST: usize = 10_000;
/// Updates of one file: an object number, its generation, its new body.
type Updates = BTreeMap<(u32, i32), String>;

/// The states of a file's groups.
struct States {
    hidden: BTreeSet<ObjectIdentifier>,
}

fn id(item: &MaybeRef<Object<'_>>) -> Option<ObjectIdentifier> {
    match item {
        MaybeRef::Ref(r) => Some((*r).into()),
        MaybeRef::NotRef(_) => None,
    }
}

fn groups(dict: &Dict<'_>, key: &str) -> Vec<ObjectIdentifier> {
    let list = dict.get::<Array<'_>>(key);
    list.map_or_else(Vec::new, |l| l.raw_iter().filter_map(|item| id(&item)).collect())
}

fn is(dict: &Dict<'_>, key: &str, value: &str) -> bool {
    dict.get::<Name<'_>>(key).is_some_and(|n| n.as_str() == value)
}

/// Whether a group's usage says that it is shown on a screen.
fn on_screen(xref: &hayro_syntax::xref::XRef, group: ObjectIdentifier) -> Option<bool> {
    let usage = xref.get::<Dict<'_>>(group)?.get::<Dict<'_>>("Usage")?;
    let state = usage.get::<Dict<'_>>("View")?.get::<Name<'_>>("ViewState")?;
    Some(state.as_str() != "OFF")
}

impl States {
    fn of(xref: &hayro_syntax::xref::XRef, properties: &Dict<'_>) -> Self {
        let config = properties.get::<Dict<'_>>("D").unwrap_or_default();
        let all = groups(properties, "OCGs");
        let mut hidden = BTreeSet::new();
        if is(&config, "BaseState", "OFF") {
            hidden.extend(all.iter().copied());
        }
        for group in groups(&config, "ON") {
            hidden.remove(&group);
        }
        hidden.extend(groups(&config, "OFF"));
        // Automatic states for the event of opening on a screen.
        let automatic = config.get::<Array<'_>>("AS").map(|l| l.iter::<Dict<'_>>().collect());
        let automatic: Vec<Dict<'_>> = automatic.unwrap_or_default();
        let by_view = |d: &&Dict<'_>| {
            let categories = d.get::<Array<'_>>("Category");
            let view = |c: Array<'_>| c.iter::<Name<'_>>().any(|n| n.as_str() == "View");
            is(d, "Event", "View") && categories.is_some_and(view)
        };
        for group in automatic.iter().filter(by_view).flat_map(|d| groups(d, "OCGs")) {
            match on_screen(xref, group) {
                Some(true) => hidden.remove(&group),
                Some(false) => hidden.insert(group),
                None => false,
            };
        }
        // A usage that no automatic state names is obeyed by some viewers (pdf.js, PDFium) where it hides: what not every viewer
        // shows is not on the page.
        hidden.extend(all.into_iter().filter(|g| on_screen(xref, *g) == Some(false)));
        Self { hidden }
    }

    /// Whether a visibility expression holds.
    fn holds(&self, expression: &Array<'_>, depth: usize) -> bool {
        if depth > DEPTH {
            return true;
        }
        let mut items = expression.raw_iter();
        let Some(MaybeRef::NotRef(Object::Name(operator))) = items.next() else {
            return true;
        };
        let mut operands = items.map(|item| match item {
            MaybeRef::NotRef(Object::Array(inner)) => self.holds(&inner, depth + 1),
            other => id(&other).is_none_or(|group| !self.hidden.contains(&group)),
        });
        match operator.as_str() {
            "Or" => operands.any(|o| o),
            "Not" => !operands.next().unwrap_or(false),
            _ => operands.all(|o| o),
        }
    }

    /// Whether what belongs to a group or a membership dictionary is shown.
    fn shows(&self, group: &Dict<'_>, own: Option<ObjectIdentifier>) -> bool {
        if !is(group, "Type", "OCMD") {
            return own.is_none_or(|g| !self.hidden.contains(&g));
        }
        if let Some(expression) = group.get::<Array<'_>>("VE") {
            return self.holds(&expression, 0);
        }
        let mut members = groups(group, "OCGs");
        members.extend(group.get_ref("OCGs").map(ObjectIdentifier::from));
        let mut on = members.iter().map(|g| !self.hidden.contains(g));
        if members.is_empty() {
            return true;
        }
        match group.get::<Name<'_>>("P").as_ref().map(Name::as_str) {
            Some("AllOn") => on.all(|o| o),
            Some("AnyOff") => on.any(|o| !o),
            Some("AllOff") => on.all(|o| !o),
            _ => on.any(|o| o),
        }
    }
}

/// The file with an update behind it that says plainly which layers are shown; `None` where it has no layers, or is encrypted
/// (which is refused whatever it shows).
pub(super) fn plain(bytes: &[u8], pdf: &hayro_syntax::Pdf, pages: usize) -> Option<Vec<u8>> {
    let xref = pdf.xref();
    let root = xref.root_id();
    let catalogue = xref.get::<Dict<'_>>(root)?;
    let properties = catalogue.get::<Dict<'_>>("OCProperties")?;
    if revisions::names_encryption(bytes) {
        return None;
    }
    let tree = catalogue.get_ref("Pages")?;
    let mut states = States::of(xref, &properties);
    let mut updates = Updates::new();
    for page in pdf.pages().iter().take(pages) {
        hide_annotations(page.raw(), &states, &mut updates);
        expressions(page.resources(), &mut states, &mut updates);
    }
    let hidden: String = states
        .hidden
        .iter()
        .map(|g| format!("{} {} R ", g.obj_number, g.gen_number))
        .collect();
    updates.insert(
        (root.obj_number, root.gen_number),
        format!(
            "<</Type/Catalog/Pages {} {} R/OCProperties<</OCGs[{hidden}]/D<</OFF[{hidden}]>>>>>>",
            tree.obj_number, tree.gen_number
        ),
    );
    updated(bytes, (root.obj_number, root.gen_number), &updates)
}

/// Annotations that belong to a hidden layer: the interpreter does not look.
fn hide_annotations(page: &Dict<'_>, states: &States, updates: &mut Updates) {
    let Some(all) = page.get::<Array<'_>>("Annots") else {
        return;
    };
    let own: BTreeSet<ObjectIdentifier> = all.raw_iter().take(MOST).filter_map(|item| id(&item)).collect();
    for annotation in all.iter::<Dict<'_>>().take(MOST) {
        let Some(at) = annotation.obj_id().filter(|at| own.contains(at)) else {
            continue;
        };
        let Some(group) = annotation.get::<Dict<'_>>("OC") else {
            continue;
        };
        if !states.shows(&group, annotation.get_ref("OC").map(ObjectIdentifier::from)) {
            // Hidden and NoView (12.5.3).
            updates.insert((at.obj_number, at.gen_number), "<</Type/Annot/F 34>>".to_owned());
        }
    }
}

/// Membership dictionaries with a visibility expression, which the interpreter does not know, become what they come to.
fn expressions<'a>(resources: &Resources<'a>, states: &mut States, updates: &mut Updates) {
    let mut stack: Vec<Resources<'a>> = vec![resources.clone()];
    let mut seen = BTreeSet::new();
    let mut looked = 0;
    while let Some(resources) = stack.pop() {
        looked += 1;
        if looked > MOST {
            return;
        }
        let mut members: Vec<(ObjectIdentifier, Dict<'a>)> = Vec::new();
        let named = &resources.properties;
        members.extend(
            named
                .keys()
                .filter_map(|k| Some((named.get_ref(&k)?.into(), named.get(&k)?))),
        );
        for key in resources.x_objects.keys() {
            let Some(stream) = resources.x_objects.get::<Stream<'a>>(&key) else {
                continue;
            };
            if !seen.insert(stream.obj_id()) {
                continue;
            }
            let dict = stream.dict();
            members.extend(dict.get_ref("OC").and_then(|r| Some((r.into(), dict.get("OC")?))));
            stack.extend(dict.get::<Dict<'a>>("Resources").map(Resources::new));
        }
        for (at, member) in members {
            if is(&member, "Type", "OCMD") && member.contains_key("VE") {
                let shown = states.shows(&member, Some(at));
                let body = if shown { "<</Type/OCMD>>" } else { "<</Type/OCG>>" };
                updates.insert((at.obj_number, at.gen_number), body.to_owned());
                if !shown {
                    states.hidden.insert(at);
                }
            }
        }
    }
}

/// The file with these objects in the place of those of the same numbers (7.5.6, incremental updates).
fn updated(bytes: &[u8], root: (u32, i32), updates: &Updates) -> Option<Vec<u8>> {
    let before = revisions::last_section(bytes)?;
    let mut out = bytes.to_vec();
    let mut table = String::new();
    let mut size = 0;
    for ((number, generation), body) in updates {
        let at = out.len() + 1;
        out.extend(format!("\n{number} {generation} obj\n{body}\nendobj\n").bytes());
        table.push_str(&format!("{number} 1\n{at:010} {generation:05} n \n"));
        size = size.max(number + 1);
    }
    let at = out.len();
    let (number, generation) = root;
    out.extend(
        format!(
            "xref\n{table}trailer\n<</Size {size}/Root {number} {generation} R/Prev {before}>>\nstartxref\n{at}\n%%EOF\n"
        )
        .bytes(),
    );
    Some(out)
}
