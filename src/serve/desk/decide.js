// Deciding: the bar with its buttons, and the dialogs that ask for words.

import { textOf } from "./answers.js";
import { button, el, fill } from "./dom.js";
import { timeOf, troubleWords } from "./panel.js";
import { t } from "./words.js";

export class DecisionBar {
  // heed: { accept, sendBack, hold, undo }
  constructor(heed) {
    this.heed = heed;
    this.node = el("section", { class: "decide", "aria-label": t("decide") });
  }

  show(data, reviewer) {
    this.node.setAttribute("aria-label", t("decide"));
    const entry = data?.state.decision;
    const off = !data || !reviewer;
    const press = (name, act, key) =>
      button([t(`act.${name}`), el("kbd", { "aria-hidden": "true" }, key)], act, { class: `act ${name}`, disabled: off, "aria-keyshortcuts": key, "aria-pressed": String(entry?.action === name) });
    const undo = button([t("act.undo"), el("kbd", { "aria-hidden": "true" }, "U")], this.heed.undo, { class: "act undo", disabled: !reviewer, "aria-keyshortcuts": "U" });
    const old = entry && entry.digest !== data.digest ? el("i", null, ` ${t("history.old")}`) : null;
    const now = entry ? [el("b", null, t(`done.${entry.action}`)), " ", t("decide.by", entry.reviewer, timeOf(entry.at)), old] : reviewer ? t("list.open") : t("reviewer.none");
    fill(
      this.node,
      el("h2", { class: "unseen" }, t("decide")),
      el("div", { class: "status" }, el("p", { class: `now ${entry ? entry.action : "open"}` }, now), undo),
      el("div", { class: "acts" }, press("accept", this.heed.accept, "A"), press("send-back", this.heed.sendBack, "R"), press("hold", this.heed.hold, "H")),
    );
  }
}

// Asks for a text; resolves to it, or to null where it was closed. Control+Enter is OK, Escape closes.
export function askText({ title, label, text, needed, rows }) {
  return new Promise((resolve) => {
    let answer = null;
    const area = el("textarea", { id: "dialog-text", rows: String(rows || 4), maxlength: "20000", value: text || "", "aria-describedby": "dialog-hint", required: Boolean(needed) });
    const hint = el("p", { id: "dialog-hint", class: "hint", role: "status" });
    const ok = () => {
      if (needed && !area.value.trim()) {
        fill(hint, t("dialog.needed"));
        area.setAttribute("aria-invalid", "true");
        area.focus();
        return;
      }
      answer = area.value;
      dialog.close();
    };
    const dialog = el(
      "dialog",
      { class: "ask", "aria-labelledby": "dialog-title" },
      el("h2", { id: "dialog-title" }, title),
      el("label", { for: "dialog-text" }, label),
      area,
      hint,
      el("footer", null, button(t("dialog.cancel"), () => dialog.close(), {}), button(t("dialog.ok"), ok, { class: "main" })),
    );
    dialog.addEventListener("keydown", (e) => {
      if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
        e.preventDefault();
        ok();
      }
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    area.focus();
    area.setSelectionRange(0, 0);
  });
}

// Lines that tell what changed since an answer was asked for.
function changeWords(answer, change) {
  const line = (entry) =>
    el("li", null, el("b", null, t(`done.${entry.action}`)), " ", t("decide.by", entry.reviewer, timeOf(entry.at)), textOf(entry) ? el("p", null, el("bdi", null, textOf(entry))) : null);
  const out = change.news.map(line);
  if (change.renewed) {
    const [before, now] = [answer.seen, change.seen];
    out.unshift(el("li", null, t("again.renewed", t(`verdict.${before.verdict}`), before.findings.length, t(`verdict.${now.verdict}`), now.findings.length)));
    const only = (a, b, word) => a.findings.filter((f) => !b.findings.includes(f)).slice(0, 6).map((f) => el("li", null, `${t(word)} `, el("bdi", null, f)));
    out.push(...only(now, before, "again.new"), ...only(before, now, "again.gone"));
  }
  if (change.refused) out.push(el("li", null, troubleWords(change.refused, "error")));
  return out;
}

// Tells what changed under an answer and asks what becomes of it; the text can be changed. Escape keeps it for later.
export function askAgain(answer, change) {
  return new Promise((resolve) => {
    let choice = "later";
    const text = textOf(answer.act);
    const area = text === null ? null : el("textarea", { id: "again-text", rows: answer.act.action === "send-back" ? "10" : "3", maxlength: "20000", value: text });
    const close = (word) => () => {
      choice = word;
      dialog.close();
    };
    const send = button(t("again.send", t(`act.${answer.act.action}`)), close("send"), { class: "main" });
    const later = button(t(text ? "again.later" : "again.look"), close("later"), {});
    const dialog = el(
      "dialog",
      { class: "ask again", "aria-labelledby": "again-title", "aria-describedby": "again-what" },
      el("h2", { id: "again-title" }, t(change.refused ? "again.refused" : "again", answer.id, t(`act.${answer.act.action}`))),
      el("ul", { id: "again-what", class: "changes" }, changeWords(answer, change)),
      area ? el("label", { for: "again-text" }, t("again.text")) : null,
      area,
      el("footer", null, text ? button(t("again.discard"), close("discard"), { class: "discard" }) : null, later, send),
    );
    dialog.addEventListener("keydown", (e) => {
      if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
        e.preventDefault();
        close("send")();
      }
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve({ choice, text: area ? area.value : null });
    });
    document.body.append(dialog);
    dialog.showModal();
    area?.setSelectionRange(0, 0);
    later.focus();
  });
}
