// One row a thing that counts: declared, what each paper says with the cut-out of its picture, and whether they agree.

import { differ } from "./differ.js";
import { button, el } from "./dom.js";
import { pick, t } from "./words.js";

const STATE_SIGNS = { same: "✓", masked: "✓", other: "≠", reject: "✕", review: "!", note: "·" };
// Height of a cut-out on the page, and how much around the box it shows.
const HEIGHT = 30;
const AROUND = 0.35;

// Characters at these places marked; a text whose places are not known is compared with the other.
function marked(text, other, places) {
  const at = new Set(places);
  const parts = places.length ? [...text].map((c, i) => [c, !at.has(i)]) : differ(other, text)[1];
  return parts.map(([part, same]) => (same ? part : el("mark", null, part)));
}

// The box of a field, cut out of its page; filled once the picture has come.
function cutOut(field, page, fetchPicture) {
  if (!field.box || !page) return null;
  const [x, y, w, h] = field.box;
  const pad = h * AROUND;
  const scale = HEIGHT / (h + 2 * pad);
  const node = el("span", { class: "cutout", "aria-hidden": "true" });
  node.style.width = `${Math.min(300, (w + 2 * pad) * scale)}px`;
  node.style.height = `${HEIGHT}px`;
  fetchPicture()
    .then((url) => {
      const img = el("img", { alt: "", src: url });
      img.style.width = `${page.width * scale}px`;
      img.style.height = `${page.height * scale}px`;
      img.style.left = `${-(x - pad) * scale}px`;
      img.style.top = `${-(y - pad) * scale}px`;
      node.append(img);
    })
    // The row stays without its cut-out; the page itself tells why it cannot be shown.
    .catch(() => node.remove());
  return node;
}

// The evidence of a declared value as lines. heed: { field(document, name), picture(document, page) }
export function evidenceOf(row, data, words, heed) {
  const found = data.compared?.find((c) => c.pointer === row.pointer);
  if (!found) return null;
  const line = (e) => {
    const paper = data.report.documents[e.document];
    const field = paper.fields[e.field];
    if (!field) return null;
    const value = e.state === "same" || e.state === "masked" ? field.value : marked(field.value, row.value, e.differ);
    const masked = e.state === "masked" ? el("small", null, t("compared.masked")) : e.state !== "same" && field.value === row.value ? el("small", null, t("finding.hidden")) : null;
    return el(
      "li",
      { class: e.state },
      el("span", { class: "state", title: t(`compared.${e.state}`) }, STATE_SIGNS[e.state]),
      el("span", { class: "unseen" }, t(`compared.${e.state}`)),
      el("span", { class: "paper" }, pick(words.kinds, paper.kind)),
      button(el("bdi", null, value), () => heed.field(e.document, e.field), { class: "link" }),
      cutOut(field, paper.pages[field.page - 1], () => heed.picture(e.document, field.page)),
      masked,
    );
  };
  return el("ul", { class: "compared" }, found.evidence.map(line));
}
