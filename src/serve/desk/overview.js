// Figures over all cases, as tables whose bars read as well on paper: every bar has its number beside it.

import { button, el, fill } from "./dom.js";
import { pick, t } from "./words.js";

const ORDER = ["pass", "review", "reject", "error"];

export class Overview {
  constructor(words, source) {
    this.words = words;
    this.source = source;
    this.node = el("main", { class: "overview", tabindex: "-1" });
  }

  async show() {
    this.data = await this.source.overview();
    this.draw();
  }

  draw() {
    const d = this.data;
    if (!d) return;
    const total = sum(d.all);
    fill(
      this.node,
      el("header", null, el("h2", null, t("overview")), el("div", { class: "tools" }, ["csv", "jsonl"].map((f) => button(`${t("overview.export")} ${f.toUpperCase()}`, () => this.save(f))), button(t("overview.print"), () => window.print()))),
      el("div", { class: "tiles" }, tile(t("overview.cases"), total), ORDER.map((v) => (d.all[v] || v !== "error" ? tile(t(`verdict.${v}`), d.all[v], v, total) : null)), tile(t("overview.open"), d.decided.open)),
      el("div", { class: "charts" }, this.verdicts("overview.provinces", d.provinces), this.verdicts("overview.days", d.days.slice(-31), t("overview.days.note")), this.findings(total), this.throughput(), this.decided(), this.overruled(), this.agreement()),
    );
  }

  verdicts(title, rows, note) {
    const most = Math.max(1, ...rows.map(sum));
    return chart(
      title,
      el(
        "table",
        { class: "short" },
        el("thead", null, el("tr", null, el("td"), el("td", { class: "wide" }), ORDER.map((v) => el("th", { scope: "col", class: `key ${v}` }, t(`verdict.${v}`))))),
        el(
          "tbody",
          null,
          rows.map((r) =>
            el(
              "tr",
              null,
              el("th", { scope: "row" }, r.name || t("overview.unknown")),
              el("td", { class: "wide" }, stacked(r, most)),
              ORDER.map((v) => el("td", { class: "n" }, r[v] ? r[v].toLocaleString() : "·")),
            ),
          ),
        ),
      ),
      note,
    );
  }

  findings(total) {
    const most = Math.max(1, ...this.data.findings.map((f) => f.cases));
    return chart(
      "overview.findings",
      el(
        "table",
        null,
        el("thead", null, el("tr", null, el("td"), el("td", { class: "wide" }), el("th", { scope: "col" }, t("overview.count")), el("th", { scope: "col" }, t("overview.share")))),
        el(
          "tbody",
          null,
          this.data.findings.map((f) =>
            el("tr", null, el("th", { scope: "row" }, pick(this.words.codes, f.code), el("small", null, f.code)), el("td", { class: "wide" }, plainBar(f.cases / most)), el("td", { class: "n" }, f.cases.toLocaleString()), el("td", { class: "n" }, `${Math.round((100 * f.cases) / total)}%`)),
          ),
        ),
      ),
    );
  }

  throughput() {
    const p = this.data.progress;
    if (p.state === "none") return chart("overview.throughput", el("p", { class: "nothing" }, t("overview.norun")));
    const hours = (Date.parse(p.last) - Date.parse(p.began)) / 3600000;
    const facts = [t(`run.${p.state}`, p.done, p.cases ?? "?"), hours > 0 ? t("overview.perhour", Math.round(p.done / hours).toLocaleString()) : null, p.done ? t("overview.percase", (p.work / p.done).toFixed(1)) : null, t("overview.pages", p.pages.toLocaleString())];
    // At most thirty bars: minutes are put together.
    const group = Math.max(1, Math.ceil(p.minutes.length / 30));
    const bars = [];
    for (let i = 0; i < p.minutes.length; i += group) bars.push([i, p.minutes.slice(i, i + group).reduce((a, b) => a + b, 0)]);
    const most = Math.max(1, ...bars.map((b) => b[1]));
    return chart(
      "overview.throughput",
      el("p", null, facts.filter(Boolean).join(" · ")),
      null,
      el("table", { class: "short" }, el("tbody", null, bars.map(([i, n]) => el("tr", null, el("th", { scope: "row" }, t("overview.minute", group > 1 ? `${i + 1}–${Math.min(i + group, p.minutes.length)}` : i + 1)), el("td", { class: "wide" }, plainBar(n / most)), el("td", { class: "n" }, n))))),
    );
  }

  decided() {
    const d = this.data.decided;
    const rows = [
      ["accept", d.accept],
      ["send-back", d.send_back],
      ["hold", d.hold],
    ].map(([name, n]) => [t(`done.${name}`), n]);
    rows.push([t("overview.open"), d.open]);
    for (const [name, n] of Object.entries(d.reviewers)) rows.push([t("reviewer", name), n]);
    const most = Math.max(1, ...rows.map((r) => r[1]));
    return chart("overview.decided", el("table", { class: "short" }, el("tbody", null, rows.map(([name, n]) => el("tr", null, el("th", { scope: "row" }, name), el("td", { class: "wide" }, plainBar(n / most)), el("td", { class: "n" }, n.toLocaleString()))))));
  }

  overruled() {
    const rows = this.data.overruled;
    if (!rows.length) return chart("overview.overruled", el("p", { class: "nothing" }, t("overview.overruled.none")));
    return chart(
      "overview.overruled",
      el(
        "table",
        null,
        el("thead", null, el("tr", null, el("td"), ["overview.times", "overview.found", "overview.reasons"].map((w) => el("th", { scope: "col" }, t(w))))),
        el("tbody", null, rows.map((r) => el("tr", null, el("th", { scope: "row" }, pick(this.words.codes, r.code), el("small", null, r.code)), el("td", { class: "n" }, r.overruled), el("td", { class: "n" }, r.found), el("td", null, r.reasons.join(" / "))))),
      ),
    );
  }

  // How far people agree in second looks and are right in known cases, with the interval that holds the truth in 95 of 100.
  agreement() {
    const rows = this.data.agreement;
    if (!rows.length) return null;
    const percent = (p) => `${(p * 100).toFixed(1)}%`;
    const name = (r) => (r.what === "code" ? [pick(this.words.codes, r.name), el("small", null, r.name)] : [r.name, r.what === "known" ? el("small", null, t("agreement.known")) : null]);
    return chart(
      "agreement",
      el(
        "table",
        null,
        el("thead", null, el("tr", null, el("td"), ["agreement.looks", "agreement.share", "agreement.interval"].map((w) => el("th", { scope: "col" }, t(w))))),
        el("tbody", null, rows.map((r) => el("tr", null, el("th", { scope: "row" }, name(r)), el("td", { class: "n" }, r.looks), el("td", { class: "n" }, percent(r.share)), el("td", { class: "n" }, `${percent(r.low)} – ${percent(r.high)}`)))),
      ),
      t("agreement.note"),
    );
  }

  async save(format) {
    const url = await this.source.exported(format);
    const link = el("a", { href: url, download: `decisions.${format}` });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }
}

function sum(tally) {
  return ORDER.reduce((n, v) => n + tally[v], 0);
}

function tile(label, n, verdict, total) {
  return el("div", { class: `tile ${verdict || ""}` }, el("b", null, n.toLocaleString()), el("span", null, label, verdict && total ? ` ${Math.round((100 * n) / total)}%` : null));
}

function chart(title, ...body) {
  const [first, note, more] = body;
  return el("section", { class: "chart", "aria-label": t(title) }, el("h3", null, t(title)), first, more || null, note ? el("p", { class: "note" }, note) : null);
}

function plainBar(part) {
  const node = el("span", { class: "fill plain" });
  node.style.width = `${Math.max(part > 0 ? 0.5 : 0, part * 100)}%`;
  return el("span", { class: "barbox", "aria-hidden": "true" }, node);
}

function stacked(tally, most) {
  return el(
    "span",
    { class: "barbox", "aria-hidden": "true" },
    ORDER.map((v) => {
      const node = el("span", { class: `fill ${v}` });
      node.style.width = `${(100 * tally[v]) / most}%`;
      return node;
    }),
  );
}
