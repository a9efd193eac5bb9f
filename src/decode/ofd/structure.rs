//! What an OFD holds (GB/T 33190, 7): its first document, its pages, templates, resources, annotations and signatures, as paths of
//! members. Nothing is drawn here.

use std::collections::HashMap;
use std::sync::Arc;

use roxmltree::Node;

use super::container::{Container, folder, malformed, resolve};
use super::style::{Space, StylePart};
use super::xml::{self, child, children};
use crate::decode::DecodeError;
use crate::limits::Limits;

/// A page in millimetres: left, top, width, height.
pub type Area = [f64; 4];

/// A4, where a document says no size.
const A4: Area = [0.0, 0.0, 210.0, 297.0];

/// Levels of page nodes and of derived styles.
const DEPTH: usize = 8;

/// A font that texts name.
#[derive(Debug, Clone)]
pub struct FontSpec {
    /// Its name as written: "宋体".
    pub name: String,
    /// Member with its program, where it is embedded.
    pub file: Option<String>,
}

/// A page of the document.
#[derive(Debug, Clone)]
pub struct PageAt {
    pub id: String,
    pub path: String,
}

/// The first document of an OFD; later ones are versions or bodies that no reader shows at once.
#[derive(Default)]
pub struct OfdStructure {
    pub pages: Vec<PageAt>,
    /// Content files of templates by their ID.
    pub templates: HashMap<String, String>,
    pub area: Option<Area>,
    pub fonts: HashMap<String, FontSpec>,
    /// Members of pictures by their ID.
    pub media: HashMap<String, String>,
    pub styles: HashMap<String, StylePart>,
    pub spaces: HashMap<String, Space>,
    /// Resource files that hold composite objects, by the object's ID.
    pub composites: HashMap<String, Arc<[u8]>>,
    /// Files of annotations by the ID of their page.
    pub annotations: HashMap<String, Vec<String>>,
    /// Signature files in their order.
    pub signatures: Vec<String>,
    /// Program that wrote it, by its own word.
    pub software: Option<String>,
}

impl OfdStructure {
    /// Reads the structure. Pages without end are not counted beyond `limits.pages` times two.
    pub fn read(container: &mut Container, limits: &Limits) -> Result<Self, DecodeError> {
        let bytes = container.needed("OFD.xml")?;
        let entry = xml::parse(&bytes)?;
        let body = child(entry.root_element(), "DocBody").ok_or_else(|| malformed("it holds no document"))?;
        let root = xml::said(body, "DocRoot").ok_or_else(|| malformed("it holds no document"))?;
        let root = resolve(container, "", root);
        let mut structure = OfdStructure {
            software: software(body),
            ..OfdStructure::default()
        };
        let bytes = container.needed(&root)?;
        let document = xml::parse(&bytes)?;
        structure.document(container, document.root_element(), folder(&root), limits)?;
        if let Some(list) = xml::said(body, "Signatures") {
            structure.list_signatures(container, &resolve(container, "", list))?;
        }
        Ok(structure)
    }

    /// The size of a page that says none itself.
    pub fn default_area(&self) -> Area {
        self.area.unwrap_or(A4)
    }

    fn document(
        &mut self,
        container: &mut Container,
        root: Node<'_, '_>,
        at: &str,
        limits: &Limits,
    ) -> Result<(), DecodeError> {
        if let Some(common) = child(root, "CommonData") {
            self.area = area(common, "PageArea");
            for template in children(common, "TemplatePage") {
                if let (Some(id), Some(loc)) = (template.attribute("ID"), xml::value(template, "BaseLoc")) {
                    self.templates.insert(id.to_owned(), resolve(container, at, loc));
                }
            }
            for list in common
                .children()
                .filter(|n| matches!(n.tag_name().name(), "PublicRes" | "DocumentRes"))
            {
                if let Some(loc) = list.text() {
                    self.resources(container, &resolve(container, at, loc))?;
                }
            }
        }
        let pages = child(root, "Pages").ok_or_else(|| malformed("it holds no pages"))?;
        for page in children(pages, "Page").take(limits.pages * 2) {
            if let Some(loc) = xml::value(page, "BaseLoc") {
                self.pages.push(PageAt {
                    id: page.attribute("ID").unwrap_or_default().to_owned(),
                    path: resolve(container, at, loc),
                });
            }
        }
        if let Some(list) = xml::said(root, "Annotations") {
            self.list_annotations(container, &resolve(container, at, list))?;
        }
        Ok(())
    }

    /// Adds what a resource file holds. One that is missing is left out: what asks for it is not drawn.
    pub fn resources(&mut self, container: &mut Container, path: &str) -> Result<(), DecodeError> {
        let Some(bytes) = container.member(path)? else {
            return Ok(());
        };
        let document = xml::parse(&bytes)?;
        let root = document.root_element();
        let base = root.attribute("BaseLoc").unwrap_or_default();
        let at = format!("{}/{}", folder(path), base.trim_start_matches("./"));
        for part in root.descendants().filter(Node::is_element) {
            let Some(id) = part.attribute("ID").map(str::to_owned) else {
                continue;
            };
            match part.tag_name().name() {
                "Font" => {
                    let name = part.attribute("FontName").unwrap_or_default().to_owned();
                    let file = xml::said(part, "FontFile").map(|f| resolve(container, &at, f));
                    self.fonts.insert(id, FontSpec { name, file });
                }
                "MultiMedia" => {
                    if let Some(file) = xml::said(part, "MediaFile") {
                        self.media.insert(id, resolve(container, &at, file));
                    }
                }
                "DrawParam" => {
                    self.styles.insert(id, StylePart::read(part));
                }
                "ColorSpace" => {
                    self.spaces.insert(id, Space::read(part));
                }
                "CompositeGraphicUnit" | "CompositeGraphUnit" | "VectorG" => {
                    self.composites.insert(id, Arc::clone(&bytes));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A style with what it is derived from (`Relative`) beneath it.
    pub fn style(&self, id: &str) -> StylePart {
        let mut style = StylePart::default();
        let mut next = Some(id);
        for _ in 0..DEPTH {
            let Some(part) = next.and_then(|id| self.styles.get(id)) else {
                break;
            };
            style = style.over(part);
            next = part.relative.as_deref();
        }
        style
    }

    fn list_annotations(&mut self, container: &mut Container, path: &str) -> Result<(), DecodeError> {
        let Some(bytes) = container.member(path)? else {
            return Ok(());
        };
        let list = xml::parse(&bytes)?;
        for page in children(list.root_element(), "Page") {
            let (Some(id), Some(loc)) = (page.attribute("PageID"), xml::said(page, "FileLoc")) else {
                continue;
            };
            let file = resolve(container, folder(path), loc);
            self.annotations.entry(id.to_owned()).or_default().push(file);
        }
        Ok(())
    }

    fn list_signatures(&mut self, container: &mut Container, path: &str) -> Result<(), DecodeError> {
        let Some(bytes) = container.member(path)? else {
            return Ok(());
        };
        let list = xml::parse(&bytes)?;
        for signature in children(list.root_element(), "Signature") {
            if let Some(loc) = xml::value(signature, "BaseLoc") {
                self.signatures.push(resolve(container, folder(path), loc));
            }
        }
        Ok(())
    }
}

/// The physical box of a page, or of pages that say none.
pub fn area(node: Node<'_, '_>, name: &str) -> Option<Area> {
    let area = xml::fixed(child(node, name)?, "PhysicalBox")?;
    (area[2] > 0.0 && area[3] > 0.0).then_some(area)
}

fn software(body: Node<'_, '_>) -> Option<String> {
    let info = child(body, "DocInfo")?;
    let creator = xml::said(info, "Creator")?;
    let version = xml::said(info, "CreatorVersion").unwrap_or_default();
    Some(format!("{creator} {version}").trim().chars().take(200).collect())
}
