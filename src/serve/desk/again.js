// A case that comes again, beside its earlier submission: what was refused and comes again, what was mended, what is new.

import { differ } from "./differ.js";
import { button, el } from "./dom.js";
import { pick, t } from "./words.js";

// What a person must look at stands first.
const FATES = ["refused-again", "not-mended", "new", "mended", "replaced", "kept"];
const GRAVITY = { "refused-again": "reject", "not-mended": "reject", new: "review", mended: "pass", replaced: "note", kept: "note" };

// Papers that were refused and are no better.
export function stillRefused(again) {
  return again?.beside ? again.beside.papers.filter((p) => GRAVITY[p.fate] === "reject").length : 0;
}

function day(seconds) {
  return new Date(seconds * 1000).toLocaleDateString(document.documentElement.lang, { dateStyle: "medium", timeZone: "Asia/Shanghai" });
}

// Pictures of a paper's pages, each in its place once it has come.
function pages(row, fetchPage) {
  return row.pages.map((page, i) => {
    const frame = el("span", { class: "frame" });
    frame.style.aspectRatio = `${page.width} / ${page.height}`;
    fetchPage(i + 1)
      .then((url) => frame.append(el("img", { alt: t("stage.alt", row.path, i + 1), src: url })))
      .catch(() => frame.append(el("small", null, t("stage.nothing"))));
    return frame;
  });
}

function side(word, row, fetchPage) {
  return el("figure", null, el("figcaption", null, t(word), " ", el("bdi", null, row.path)), row.pages.length ? pages(row, fetchPage) : el("small", null, t("stage.nothing")));
}

// Both papers as large as the window lets them be. Escape closes.
function showBoth(title, before, now) {
  const close = button(t("dialog.close"), () => dialog.close(), { class: "main" });
  const dialog = el("dialog", { class: "both", "aria-labelledby": "both-title" }, el("h2", { id: "both-title" }, title), el("div", { class: "pair", tabindex: "0", role: "group", "aria-labelledby": "both-title" }, before(), now()), el("footer", null, close));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
}

// What was asked of the earlier submission, and whether it stands still.
function asked(finding, stays) {
  return el("li", { class: stays ? "stays" : "done" }, el("b", { class: "tag" }, t(stays ? "earlier.stays" : "earlier.done")), " ", finding.message);
}

export class Again {
  // heed: { document(i), picture(key, document, page), beside(key) }
  constructor(words, heed) {
    this.words = words;
    this.heed = heed;
  }

  nodes(data) {
    const { again } = data;
    if (!again) return [el("p", { class: "nothing" }, t("earlier.loading"))];
    if (!again.beside) return [];
    const { beside } = again;
    const papers = [...beside.papers].sort((a, b) => FATES.indexOf(a.fate) - FATES.indexOf(b.fate) || a.document - b.document);
    return [
      this.head(again),
      el("h3", null, t("earlier.papers")),
      papers.map((p) => this.paper(p, data)),
      beside.gone.map((i) => this.goneOne(again.report.documents[i])),
      beside.declared.length ? [el("h3", null, t("earlier.declared")), el("dl", { class: "declared again" }, beside.declared.map((c) => this.changed(c, data)))] : null,
      beside.asked.length ? [el("h3", null, t("earlier.case")), el("ul", { class: "was" }, beside.asked.map((a) => asked(again.report.findings[a.finding], a.stays)))] : null,
    ].flat(2);
  }

  head(again) {
    const chosen = again.others.find((o) => o.key === again.with);
    const label = (o) => `${day(o.submitted ?? o.written)} · ${o.id} · ${o.decision ? t(`done.${o.decision.action}`) : t("earlier.undecided")}`;
    const which = again.others.length > 1 ? el("select", { "aria-label": t("earlier.which"), on: { change: (e) => this.heed.beside(e.target.value) } }, again.others.map((o) => el("option", { value: o.key, selected: o.key === again.with }, label(o)))) : el("span", null, label(chosen));
    const notice = chosen.decision?.notice;
    return el("div", { class: "earlier" }, el("p", null, el("b", null, t("earlier.earlier")), " ", which), notice ? el("details", null, el("summary", null, t("earlier.notice")), el("pre", null, notice.split("\n").flatMap((line) => [line, el("br")]))) : null);
  }

  paper(p, data) {
    const { again, report, key } = data;
    const row = report.documents[p.document];
    const before = p.earlier ? again.report.documents[p.earlier[0]] : null;
    const how = p.earlier && p.earlier[1] !== "in-its-place" ? el("p", { class: "how" }, t(`earlier.${p.earlier[1]}`)) : p.unsure ? el("p", { class: "how" }, t("earlier.unsure")) : null;
    const ours = () => side("earlier.now", row, (page) => this.heed.picture(key, p.document, page));
    // Of a report that was written anew the pictures are gone; the same file is the same picture.
    const theirPage = again.kept ? (page) => (p.earlier[1] === "same-file" ? this.heed.picture(key, p.document, page) : Promise.reject(new Error("gone"))) : (page) => this.heed.picture(again.with, p.earlier[0], page);
    const theirs = () => side("earlier.before", before, theirPage);
    return el(
      "article",
      { class: `finding again ${p.fate} ${GRAVITY[p.fate]}`, "data-paper": String(p.document) },
      button([el("span", { class: `tag ${GRAVITY[p.fate]}` }, t(`fate.${p.fate}`)), el("span", { class: "what" }, pick(this.words.kinds, row.kind))], () => this.heed.document(p.document), { class: "open" }),
      el("p", { class: "how" }, el("bdi", null, row.path), before && before.path !== row.path ? [" ← ", el("bdi", null, before.path)] : null),
      how,
      p.was.length ? el("ul", { class: "was" }, p.was.map((i) => asked(again.report.findings[i], p.fate === "refused-again" || p.stays.includes(i)))) : null,
      before ? button(t("earlier.both"), () => showBoth(pick(this.words.kinds, row.kind), theirs, ours), { class: "small" }) : null,
    );
  }

  goneOne(row) {
    return el("article", { class: "finding again gone-paper note" }, el("p", null, el("span", { class: "tag" }, t("fate.gone")), " ", el("span", { class: "what" }, pick(this.words.kinds, row.kind))), el("p", { class: "how" }, el("bdi", null, row.path)));
  }

  changed(c, data) {
    const { again } = data;
    const [before, now] = [c.earlier === null ? null : again.declared[c.earlier], c.now === null ? null : data.declared[c.now]];
    const [a, b] = [before?.value ?? "", now?.value ?? ""];
    const parts = differ(a, b);
    const marked = (list) => list.map(([text, same]) => (same ? text : el("mark", null, text)));
    const label = document.documentElement.lang.startsWith("zh") ? (now ?? before).zh : (now ?? before).en;
    const value = (word, there, list) => el("p", null, el("small", null, t(word)), " ", there ? el("bdi", null, marked(list)) : el("i", null, t("earlier.nothing")));
    return el("div", null, el("dt", null, label), el("dd", null, value("earlier.before", before, parts[0]), value("earlier.now", now, parts[1]), a === b ? el("small", null, t("finding.hidden")) : null, c.was.length ? el("ul", { class: "was" }, c.was.map((i) => el("li", null, again.report.findings[i].message))) : null));
  }
}
