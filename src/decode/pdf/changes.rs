//! What became of a document between two of its revisions: what a signer had before him, held against what the file shows now. Both are
//! walked from the catalogue side by side, and each difference is of the kind of the place where it was met. What nobody reaches shows
//! nothing and is not compared.

use std::collections::BTreeSet;

use crate::decode::Change;
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier};
use hayro_syntax::xref::XRef;

/// Levels of the page tree, of form fields, and of objects within objects.
const DEPTH: usize = 64;

/// Keys of the catalogue that show nothing: what the file says of itself, and what proves signatures later.
const CATALOGUE_QUIET: [&str; 3] = ["Type", "Metadata", "Version"];
const CATALOGUE_PROOF: [&str; 3] = ["DSS", "Extensions", "Perms"];
/// The tree of tags: read aloud, not shown.
const CATALOGUE_TAGS: [&str; 2] = ["StructTreeRoot", "MarkInfo"];
/// Keys of a page that show nothing, or are compared otherwise.
const PAGE_QUIET: [&str; 6] = ["Parent", "Annots", "Metadata", "LastModified", "Tabs", "StructParents"];
/// What changes in a field when it is filled in (ISO 32000-2, 12.7.4): value, appearance, state, day, choice.
const FILLED: [&str; 8] = ["V", "AP", "AS", "M", "I", "RV", "MK", "StructParent"];
/// What changes in a signature field when it is signed.
const SIGNED: [&str; 7] = ["V", "AP", "AS", "M", "F", "MK", "StructParent"];

/// Compares two revisions; `left` is the number of objects that may still be looked at, and is counted down. `None`: the budget ended
/// the work.
pub(super) fn between(old: &XRef, new: &XRef, left: &mut usize) -> Option<Change> {
    let mut diff = Diff {
        old,
        new,
        apart: BTreeSet::new(),
        equal: BTreeSet::new(),
        compared: BTreeSet::new(),
        left,
        found: Change::None,
    };
    match (old.get::<Dict<'_>>(old.root_id()), new.get::<Dict<'_>>(new.root_id())) {
        (Some(before), Some(after)) => {
            diff.set_apart(&before);
            diff.catalogue(&before, &after);
        }
        _ => diff.note(Change::Unclear),
    }
    let found = diff.found;
    (*left > 0).then_some(found)
}

type Entry<'a> = MaybeRef<Object<'a>>;

struct Diff<'a, 'b> {
    old: &'a XRef,
    new: &'a XRef,
    /// Pages, annotations and fields of the old revision: each is compared in its own place, wherever else it is referred to.
    apart: BTreeSet<ObjectIdentifier>,
    /// Pairs taken for equal: compared already, or being compared further up.
    equal: BTreeSet<(ObjectIdentifier, ObjectIdentifier)>,
    /// Annotations and fields compared already.
    compared: BTreeSet<(ObjectIdentifier, ObjectIdentifier)>,
    left: &'b mut usize,
    found: Change,
}

fn id(entry: &Entry<'_>) -> Option<ObjectIdentifier> {
    entry.as_obj_ref().map(ObjectIdentifier::from)
}

fn resolved<'a>(entry: Entry<'a>, xref: &'a XRef) -> Object<'a> {
    match entry {
        MaybeRef::Ref(r) => xref.get(r.into()).unwrap_or(Object::Null(hayro_syntax::object::Null)),
        MaybeRef::NotRef(object) => object,
    }
}

fn raw<'a>(dict: &Dict<'a>, key: &str) -> Option<Entry<'a>> {
    dict.get_raw::<Object<'a>>(key)
}

/// The keys of either, each once.
fn keys(a: &Dict<'_>, b: &Dict<'_>) -> BTreeSet<String> {
    a.keys().chain(b.keys()).map(|k| k.as_str().to_owned()).collect()
}

/// The kind of a form field, its own or inherited.
fn field_kind(dict: &Dict<'_>) -> Option<String> {
    let mut at = dict.clone();
    for _ in 0..DEPTH {
        if let Some(kind) = at.get::<Name<'_>>("FT") {
            return Some(kind.as_str().to_owned());
        }
        at = at.get::<Dict<'_>>("Parent")?;
    }
    None
}

fn is_signature_field(dict: &Dict<'_>) -> bool {
    field_kind(dict).as_deref() == Some("Sig")
}

impl<'a> Diff<'a, '_> {
    fn note(&mut self, change: Change) {
        self.found = self.found.max(change);
    }

    /// One more object is looked at; `false` where the budget is spent.
    fn spend(&mut self) -> bool {
        *self.left = self.left.saturating_sub(1);
        *self.left > 0
    }

    /// Notes which objects of the old revision are compared in a place of their own.
    fn set_apart(&mut self, catalogue: &Dict<'a>) {
        let mut stack: Vec<(Entry<'a>, &str, usize)> = Vec::new();
        stack.extend(raw(catalogue, "Pages").map(|e| (e, "Kids", 0)));
        if let Some(form) = catalogue.get::<Dict<'a>>("AcroForm")
            && let Some(fields) = form.get::<Array<'a>>("Fields")
        {
            stack.extend(fields.raw_iter().map(|e| (e, "Kids", 0)));
        }
        while let Some((entry, below, depth)) = stack.pop() {
            let fresh = id(&entry).is_none_or(|id| self.apart.insert(id));
            if !fresh || depth > DEPTH || !self.spend() {
                continue;
            }
            let Object::Dict(dict) = resolved(entry, self.old) else {
                continue;
            };
            for key in [below, "Annots"] {
                let array = dict.get::<Array<'a>>(key);
                stack.extend(array.iter().flat_map(Array::raw_iter).map(|e| (e, below, depth + 1)));
            }
        }
    }

    /// Whether two entries are the same, all that they refer to included.
    fn same(&mut self, old: Option<Entry<'a>>, new: Option<Entry<'a>>, depth: usize) -> bool {
        let (old, new) = match (old, new) {
            (None, None) => return true,
            (Some(old), Some(new)) => (old, new),
            _ => return false,
        };
        if !self.spend() || depth > DEPTH {
            return false;
        }
        let mut depth = depth;
        if let (Some(a), Some(b)) = (id(&old), id(&new)) {
            if a == b && self.apart.contains(&a) || !self.equal.insert((a, b)) {
                return true;
            }
            depth = 0;
        }
        match (resolved(old, self.old), resolved(new, self.new)) {
            (Object::Dict(a), Object::Dict(b)) => self.same_dicts(&a, &b, depth),
            (Object::Stream(a), Object::Stream(b)) => {
                a.raw_data() == b.raw_data() && self.same_dicts(a.dict(), b.dict(), depth)
            }
            (Object::Array(a), Object::Array(b)) => {
                let (mut a, mut b) = (a.raw_iter(), b.raw_iter());
                loop {
                    match (a.next(), b.next()) {
                        (None, None) => return true,
                        (a, b) => {
                            if !self.same(a, b, depth + 1) {
                                return false;
                            }
                        }
                    }
                }
            }
            (a, b) => a == b,
        }
    }

    fn same_dicts(&mut self, a: &Dict<'a>, b: &Dict<'a>, depth: usize) -> bool {
        keys(a, b)
            .iter()
            .all(|key| self.same(raw(a, key), raw(b, key), depth + 1))
    }

    fn catalogue(&mut self, old: &Dict<'a>, new: &Dict<'a>) {
        for key in keys(old, new) {
            let key = key.as_str();
            match key {
                "Pages" => match (raw(old, key), raw(new, key)) {
                    (Some(a), Some(b)) => self.pages(a, b, 0),
                    _ => self.note(Change::Content),
                },
                "AcroForm" => {
                    let before = old.get::<Dict<'a>>(key).unwrap_or_else(Dict::empty);
                    match new.get::<Dict<'a>>(key) {
                        Some(after) => self.form(&before, &after),
                        None => self.note(Change::Content),
                    }
                }
                _ if CATALOGUE_QUIET.contains(&key) => {}
                _ => {
                    let change = if CATALOGUE_PROOF.contains(&key) {
                        Change::Signing
                    } else if CATALOGUE_TAGS.contains(&key) {
                        Change::FormFill
                    } else {
                        Change::Content
                    };
                    if self.found < change && !self.same(raw(old, key), raw(new, key), 0) {
                        self.note(change);
                    }
                }
            }
        }
    }

    /// Nodes of the page tree, which must be the same ones in the same order.
    fn pages(&mut self, old: Entry<'a>, new: Entry<'a>, depth: usize) {
        if !self.spend() || depth > DEPTH {
            return self.note(Change::Unclear);
        }
        let (Object::Dict(old), Object::Dict(new)) = (resolved(old, self.old), resolved(new, self.new)) else {
            return self.note(Change::Content);
        };
        let (kids, new_kids) = (old.get::<Array<'a>>("Kids"), new.get::<Array<'a>>("Kids"));
        for key in keys(&old, &new) {
            let quiet = PAGE_QUIET.contains(&key.as_str()) || key == "Kids";
            if !quiet && !self.same(raw(&old, &key), raw(&new, &key), 0) {
                return self.note(Change::Content);
            }
        }
        let (before, after) = (old.get::<Array<'a>>("Annots"), new.get::<Array<'a>>("Annots"));
        self.annotations(before.as_ref(), after.as_ref());
        match (kids, new_kids) {
            (None, None) => {}
            (Some(a), Some(b)) => {
                let (mut a, mut b) = (a.raw_iter(), b.raw_iter());
                loop {
                    match (a.next(), b.next()) {
                        (None, None) => break,
                        (Some(a), Some(b)) => self.pages(a, b, depth + 1),
                        _ => return self.note(Change::Content),
                    }
                    if self.found >= Change::Content {
                        break;
                    }
                }
            }
            _ => self.note(Change::Content),
        }
    }

    /// The annotations of a page. Those of the old revision are found again by their numbers; one that stands within the list, by all
    /// it says.
    fn annotations(&mut self, old: Option<&Array<'a>>, new: Option<&Array<'a>>) {
        let before: BTreeSet<ObjectIdentifier> = old.iter().flat_map(|a| a.raw_iter()).filter_map(|e| id(&e)).collect();
        let within = |array: Option<&Array<'a>>| -> Vec<Entry<'a>> {
            array
                .iter()
                .flat_map(|a| a.raw_iter())
                .filter(|e| id(e).is_none())
                .collect()
        };
        let (a, b) = (within(old), within(new));
        let same_within = a.len() == b.len() && a.into_iter().zip(b).all(|(a, b)| self.same(Some(a), Some(b), 0));
        if !same_within {
            self.note(Change::Annotation);
        }
        let mut kept = 0;
        for entry in new.iter().flat_map(|a| a.raw_iter()) {
            let Some(id) = id(&entry) else { continue };
            if !self.spend() {
                return;
            }
            if before.contains(&id) {
                kept += 1;
                self.field(id, Change::Annotation);
            } else {
                self.added(id);
            }
        }
        if kept < before.len() {
            self.note(Change::Annotation);
        }
    }

    fn form(&mut self, old: &Dict<'a>, new: &Dict<'a>) {
        for key in keys(old, new) {
            if key == "Fields" {
                let (before, after) = (old.get::<Array<'a>>("Fields"), new.get::<Array<'a>>("Fields"));
                self.fields(before.as_ref(), after.as_ref(), 0);
                continue;
            }
            let change = match key.as_str() {
                "SigFlags" => Change::Signing,
                "DR" | "DA" | "NeedAppearances" => Change::FormFill,
                _ => Change::Content,
            };
            if self.found < change && !self.same(raw(old, &key), raw(new, &key), 0) {
                self.note(change);
            }
        }
    }

    fn fields(&mut self, old: Option<&Array<'a>>, new: Option<&Array<'a>>, depth: usize) {
        let before: BTreeSet<ObjectIdentifier> = old.iter().flat_map(|a| a.raw_iter()).filter_map(|e| id(&e)).collect();
        let mut kept = 0;
        for entry in new.iter().flat_map(|a| a.raw_iter()) {
            if !self.spend() || depth > DEPTH {
                return self.note(Change::Unclear);
            }
            let Some(id) = id(&entry) else {
                // A field within the list has no number to be found again by; it must show itself as an annotation.
                continue;
            };
            if before.contains(&id) {
                kept += 1;
                self.field(id, Change::Annotation);
                let kids = |xref: &'a XRef| xref.get::<Dict<'a>>(id).and_then(|d| d.get::<Array<'a>>("Kids"));
                let (a, b) = (kids(self.old), kids(self.new));
                if a.is_some() || b.is_some() {
                    self.fields(a.as_ref(), b.as_ref(), depth + 1);
                }
            } else {
                self.added(id);
            }
        }
        if kept < before.len() {
            self.note(Change::Annotation);
        }
    }

    /// A field or an annotation that only the later revision has.
    fn added(&mut self, id: ObjectIdentifier) {
        let added = self.new.get::<Dict<'a>>(id);
        self.note(if added.is_some_and(|d| is_signature_field(&d)) {
            Change::Signing
        } else {
            Change::Annotation
        });
    }

    /// A field or an annotation that both revisions have.
    fn field(&mut self, id: ObjectIdentifier, otherwise: Change) {
        if !self.compared.insert((id, id)) {
            return;
        }
        let (Some(old), Some(new)) = (self.old.get::<Dict<'a>>(id), self.new.get::<Dict<'a>>(id)) else {
            return self.note(otherwise);
        };
        let signature = is_signature_field(&old);
        let fillable = field_kind(&old).is_some();
        let signed = signature && old.get::<Dict<'a>>("V").is_some();
        for key in keys(&old, &new) {
            if key == "Kids" || self.same(raw(&old, &key), raw(&new, &key), 0) {
                continue;
            }
            let key = key.as_str();
            self.note(if signed && (key == "V" || key == "AP") {
                Change::Content
            } else if signature && SIGNED.contains(&key) {
                Change::Signing
            } else if !signature && fillable && FILLED.contains(&key) {
                Change::FormFill
            } else {
                otherwise
            });
        }
    }
}
