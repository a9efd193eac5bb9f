// The list of cases: filters, order, and only as many rows in the page as fit its height.

import { button, el, fill } from "./dom.js";
import { isDue, openRow, today } from "./queues.js";
import { langName, pick, t } from "./words.js";

const ROW = 58;
const VERDICTS = ["reject", "review", "error", "pass"];
const SIGNS = { reject: "✕", review: "!", error: "?", pass: "✓" };
const RANK = { error: 0, reject: 1, review: 2, pass: 3 };

const ORDERS = {
  worst: (a, b) => RANK[a.v] - RANK[b.v] || b.n[0] - a.n[0] || b.n[1] - a.n[1] || byId(a, b),
  oldest: (a, b) => (a.t ?? a.w) - (b.t ?? b.w) || byId(a, b),
  due: (a, b) => (a.u ?? "9999").localeCompare(b.u ?? "9999") || (a.t ?? a.w) - (b.t ?? b.w) || byId(a, b),
  newest: (a, b) => b.w - a.w || byId(a, b),
  id: (a, b) => byId(a, b),
};

// What a case may be asked to be by the menu of decisions. The list knows who looks (`me`).
const STATES = {
  open: (row) => !row.x,
  decided: (row) => row.x,
  mine: (row, list) => row.g === list.me,
  free: (row, list) => openRow(row) && !row.o && (!row.g || row.g === list.me),
  escalated: (row) => row.e,
  differs: (row) => row.q,
  again: (row) => row.b,
  due: (row) => isDue(row, today()),
};

const collator = new Intl.Collator("zh", { numeric: true });

// Numbers within ids count as numbers. Ids of one length, as most are, need no collation, which is ten times dearer.
function byId(a, b) {
  if (a.id === b.id) return a.k < b.k ? -1 : 1;
  if (a.id.length === b.id.length) return a.id < b.id ? -1 : 1;
  return collator.compare(a.id, b.id) || (a.k < b.k ? -1 : 1);
}

export function verdictSign(verdict) {
  return el("span", { class: `sign ${verdict}`, "aria-hidden": "true" }, SIGNS[verdict]);
}

export class CaseList {
  constructor(words, open) {
    this.words = words;
    this.open = open;
    this.rows = new Map();
    this.codes = [];
    this.order = [];
    this.current = null;
    // Who looks at the list, where people share it; null where one person works alone.
    this.me = null;
    this.queues = null;
    this.filter = { text: "", verdicts: new Set(), code: "", province: "", kind: "", decision: "" };
    this.sort = "worst";
    this.node = el("section", { class: "list" });
    this.build();
  }

  build() {
    const f = this.filter;
    const set = (name) => (event) => {
      f[name] = event.target.value;
      this.arrange();
    };
    this.search = el("input", {
      type: "search",
      placeholder: t("list.search"),
      "aria-label": t("list.search"),
      autocomplete: "off",
      spellcheck: "false",
      value: f.text,
      on: {
        input: set("text"),
        // The first hit is opened.
        keydown: (event) => {
          if (event.key === "Enter" && this.order.length) this.open(this.order[0].k);
        },
      },
    });
    this.chips = el("div", { class: "chips", role: "group", "aria-label": t("list.verdicts") });
    const select = (name, label) => el("select", { "aria-label": label, on: { change: set(name) } });
    this.selects = {
      code: select("code", t("list.code")),
      province: select("province", t("list.province")),
      kind: select("kind", t("list.kind")),
      decision: select("decision", t("list.decision")),
    };
    this.sorter = el("select", {
      "aria-label": t("list.sort"),
      on: {
        change: (event) => {
          this.sort = event.target.value;
          this.arrange();
        },
      },
    });
    fill(this.sorter, Object.keys(ORDERS).map((o) => el("option", { value: o, selected: o === this.sort }, t(`sort.${o}`))));
    this.count = el("p", { class: "count", role: "status" });
    this.inner = el("div", { class: "inner", role: "presentation" });
    this.box = el("div", { class: "rows", role: "listbox", tabindex: "0", "aria-label": t("list"), on: { scroll: () => this.draw() } }, this.inner);
    this.hint = el("p", { class: "hint" });
    fill(
      this.node,
      el("h2", { class: "unseen" }, t("list")),
      el("div", { class: "filters" }, this.queues?.node, this.search, this.chips, Object.values(this.selects), this.sorter, this.count),
      this.box,
      this.hint,
    );
    new ResizeObserver(() => this.draw()).observe(this.box);
    this.arrange();
  }

  take(news) {
    if (news.whole) this.rows.clear();
    this.codes = news.codes;
    for (const key of news.gone) this.rows.delete(key);
    let came = 0;
    for (const row of news.rows) {
      came += this.rows.has(row.k) ? 0 : 1;
      row.find = `${row.id}\n${row.s || ""}`.toLowerCase();
      this.rows.set(row.k, row);
    }
    if (news.rows.length || news.gone.length || news.whole) this.arrange();
    return came;
  }

  // What is filtered and ordered by, as a queue keeps it.
  view() {
    const f = this.filter;
    return { ...f, verdicts: [...f.verdicts], sort: this.sort };
  }

  apply(view) {
    const f = this.filter;
    for (const name of ["text", "code", "province", "kind", "decision"]) f[name] = String(view[name] ?? "");
    f.verdicts = new Set(view.verdicts ?? []);
    this.sort = ORDERS[view.sort] ? view.sort : "worst";
    this.search.value = f.text;
    this.sorter.value = this.sort;
    this.arrange();
  }

  rowsOf(view) {
    const f = { ...view, verdicts: new Set(view.verdicts ?? []) };
    return [...this.rows.values()].filter((r) => this.fits(r, null, f));
  }

  fits(row, skip, f = this.filter) {
    if (f.text && !row.find.includes(f.text.trim().toLowerCase())) return false;
    if (skip !== "verdict" && f.verdicts.size && !f.verdicts.has(row.v)) return false;
    if (f.code && !row.c.some((c) => this.codes[c] === f.code)) return false;
    if (f.province && (row.p || "") !== f.province) return false;
    if (f.kind && !row.d.includes(f.kind)) return false;
    if (Object.hasOwn(STATES, f.decision) && !STATES[f.decision](row, this)) return false;
    if (f.decision.startsWith("=") && (!row.x || row.x.a !== f.decision.slice(1))) return false;
    return true;
  }

  arrange() {
    const all = [...this.rows.values()];
    this.order = all.filter((r) => this.fits(r)).sort(ORDERS[this.sort]);
    this.place = new Map(this.order.map((r, i) => [r.k, i]));
    this.drawFilters(all);
    fill(this.count, t("list.shown", this.order.length.toLocaleString(), all.length.toLocaleString()));
    this.draw();
  }

  drawFilters(all) {
    const tally = Object.fromEntries(VERDICTS.map((v) => [v, 0]));
    for (const row of all) if (this.fits(row, "verdict")) tally[row.v] += 1;
    const focus = this.chips.contains(document.activeElement) ? document.activeElement.dataset.verdict : null;
    const press = (v) => () => {
      const set = this.filter.verdicts;
      if (!set.delete(v)) set.add(v);
      this.arrange();
    };
    fill(
      this.chips,
      VERDICTS.filter((v) => v !== "error" || tally[v] || this.filter.verdicts.has(v)).map((v) =>
        button([verdictSign(v), t(`verdict.${v}`), el("b", null, tally[v].toLocaleString())], press(v), {
          class: `chip ${v}`,
          "data-verdict": v,
          "aria-pressed": String(this.filter.verdicts.has(v)),
        }),
      ),
    );
    if (focus) this.chips.querySelector(`[data-verdict=${focus}]`)?.focus();
    const count = (each) => {
      const out = new Map();
      for (const row of all) for (const name of each(row)) out.set(name, (out.get(name) || 0) + 1);
      return [...out].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    };
    const words = this.words;
    this.options("code", "list.code", count((r) => r.c.map((c) => this.codes[c])), (n) => `${n} ${pick(words.codes, n)}`);
    this.options("province", "list.province", count((r) => (r.p ? [r.p] : [])), (n) => n);
    this.options("kind", "list.kind", count((r) => r.d), (n) => pick(words.kinds, n));
    const decisions = [["open"], ["due"], ["again"], ...(this.me ? [["free"], ["mine"], ["escalated"], ["differs"]] : []), ["decided"], ["=accept"], ["=send-back"], ["=hold"]];
    this.options("decision", "list.decision", decisions, (n) => (n.startsWith("=") ? t(`done.${n.slice(1)}`) : t(`list.${n}`)));
  }

  options(name, label, found, say) {
    const select = this.selects[name];
    // A menu that is open must not change under the hand.
    if (document.activeElement === select && select.options.length > 1) return;
    const chosen = this.filter[name];
    if (chosen && !found.some(([n]) => n === chosen)) found = [[chosen, 0], ...found];
    const say2 = ([n, k]) => el("option", { value: n, selected: n === chosen }, k === undefined ? say(n) : `${say(n)} (${k})`);
    fill(select, el("option", { value: "" }, t("list.any", t(label))), found.map(say2));
  }

  draw() {
    const height = this.box.clientHeight;
    this.inner.style.height = `${this.order.length * ROW}px`;
    const first = Math.max(0, Math.floor(this.box.scrollTop / ROW) - 4);
    const last = Math.min(this.order.length, Math.ceil((this.box.scrollTop + height) / ROW) + 4);
    const rows = [];
    for (let i = first; i < last; i++) rows.push(this.drawRow(this.order[i], i));
    // The chosen row stays in the page, so that a reader is told where it stands.
    const at = this.place.get(this.current);
    if (at !== undefined && (at < first || at >= last)) rows.push(this.drawRow(this.order[at], at));
    this.inner.replaceChildren(...rows);
    if (at === undefined) this.box.removeAttribute("aria-activedescendant");
    else this.box.setAttribute("aria-activedescendant", "row-current");
    const empty = this.rows.size ? t("list.none") : t("list.empty");
    fill(this.hint, this.order.length ? null : empty);
    this.hint.hidden = this.order.length > 0;
    this.box.hidden = this.order.length === 0;
  }

  drawRow(row, i) {
    const current = row.k === this.current;
    const counts = ["reject", "review", "note"]
      .map((s, n) => (row.n[n] ? el("span", { class: `num ${s}` }, `${t(`severity.${s}`)} ${row.n[n]}`) : null))
      .filter(Boolean);
    const node = el(
      "div",
      {
        class: `row ${row.v}`,
        role: "option",
        id: current ? "row-current" : `row-${i}`,
        "aria-selected": String(current),
        "aria-posinset": String(i + 1),
        "aria-setsize": String(this.order.length),
        "data-key": row.k,
        on: { click: () => this.open(row.k) },
      },
      verdictSign(row.v),
      el("span", { class: "unseen" }, t(`verdict.${row.v}`)),
      el("span", { class: "id" }, el("bdi", null, row.id)),
      row.x ? el("span", { class: `done ${row.x.a}${row.x.old ? " old" : ""}` }, t(`done.${row.x.a}`)) : this.turn(row),
      el("span", { class: "sub" }, row.q ? el("b", { class: "flag" }, t("second.short")) : row.e ? el("b", { class: "flag" }, t("escalate.short")) : null, row.b ? el("b", { class: "flag" }, t("earlier.short")) : null, el("bdi", null, row.s || ""), row.p ? ` · ${row.p}` : null),
      el("span", { class: "nums" }, counts),
    );
    node.style.top = `${i * ROW}px`;
    return node;
  }

  // Whose turn it is, or when it is due.
  turn(row) {
    if (row.o && row.o !== this.me) return el("span", { class: "done held" }, el("bdi", null, row.o));
    if (row.g) return el("span", { class: "done" }, "→", el("bdi", null, row.g === this.me ? t("assign.me") : row.g));
    if (!row.u) return el("span", { class: "day" }, dayOf(row.t ?? row.w));
    const now = today();
    return el("span", { class: row.u < now ? "day late" : row.u === now ? "day soon" : "day" }, t("due.by", dayOf(Date.parse(`${row.u}T12:00:00+08:00`) / 1000)));
  }

  choose(key) {
    this.current = key;
    const at = this.place.get(key);
    if (at !== undefined) {
      const top = at * ROW;
      const view = this.box.clientHeight;
      if (top < this.box.scrollTop) this.box.scrollTop = top;
      else if (top + ROW > this.box.scrollTop + view) this.box.scrollTop = top + ROW - view;
    }
    this.draw();
  }

  // The case `step` places on; from none, the first.
  neighbour(step) {
    const at = this.place.get(this.current);
    if (at === undefined) return this.order[0]?.k ?? null;
    return this.order[at + step]?.k ?? null;
  }

  // Open cases in order after a place, around the end: from these the server gives the first that nobody has.
  openAfter(key) {
    const at = this.place.get(key) ?? -1;
    const turned = [...this.order.slice(at + 1), ...this.order.slice(0, at + 1)];
    return turned.filter((r) => r.k !== key && openRow(r) && (!r.o || r.o === this.me) && (!r.g || r.g === this.me)).map((r) => r.k);
  }

  // The next case without a decision after a place, around the end; a case decided on an earlier report is open.
  nextOpen(key) {
    const at = this.place.get(key) ?? -1;
    for (let n = 1; n <= this.order.length; n++) {
      const row = this.order[(at + n) % this.order.length];
      if (row.k !== key && openRow(row)) return row.k;
    }
    return null;
  }
}

const days = {};

export function dayOf(seconds) {
  days[langName()] ??= new Intl.DateTimeFormat(langName() === "zh" ? "zh-CN" : "en-GB", { month: "short", day: "numeric", timeZone: "Asia/Shanghai" });
  return days[langName()].format(new Date(seconds * 1000));
}
