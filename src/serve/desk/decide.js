// Deciding: the bar with its buttons, and the dialogs that ask for words.

import { textOf } from "./answers.js";
import { confirmFoot, keptText, openDialog } from "./dialog.js";
import { button, el, fill } from "./dom.js";
import { timeOf, troubleWords } from "./panel.js";
import { t } from "./words.js";

export class DecisionBar {
  // heed: { accept, sendBack, hold, undo, escalate, assign, takeOver }
  constructor(heed) {
    this.heed = heed;
    this.node = el("section", { class: "decide", "aria-label": t("decide") });
  }

  // team: { people, lead, holder: who else has the case open }, or null where one person works alone.
  show(data, reviewer, team) {
    this.node.setAttribute("aria-label", t("decide"));
    const entry = data?.state.decision;
    const off = !data || !reviewer || Boolean(team?.holder);
    const press = (name, act, key) =>
      button([t(`act.${name}`), el("kbd", { "aria-hidden": "true" }, key)], act, { class: `act ${name}`, disabled: off, "aria-keyshortcuts": key, "aria-pressed": String(entry?.action === name) });
    const undo = button([t("act.undo"), el("kbd", { "aria-hidden": "true" }, "U")], this.heed.undo, { class: "act undo", disabled: !reviewer, "aria-keyshortcuts": "U" });
    const old = entry && entry.digest !== data.digest ? el("i", null, ` ${t("history.old")}`) : null;
    const escalated = data?.state.escalated;
    const notes = team && data ? [
      team.holder ? el("p", { class: "held" }, t("claim.held", team.holder), team.lead ? [" ", button(t("claim.over"), this.heed.takeOver, { class: "small" })] : null) : null,
      data.differs ? el("p", { class: "held" }, t("second.differs"), data.state.seconds.map((e) => ` ${e.reviewer}：${t(`act.${e.says}`)}`)) : null,
      escalated ? el("p", { class: "held" }, t("escalate.now", escalated.reviewer), el("bdi", null, escalated.comment)) : null,
      data.state.assigned ? el("p", { class: "held" }, t("assign.now", data.state.assigned)) : null,
    ] : null;
    const more = team ? el("div", { class: "acts more-acts" }, press("escalate", this.heed.escalate, "E"), press("assign", this.heed.assign, "G")) : null;
    const now = entry ? [el("b", null, t(`done.${entry.action}`)), " ", t("decide.by", entry.reviewer, timeOf(entry.at)), old] : reviewer ? t("list.open") : t("reviewer.none");
    fill(
      this.node,
      el("h2", { class: "unseen" }, t("decide")),
      el("div", { class: "status" }, el("p", { class: `now ${entry ? entry.action : "open"}` }, now), undo),
      el("div", { class: "acts" }, press("accept", this.heed.accept, "A"), press("send-back", this.heed.sendBack, "R"), press("hold", this.heed.hold, "H")),
      more,
      notes,
    );
  }
}

// Asks for a text; resolves to it, or to null where it was closed. Control+Enter is OK, Escape closes. What is typed is kept as a draft letter by
// letter, and comes back when the dialog is opened again; `draft` is { load, save, drop }. `phrases` can be put in where the caret stands.
// `items` are what the text is about, each to be left out: `redraft(left out)` gives another text. `remark` is the label of a second text, which
// is not sent, `remarkDraft` its draft; the answer is then { text, remark }.
export function askText({ title, label, text, needed, rows, draft, phrases, items, redraft, remark, remarkDraft }) {
  const earlier = draft?.load() ?? null;
  const area = el("textarea", { id: "dialog-text", rows: String(rows || 4), maxlength: "20000", value: earlier ?? (text || ""), "aria-describedby": "dialog-hint", required: Boolean(needed), on: { input: () => draft?.save(area.value) } });
  // The draft as it would be now, to tell whether somebody typed into it.
  let fresh = text || "";
  const afresh = () => {
    draft?.drop();
    area.value = fresh;
    restored?.remove();
    fill(stale);
    area.focus();
  };
  const stale = el("p", { class: "restored", role: "status" });
  const toggle = async () => {
    const without = [...list.querySelectorAll("input")].flatMap((box, i) => (box.checked ? [] : [items[i].at]));
    const untouched = area.value === fresh;
    fresh = await redraft(without);
    if (untouched) afresh();
    else fill(stale, t("draft.stale"), " ", button(t("draft.again"), afresh, { class: "small" }));
  };
  const list = items?.length ? el("fieldset", { class: "items" }, el("legend", null, t("dialog.items")), items.map((item) => el("label", null, el("input", { type: "checkbox", checked: true, on: { change: toggle } }), " ", el("span", { class: `tag ${item.severity}` }, t(`severity.${item.severity}`)), " ", item.words))) : null;
  const [asideLabel, aside] = remark ? keptText({ id: "dialog-remark", rows: "2", maxlength: "2000" }, remark, remarkDraft) : [null, null];
  const restored = earlier === null || earlier === (text || "") ? null : el("p", { class: "restored" }, t("draft.restored"), " ", button(t("draft.drop"), afresh, { class: "small" }));
  const put = (phrase) => {
    area.setRangeText(phrase, area.selectionStart, area.selectionEnd, "end");
    draft?.save(area.value);
    area.focus();
  };
  const shelf = phrases?.length ? el("p", { class: "phrases", role: "group", "aria-label": t("phrases") }, phrases.map((p) => button(p, () => put(p), { class: "small" }))) : null;
  const hint = el("p", { id: "dialog-hint", class: "hint", role: "status" });
  const confirmed = (done) => () => {
    if (needed && !area.value.trim()) {
      fill(hint, t("dialog.needed"));
      area.setAttribute("aria-invalid", "true");
      return area.focus();
    }
    done(remark ? { text: area.value, remark: aside.value.trim() } : area.value);
  };
  const nodes = (done, close) => [el("h2", { id: "dialog-title" }, title), list, el("label", { for: "dialog-text" }, label), restored, stale, area, shelf, asideLabel, aside, hint, confirmFoot(confirmed(done), close)];
  return openDialog({ class: "ask", "aria-labelledby": "dialog-title" }, null, nodes, () => {
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
  const text = textOf(answer.act);
  const area = text === null ? null : el("textarea", { id: "again-text", rows: answer.act.action === "send-back" ? "10" : "3", maxlength: "20000", value: text });
  const given = (choice) => ({ choice, text: area ? area.value : null });
  const later = button(t(text ? "again.later" : "again.look"), () => later.closest("dialog").close(), {});
  const nodes = (done) => [
    el("h2", { id: "again-title" }, t(change.refused ? "again.refused" : "again", answer.id, t(`act.${answer.act.action}`))),
    el("ul", { id: "again-what", class: "changes" }, changeWords(answer, change)),
    area ? el("label", { for: "again-text" }, t("again.text")) : null,
    area,
    el("footer", null, text ? button(t("again.discard"), () => done(given("discard")), { class: "discard" }) : null, later, button(t("again.send", t(`act.${answer.act.action}`)), () => done(given("send")), { class: "main" })),
  ];
  const opened = openDialog({ class: "ask again", "aria-labelledby": "again-title", "aria-describedby": "again-what" }, null, nodes, () => {
    area?.setSelectionRange(0, 0);
    later.focus();
  });
  return opened.then((answered) => answered ?? given("later"));
}
