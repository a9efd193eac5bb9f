// The right side: findings with their evidence, fields, the declaration, what was not checked, what was decided.

import { Again, stillRefused } from "./again.js";
import { evidenceOf } from "./compare.js";
import { differ } from "./differ.js";
import { button, el, fill } from "./dom.js";
import { hasWord, pick, t } from "./words.js";

const TABS = ["findings", "fields", "declared", "unchecked", "history", "again"];

// The tabs of a case; the last is for a case that was submitted before.
function tabsOf(data) {
  return TABS.filter((name) => name !== "again" || data.earlier);
}

// Codes whose evidence is a declared value and what a paper says instead.
const HELD = /^match\.|\.registrant-mismatch$|\.seal-mismatch$/;

// Findings are told apart by what the ledger keeps of them.
export function placeOf(f) {
  const place = { code: f.code, document: f.document, page: f.page };
  if (f.box) place.box = f.box;
  if (f.field) place.field = f.field;
  if (f.id) place.id = f.id;
  return place;
}

function samePlace(a, b) {
  if (a.id && b.id) return a.id === b.id;
  return JSON.stringify([a.code, a.document, a.page, a.box ?? null, a.field ?? null]) === JSON.stringify([b.code, b.document, b.page, b.box ?? null, b.field ?? null]);
}

export function overruling(state, f) {
  return state.overruled.find((e) => samePlace(e.finding, f));
}

export function timeOf(at) {
  const d = new Date(at);
  return Number.isNaN(d.getTime()) ? at : d.toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
}

export class Panel {
  // heed: { finding(i), field(document, name), overrule(i), restore(entry), earlier: what Again heeds }
  constructor(words, heed) {
    this.words = words;
    this.heed = heed;
    this.tab = "findings";
    this.again = new Again(words, heed.earlier);
    this.node = el("section", { class: "panel", "aria-label": t("panel") });
  }

  show(data, selected) {
    this.data = data;
    this.selected = selected;
    this.draw();
  }

  draw() {
    this.node.setAttribute("aria-label", t("panel"));
    if (!this.data) return fill(this.node);
    const { report, state } = this.data;
    if (!tabsOf(this.data).includes(this.tab)) this.tab = "findings";
    const unchecked = this.unchecked();
    const left = new Set(report.checks.filter((c) => c.outcome === "not-checked").map((c) => c.code)).size;
    const counts = { findings: report.findings.length, unchecked: left, history: state.history.length, again: stillRefused(this.data.again) };
    const had = this.node.querySelector("[role=tablist]")?.contains(document.activeElement);
    const tabs = tabsOf(this.data).map((name) =>
      button([t(`tab.${name}`), counts[name] ? el("b", null, counts[name]) : null], () => this.open(name), {
        role: "tab",
        id: `tab-${name}`,
        "aria-selected": String(name === this.tab),
        "aria-controls": "panel-body",
        tabindex: name === this.tab ? "0" : "-1",
      }),
    );
    const list = el("div", { class: "tabs", role: "tablist", "aria-label": t("panel"), on: { keydown: (e) => this.tabKey(e) } }, tabs);
    const bodies = { findings: () => this.findings(), fields: () => this.fields(), declared: () => this.declared(), unchecked: () => unchecked, history: () => this.history(), again: () => this.again.nodes(this.data) };
    const body = bodies[this.tab]();
    const empty = { findings: "finding.none", fields: "field.none", unchecked: "unchecked.none", history: "history.none", again: "earlier.none" }[this.tab];
    this.body = el("div", { class: "body", role: "tabpanel", id: "panel-body", tabindex: "0", "aria-labelledby": `tab-${this.tab}` }, body.length ? body : el("p", { class: "nothing" }, t(empty)));
    const top = this.keepTop ? this.keepTop : 0;
    fill(this.node, el("h2", { class: "unseen" }, t("panel")), list, this.body);
    this.body.scrollTop = top;
    if (had) this.node.querySelector("[aria-selected=true]").focus();
  }

  open(name) {
    this.tab = name;
    this.keepTop = 0;
    this.draw();
  }

  openNumber(n) {
    if (this.data && tabsOf(this.data)[n]) this.open(TABS[n]);
  }

  tabKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const tabs = tabsOf(this.data);
    const next = tabs[tabs.indexOf(this.tab) + step];
    if (!next) return;
    event.preventDefault();
    this.open(next);
    this.node.querySelector("[aria-selected=true]").focus();
  }

  select(i) {
    this.selected = i;
    if (!this.data) return;
    if (this.tab !== "findings") return this.open("findings");
    this.keepTop = this.body.scrollTop;
    const within = this.body.contains(document.activeElement);
    this.draw();
    const chosen = this.body.querySelector("article.chosen");
    chosen?.scrollIntoView({ block: "nearest" });
    if (within) chosen?.querySelector("button.open").focus();
  }

  findings() {
    const out = [];
    let group;
    // What a province asks besides stands in a group of its own, behind the rest.
    const numbered = this.data.report.findings.map((f, i) => [f, i]);
    const local = numbered.filter(([f]) => f.province);
    for (const [f, i] of numbered.filter(([f]) => !f.province)) {
      if (group !== f.document || !out.length) {
        group = f.document;
        const kind = this.data.report.documents.find((d) => d.path === group)?.kind;
        out.push(el("h3", null, group === null ? t("finding.case") : [el("bdi", null, group), kind ? el("span", null, ` · ${pick(this.words.kinds, kind)}`) : null]));
      }
      out.push(this.finding(f, i));
    }
    if (local.length) out.push(el("h3", { class: "local" }, t("finding.local", local[0][0].province)));
    for (const [f, i] of local) out.push(this.finding(f, i));
    return out;
  }

  finding(f, i) {
    const chosen = i === this.selected;
    const gone = overruling(this.data.state, f);
    const head = button(
      [
        el("span", { class: "no" }, i + 1),
        el("span", { class: `tag ${f.severity}` }, t(`severity.${f.severity}`)),
        el("span", { class: "what" }, pick(this.words.codes, f.code)),
        f.page && f.page > 1 ? el("span", { class: "page" }, t("finding.page", f.page)) : null,
      ],
      () => this.heed.finding(i),
      { class: "open", "aria-expanded": String(chosen), "aria-current": chosen ? "true" : null },
    );
    return el(
      "article",
      { class: `finding ${f.severity}${chosen ? " chosen" : ""}${gone ? " gone" : ""}`, "data-finding": String(i) },
      head,
      f.province && f.document ? el("p", { class: "place" }, el("bdi", null, f.document)) : null,
      el("p", { class: "message" }, f.message),
      gone ? el("p", { class: "overruled" }, t("finding.overruled", gone.reviewer, gone.reason), this.heed.restore ? [" ", button(t("finding.restore"), () => this.heed.restore(gone), { class: "small" })] : null) : null,
      this.evidence(f),
      chosen ? this.more(f, i, gone) : null,
    );
  }

  evidence(f) {
    if (f.expected === undefined && f.actual === undefined) return null;
    const matched = HELD.test(f.code);
    const [a, b] = [f.expected_text ?? valueWords(f.expected), f.actual_text ?? valueWords(f.actual)];
    const both = typeof f.expected === "string" && typeof f.actual === "string" && matched;
    const parts = both ? differ(a, b) : [[[a, true]], [[b, true]]];
    const marked = (list) => list.map(([text, same]) => (same ? text : el("mark", null, text)));
    const side = (label, text, list) => (text === "" ? null : [el("dt", null, label), el("dd", null, el("bdi", null, marked(list)))]);
    return el(
      "dl",
      { class: "evidence" },
      side(t(matched ? "finding.declared" : "finding.expected"), a, parts[0]),
      side(t(matched ? "finding.read" : "finding.actual"), b, parts[1]),
      both && a === b && a.includes("*") ? el("dd", { class: "hidden-digits" }, t("finding.hidden")) : null,
    );
  }

  more(f, i, gone) {
    const level = f.rule_level ? t(`level.${f.rule_level}`) : null;
    return el(
      "div",
      { class: "more" },
      f.suggest ? el("p", null, el("b", null, t("finding.suggest")), " ", f.suggest) : null,
      f.copy ? el("p", { class: "copy" }, el("b", null, t("finding.copy")), " ", el("bdi", null, f.copy)) : null,
      f.published_by?.length ? el("p", { class: "rule" }, el("b", null, t("finding.published")), " ", f.published_by.join(t("finding.and"))) : null,
      f.place && f.field.startsWith("/") ? el("p", { class: "place" }, el("b", null, t("finding.place")), " ", f.place) : null,
      f.rule || f.source ? el("p", { class: "rule" }, el("b", null, t("finding.rule")), " ", [f.source, level, f.rule, f.code].filter(Boolean).join(" · ")) : null,
      this.heed.overrule && !gone ? button(t("finding.overrule"), () => this.heed.overrule(i), { class: "small", "data-key": "X" }) : null,
    );
  }

  fields() {
    return this.data.report.documents
      .map((d, n) => [d, n])
      .filter(([d]) => Object.keys(d.fields).length)
      .flatMap(([d, n]) => [
        el("h3", null, el("bdi", null, d.path)),
        el("p", { class: "kind" }, `${pick(this.words.kinds, d.kind)} · ${t("field.kind", share(d.kind_confidence))}`),
        el(
          "table",
          { class: "fields" },
          el("thead", null, el("tr", null, ["field.name", "field.value", "field.sure"].map((w) => el("th", { scope: "col" }, t(w))))),
          el("tbody", null, Object.entries(d.fields).map(([name, field]) => this.fieldRow(n, name, field))),
        ),
      ]);
  }

  fieldRow(n, name, field) {
    const low = field.confidence < 0.9;
    const value = el("bdi", null, field.value);
    const path = this.data.report.documents[n].path;
    const checked = this.data.state.corrections?.find((e) => e.document === path && e.field === name && e.page === field.page);
    const word = checked ? el("div", { class: "checked" }, checked.value === undefined ? t("correct.confirmed", checked.reviewer) : t("correct.corrected", checked.reviewer, checked.value)) : null;
    return el(
      "tr",
      low && !checked ? { class: "unsure" } : null,
      el("th", { scope: "row" }, pick(this.words.fields, name)),
      el("td", null, this.heed.correct || field.box ? button(value, () => this.heed.field(n, name), { class: "link" }) : value, word),
      el("td", { class: "share" }, share(field.confidence)),
    );
  }

  declared() {
    const { declared, declaration, report } = this.data;
    if (!declared.length) return [el("p", { class: "nothing" }, t(declaration === "no-folder" ? "declared.no-folder" : "declared.none"))];
    const found = new Map();
    for (const f of report.findings) if (f.field?.startsWith("/")) found.set(f.field, f);
    return [
      el(
        "dl",
        { class: "declared" },
        declared.map((row) => {
          const f = [...found].find(([p]) => p === row.pointer || p.startsWith(`${row.pointer}/`))?.[1];
          const label = document.documentElement.lang.startsWith("zh") ? row.zh : row.en;
          return el("div", f ? { class: `flag ${f.severity}` } : null, el("dt", null, label), el("dd", null, el("bdi", null, row.value), evidenceOf(row, this.data, this.words, this.heed), f ? el("p", { class: "message" }, f.message) : null));
        }),
      ),
    ];
  }

  // Checks that did not look, put together by what they missed.
  unchecked() {
    const { checks, documents } = this.data.report;
    const reasons = new Map();
    for (const c of checks) {
      if (c.outcome !== "not-checked") continue;
      const codes = reasons.get(c.why || "") || new Map();
      codes.set(c.code, [...(codes.get(c.code) || []), ...(c.document ? [c.document] : [])]);
      reasons.set(c.why || "", codes);
    }
    const partial = documents.filter((d) => d.partial || d.not_looked_at?.length);
    const missed = partial.map((d) => el("li", null, el("bdi", null, d.path), el("small", null, [d.partial ? t("unchecked.partial") : null, ...(d.not_looked_at || [])].filter(Boolean).join(t("list.and")))));
    const group = ([why, codes]) =>
      el(
        "section",
        { class: "missed" },
        el("h3", null, `${t("unchecked.why")} · ${why || "—"}`),
        el("ul", null, [...codes].map(([code, docs]) => el("li", null, pick(this.words.codes, code), docs.length ? el("small", null, docs.join("、")) : null))),
      );
    return [missed.length ? el("section", { class: "missed" }, el("h3", null, t("unchecked.documents")), el("ul", null, missed)) : null, ...[...reasons].sort((x, y) => y[1].size - x[1].size).reverse().map(group)].filter(Boolean);
  }

  history() {
    const { state, digest } = this.data;
    const undone = new Set(state.history.filter((e) => e.action === "undo").map((e) => e.undoes));
    return [...state.history].reverse().map((e) =>
      el(
        "div",
        { class: `entry ${e.action}${undone.has(e.revision) ? " undone" : ""}` },
        el("p", null, el("b", null, t(`done.${e.action}`)), " ", t("decide.by", e.reviewer, timeOf(e.at)), digest && e.digest !== digest ? ` · ${t("history.old")}` : null),
        e.finding ? el("p", null, pick(this.words.codes, e.finding.code)) : null,
        e.field ? el("p", null, el("bdi", null, e.document), ` · ${pick(this.words.fields, e.field)}${e.value === undefined ? "" : `：${e.value}`}`) : null,
        e.to !== undefined ? el("p", null, e.to ? t("assign.now", e.to) : t("assign.nobody")) : null,
        e.says ? el("p", null, t(`act.${e.says}`)) : null,
        e.remark ? el("p", null, t("history.remark"), el("bdi", null, e.remark)) : null,
        e.notice || e.reason || e.comment || e.text ? el("pre", null, (e.notice || e.reason || e.comment || e.text).split("\n").flatMap((line) => [line, el("br")])) : null,
      ),
    );
  }
}

export function share(p) {
  return `${Math.round(p * 100)}%`;
}

function valueWords(value) {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(valueWords).join("、");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

// Words of a problem that the server names, where the page has them.
export function troubleWords(trouble, group) {
  const key = `${group}.${trouble.why}`;
  return hasWord(key) ? t(key, trouble.message) : t("error.any", trouble.message);
}
