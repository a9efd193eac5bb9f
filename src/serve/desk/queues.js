// Saved queues: a filter and an order under a name, for everybody at the desk, with how many open cases it has and how many are due.

import { button, el, fill } from "./dom.js";
import { t } from "./words.js";

// Today in China, as the rows tell days.
// Made once: a formatter of a time zone takes longer to make than all else about a list of cases.
const DAY = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" });

export function today() {
  return DAY.format(new Date());
}

export function openRow(row) {
  return !row.x || row.x.old;
}

export function isDue(row, day) {
  return openRow(row) && row.u && row.u <= day;
}

export class Queues {
  // heed: { view(): what is filtered and ordered by now, apply(view), rows(view): rows that fit, save(name, view), remove(name) }
  constructor(heed) {
    this.heed = heed;
    this.all = [];
    this.chosen = "";
    this.select = el("select", { class: "queue", on: { change: () => this.choose(this.select.value) } });
    this.keep = button("＋", () => this.ask(), { class: "icon" });
    this.drop = button("－", () => this.remove(), { class: "icon" });
    this.node = el("div", { class: "queues" }, this.select, this.keep, this.drop);
  }

  take(queues) {
    this.all = queues;
    this.draw();
  }

  choose(name) {
    this.chosen = name;
    const queue = this.all.find((q) => q.name === name);
    if (queue) this.heed.apply(queue.view);
    this.draw();
  }

  draw() {
    this.select.setAttribute("aria-label", t("queue"));
    this.keep.setAttribute("aria-label", t("queue.save"));
    this.keep.setAttribute("title", t("queue.save"));
    this.drop.setAttribute("aria-label", t("queue.remove"));
    this.drop.setAttribute("title", t("queue.remove"));
    if (!this.all.some((q) => q.name === this.chosen)) this.chosen = "";
    this.drop.disabled = !this.chosen;
    // A menu that is open must not change under the hand.
    if (document.activeElement === this.select && this.select.options.length === this.all.length + 1) return;
    const now = today();
    const label = (q) => {
      const open = this.heed.rows(q.view).filter(openRow);
      const due = open.filter((r) => isDue(r, now)).length;
      return due ? t("queue.due", q.name, open.length, due) : t("queue.count", q.name, open.length);
    };
    fill(this.select, el("option", { value: "" }, t("queue.none")), this.all.map((q) => el("option", { value: q.name, selected: q.name === this.chosen }, label(q))));
  }

  ask() {
    const field = el("input", { id: "queue-name", maxlength: "40", required: true, value: this.chosen });
    const save = async (e) => {
      e.preventDefault();
      const name = field.value.trim();
      if (!name) return;
      dialog.close();
      await this.heed.save(name, this.heed.view());
      this.chosen = name;
    };
    const dialog = el(
      "dialog",
      { class: "ask", "aria-labelledby": "queue-title" },
      el("form", { on: { submit: save } }, el("h2", { id: "queue-title" }, t("queue.save")), el("label", { for: "queue-name" }, t("queue.name")), field, el("footer", null, button(t("dialog.cancel"), () => dialog.close(), {}), el("button", { type: "submit", class: "main" }, t("queue.save")))),
    );
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    field.select();
  }

  async remove() {
    if (this.chosen) await this.heed.remove(this.chosen);
    this.chosen = "";
  }
}
