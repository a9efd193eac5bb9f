//! What a glyph says.
//!
//! The renderer's own answer is the font's `ToUnicode` (ISO 32000-2, 9.10.3) or, for a composite font that is not embedded,
//! its character collection. Three ways more lead to a character where that fails (9.10.2 and beyond it): the collection of
//! an embedded font, the program of an embedded font read backwards from the painted glyph, and `ToUnicode` given by the
//! name of an identity map. Where none does, the glyph says nothing, and the caller counts it.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::OutlineGlyph;
use hayro::hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro_font::{Font, FontCache, FontGlyph};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as Bytes};
use hayro_syntax::page::{Page, Resources};

use super::program::{Program, sound};
use crate::hanzi;

/// Fonts looked at on one page, and resource dictionaries searched for them.
const FONTS: usize = 256;
const RESOURCES: usize = 2000;

/// A composite font of the page.
struct Known<'a> {
    font: Font<'a>,
    encoding: CMap,
    embedded: bool,
    /// Characters by CID of the font's character collection.
    collection: Option<Rc<CMap>>,
    /// `ToUnicode` is the name of an identity map: codes are characters.
    codes_are_characters: bool,
    program: OnceCell<Program>,
}

/// What is known of one glyph.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// What it says; `None` when nothing tells.
    pub text: Option<String>,
    /// Its number in the font's encoding.
    pub code: u32,
    /// Its shape is in the file; otherwise each reader of the file draws it with a font of its own.
    pub embedded: bool,
}

/// The fonts of a page.
pub(super) struct Fonts<'a> {
    known: Vec<Known<'a>>,
    collections: Collections,
    told: RefCell<BTreeMap<(u128, u32), Told>>,
}

impl std::fmt::Debug for Fonts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fonts({})", self.known.len())
    }
}

/// CID-to-Unicode maps of the collections met, each parsed once.
#[derive(Default)]
struct Collections(RefCell<Vec<(CidFamily, Option<Rc<CMap>>)>>);

impl Collections {
    fn get(&self, family: &CidFamily) -> Option<Rc<CMap>> {
        if let Some((_, map)) = self.0.borrow().iter().find(|(f, _)| f == family) {
            return map.clone();
        }
        let map = family
            .ucs2_cmap()
            .and_then(load_embedded)
            .and_then(|data| CMap::parse(data, load_embedded))
            .map(Rc::new);
        self.0.borrow_mut().push((family.clone(), map.clone()));
        map
    }
}

/// Font dictionaries that the page's content can name: its own, and those of forms, patterns, drawn fonts and appearances.
fn dictionaries<'a>(page: &Page<'a>) -> Vec<Dict<'a>> {
    let mut fonts: Vec<Dict<'a>> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut stack = vec![page.resources().clone()];
    let nested = |stream: &Stream<'a>| stream.dict().get::<Dict<'a>>("Resources").map(Resources::new);
    if let Some(notes) = page.raw().get::<Array<'a>>("Annots") {
        for note in notes.iter::<Dict<'a>>().take(RESOURCES) {
            let normal = note
                .get::<Dict<'a>>("AP")
                .and_then(|looks| looks.get::<Object<'a>>("N"));
            match normal {
                Some(Object::Stream(stream)) => stack.extend(nested(&stream)),
                Some(Object::Dict(states)) => {
                    let all = states.keys().filter_map(|k| states.get::<Stream<'a>>(&k));
                    stack.extend(all.filter_map(|s| nested(&s)));
                }
                _ => {}
            }
        }
    }
    let mut searched = 0;
    while let Some(resources) = stack.pop() {
        searched += 1;
        if searched > RESOURCES || fonts.len() >= FONTS {
            break;
        }
        let states = resources.ext_g_states.keys().filter_map(|k| {
            let state = resources.ext_g_states.get::<Dict<'a>>(&k)?;
            state.get::<Array<'a>>("Font")?.iter::<Dict<'a>>().next()
        });
        let named = resources
            .fonts
            .keys()
            .filter_map(|k| resources.fonts.get::<Dict<'a>>(&k));
        for font in named.chain(states) {
            if font.obj_id().is_none_or(|id| seen.insert(id)) {
                stack.extend(font.get::<Dict<'a>>("Resources").map(Resources::new));
                fonts.push(font);
            }
        }
        for group in [&resources.x_objects, &resources.patterns] {
            for stream in group.keys().filter_map(|k| group.get::<Stream<'a>>(&k)) {
                if seen.insert(stream.obj_id()) {
                    stack.extend(nested(&stream));
                }
            }
        }
    }
    fonts
}

fn is_name(dict: &Dict<'_>, key: &str, value: &[u8]) -> bool {
    dict.get::<Name<'_>>(key)
        .is_some_and(|n| n.as_str().as_bytes() == value)
}

impl<'a> Known<'a> {
    fn of(
        dict: &Dict<'a>,
        cache: &FontCache<'a>,
        settings: &InterpreterSettings,
        collections: &Collections,
    ) -> Option<Self> {
        if !is_name(dict, "Subtype", b"Type0") {
            return None;
        }
        let encoding = match dict.get::<Object<'_>>("Encoding")? {
            Object::Name(name) => match CMapName::from_bytes(name.as_ref()) {
                CMapName::IdentityH => CMap::identity_h(),
                CMapName::IdentityV => CMap::identity_v(),
                name => CMap::parse(predefined(name)?, predefined)?,
            },
            Object::Stream(stream) => CMap::parse(&stream.decoded_data().ok()?, predefined)?,
            _ => return None,
        };
        let descendant = dict.get::<Array<'a>>("DescendantFonts")?.iter::<Dict<'a>>().next()?;
        let descriptor = descendant.get::<Dict<'a>>("FontDescriptor").unwrap_or_default();
        let said = || {
            let info = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
            let registry = info.get::<Bytes<'_>>("Registry")?;
            let ordering = info.get::<Bytes<'_>>("Ordering")?;
            Some(CidFamily::from_registry_ordering(
                registry.as_bytes(),
                ordering.as_bytes(),
            ))
        };
        let family = encoding
            .metadata()
            .character_collection
            .as_ref()
            .map(|c| c.family.clone())
            .filter(|f| *f != CidFamily::AdobeIdentity)
            .or_else(said);
        Some(Self {
            font: cache.font(dict, &settings.font_resolver, &settings.cmap_resolver)?,
            encoding,
            embedded: ["FontFile", "FontFile2", "FontFile3"]
                .iter()
                .any(|key| descriptor.contains_key(key)),
            collection: family.and_then(|f| collections.get(&f)),
            codes_are_characters: is_name(dict, "ToUnicode", b"Identity-H")
                || is_name(dict, "ToUnicode", b"Identity-V"),
            program: OnceCell::new(),
        })
    }

    /// Whether the glyph is this font's.
    fn draws(&self, glyph: &OutlineGlyph) -> bool {
        let code = glyph.char_code();
        match self.font.glyph(self.font.map_code(code), code) {
            FontGlyph::Outline(own) => {
                own.identifier() == glyph.identifier() && own.advance_width() == glyph.advance_width()
            }
            FontGlyph::Type3(_) => false,
        }
    }

    fn cid(&self, code: u32) -> Option<u32> {
        (1..=4).find_map(|length| self.encoding.lookup_cid_code(code, length))
    }

    fn by_collection(&self, code: u32) -> Option<String> {
        self.collection.as_ref().and_then(|map| by_cid(map, self.cid(code)?))
    }
}

/// A predefined map from codes to characters of a collection (ISO 32000-2, 9.7.5.2). The newer UTF-16 map of Adobe-GB1 holds
/// every code of the UCS-2 one and 1,462 more, among them the dot between the names of minorities (U+00B7): software
/// writes it with either, and a code without a character is not painted.
pub(super) fn predefined(name: CMapName<'_>) -> Option<&'static [u8]> {
    load_embedded(match name {
        CMapName::UniGbUcs2H => CMapName::UniGbUtf16H,
        CMapName::UniGbUcs2V => CMapName::UniGbUtf16V,
        other => other,
    })
}

fn spelt(said: BfString) -> String {
    match said {
        BfString::Char(c) => c.to_string(),
        BfString::String(s) => s,
    }
}

fn by_cid(map: &CMap, cid: u32) -> Option<String> {
    map.lookup_bf_string(cid).map(spelt).filter(|s| believable(s))
}

/// Every character of it says something.
fn believable(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| sound(c) || c.is_whitespace())
}

impl<'a> Fonts<'a> {
    /// Looks up the fonts a page can name.
    pub(super) fn of(page: &Page<'a>, settings: &InterpreterSettings) -> Self {
        let (cache, collections) = (FontCache::new(), Collections::default());
        let known = dictionaries(page)
            .iter()
            .filter_map(|dict| Known::of(dict, &cache, settings, &collections))
            .collect();
        Self {
            known,
            collections,
            told: RefCell::default(),
        }
    }

    /// What a glyph says and whether its shape is in the file.
    pub(super) fn tell(&self, glyph: &OutlineGlyph) -> Told {
        let key = (glyph.identifier().cache_key(), glyph.char_code());
        let own = glyph.as_unicode().map(spelt).filter(|s| believable(s));
        // A font program can serve two fonts whose codes mean different things: the answer is kept only where the font's
        // own map has none to tell them apart.
        if own.is_none()
            && let Some(told) = self.told.borrow().get(&key)
        {
            return told.clone();
        }
        let font = self.known.iter().find(|k| k.draws(glyph));
        let embedded = font.is_none_or(|f| f.embedded);
        let text = match font {
            // What a reader's own font draws follows from the collection, whatever the map for copying says.
            Some(f) if !f.embedded => f.by_collection(glyph.char_code()).or_else(|| own.clone()),
            _ => own.clone(),
        };
        let text = text
            .or_else(|| {
                let named = font.is_some_and(|f| f.codes_are_characters);
                let c = char::from_u32(glyph.char_code()).filter(|c| named && sound(*c))?;
                Some(c.to_string())
            })
            .or_else(|| self.backwards(glyph, font))
            .or_else(|| font.and_then(|f| f.by_collection(glyph.char_code())))
            .map(|s| s.chars().map(hanzi::unified).collect());
        let told = Told {
            text,
            code: glyph.char_code(),
            embedded,
        };
        if own.is_none() {
            self.told.borrow_mut().insert(key, told.clone());
        }
        told
    }

    /// By the program of an embedded font.
    fn backwards(&self, glyph: &OutlineGlyph, font: Option<&Known<'a>>) -> Option<String> {
        let font = font.filter(|f| f.embedded)?;
        let program = font.program.get_or_init(|| {
            glyph
                .font_data()
                .map(|f| Program::read((*f.data).as_ref()))
                .unwrap_or_default()
        });
        let id = glyph.glyph_id().to_u32();
        program.character(id).map(String::from).or_else(|| {
            let (family, numbers) = program.collection.as_ref()?;
            by_cid(self.collections.get(family)?.as_ref(), *numbers.get(&id)?)
        })
    }
}
