// What the reviewer does to the open case: each act is asked about the case, the report and the revision on the page, and goes the way of all
// answers (answers.js).

import { seenOf } from "./answers.js";
import { askText } from "./decide.js";
import { overruling, placeOf } from "./panel.js";
import { askPerson } from "./team.js";
import { say, toast, warn } from "./tell.js";
import { langName, pick, t } from "./words.js";

export class Deciding {
  // desk: { app, drafts, source, list, answers, claims, openCase, refreshCase, showCase, failed, redrawBoxes }
  constructor(desk) {
    Object.assign(this, desk);
    this.done = [];
    this.sure = null;
    const entered = this.answers.heed.entered;
    this.answers.heed.entered = (answer, state, revision) => {
      this.drafts.forget(answer.key, answer.act.action);
      if (answer.act.action === "send-back") this.drafts.forget(answer.key, "send-back remark");
      if (answer.act.action !== "undo") this.done.push({ key: answer.key, revision });
      entered(answer, state);
    };
  }

  // Another case is on the page.
  opened() {
    this.sure = null;
  }

  // To what an answer belongs: the case, report and revision on the page. What came a moment ago nobody has read.
  asking() {
    const { data, before } = this.app;
    if (before && before.asked.key === data.key && Date.now() < before.until) return before.asked;
    return { key: data.key, id: data.report.case.id, digest: data.digest, base: data.state.revision, seen: seenOf(data.report) };
  }

  // The case an answer is to be asked about, or null with a word why none can be.
  askable() {
    const { app, answers } = this;
    if (!app.data || app.busy) return null;
    const kept = answers.keepsFor(app.data.key);
    if (!app.about.reviewer) warn(t(app.about.team ? "error.auditor" : "error.no-reviewer"), "bad");
    else if (kept) warn(t("unsent.first"), "bad");
    else if (app.holder) warn(t("claim.held", app.holder), "bad");
    else return this.asking();
    return null;
  }

  kept(key) {
    const answer = this.answers.keepsFor(key);
    if (answer) warn(`${t(`act.${answer.act.action}`)} · ${t(`unsent.${answer.state}`, answer.trouble?.by ?? "")}`, "bad");
  }

  // The next case: where people share the list, the first open one that nobody has, claimed.
  async next(key) {
    return this.claims ? this.claims.next(this.list.openAfter(key)) : this.list.nextOpen(key);
  }

  async decide(act, asked) {
    const { app, list, answers } = this;
    app.busy = true;
    try {
      if (!(await answers.send({ ...asked, act }))) return this.kept(asked.key);
      const done = t(`done.${act.action}`);
      const next = await this.next(asked.key);
      const told = next ? t("decide.next", asked.id, done, list.rows.get(next)?.id ?? next) : t("decide.last", asked.id, done);
      say(told);
      warn(next ? t("decide.done", asked.id, done) : told, "good");
      if (app.data?.key !== asked.key) return;
      if (next) await this.openCase(next);
      else this.showCase(false);
    } catch (e) {
      this.failed(e);
    } finally {
      app.busy = false;
    }
  }

  async accept() {
    const asked = this.askable();
    if (!asked) return;
    const { report, state } = this.app.data;
    const open = report.findings.filter((f) => f.severity === "reject" && !overruling(state, f)).length;
    const about = `${asked.key}/${asked.digest}/${asked.base}`;
    if (open && this.sure !== about) {
      this.sure = about;
      return warn(t("decide.sure", open));
    }
    this.sure = null;
    toast.hidden = true;
    await this.decide({ action: "accept" }, asked);
  }

  async sendBack() {
    const { app } = this;
    // The draft of the notice is the server's: it waits for an overruling on its way and is then asked for anew.
    await this.answers.turn;
    if (app.data && app.data.drafted !== app.data.state.revision) await this.refreshCase();
    const asked = this.askable();
    if (!asked) return;
    const draft = this.drafts.of(asked.key, "send-back");
    const { report, state } = app.data;
    // What the notice asks for, each to be left out of it.
    const standing = report.findings.map((f, at) => ({ f, at })).filter(({ f }) => f.severity !== "note" && !overruling(state, f));
    const items = standing.map(({ f, at }) => ({ at, severity: f.severity, words: pick(app.about.words.codes, f.code) }));
    const redraft = async (without) => {
      try {
        return (await this.source.notice(asked.key, without))[langName()];
      } catch (e) {
        this.failed(e);
        return app.data.notice[langName()];
      }
    };
    const given = await askText({ title: t("dialog.send-back"), label: t("dialog.notice"), text: app.data.notice[langName()], needed: true, rows: 12, draft, phrases: app.data.notice.phrases[langName()], items: items.length > 1 ? items : null, redraft, remark: t("dialog.remark"), remarkDraft: this.drafts.of(asked.key, "send-back remark") });
    if (given !== null) await this.decide({ action: "send-back", notice: given.text, ...(given.remark ? { remark: given.remark } : {}) }, asked);
  }

  async hold() {
    const asked = this.askable();
    if (!asked) return;
    const text = await askText({ title: t("dialog.hold"), label: t("dialog.reason.optional"), rows: 3, draft: this.drafts.of(asked.key, "hold") });
    if (text !== null) await this.decide({ action: "hold", reason: text.trim() }, asked);
  }

  async escalate() {
    const asked = this.askable();
    if (!asked) return;
    const text = await askText({ title: t("act.escalate"), label: t("escalate.comment"), needed: true, rows: 3, draft: this.drafts.of(asked.key, "escalate") });
    if (text !== null) await this.decide({ action: "escalate", comment: text.trim() }, asked);
  }

  async assign() {
    const { app } = this;
    const asked = app.about.role === "lead" && app.data && !app.busy ? this.asking() : this.askable();
    if (!asked) return;
    const given = await askPerson(app.about.team, app.data.state.assigned ?? "", this.drafts.of(asked.key, "assign"));
    if (given) await this.decide({ action: "assign", ...given }, asked);
  }

  async overrule(i) {
    const { app } = this;
    const f = app.data?.report.findings[i];
    const asked = f && !overruling(app.data.state, f) && this.askable();
    if (!asked) return;
    // One draft a finding: its place is part of the act's name.
    const draft = this.drafts.of(asked.key, `overrule ${f.code} ${f.document} ${f.page} ${f.field ?? ""} ${f.box ?? ""}`);
    const reason = await askText({ title: t("dialog.overrule", pick(app.about.words.codes, f.code)), label: t("dialog.reason"), needed: true, rows: 3, draft });
    if (reason === null) return;
    if (await this.change({ action: "overrule", finding: placeOf(f), reason: reason.trim() }, asked)) draft.drop();
  }

  async restore(entry) {
    const asked = this.askable();
    if (asked) await this.change({ action: "undo", undoes: entry.revision }, asked);
  }

  // Confirms the chosen field as it was read, or asks for what stands there.
  async correct(other) {
    const { app } = this;
    const row = app.field && app.data?.report.documents[app.document];
    const field = row?.fields[app.field];
    if (!field) return warn(t("correct.choose"));
    const asked = this.askable();
    if (!asked) return;
    const act = { action: "correct", document: row.path, page: field.page, field: app.field, read: "" };
    if (!other) return this.change(act, asked);
    if (app.about.masked && !app.data.whole && field.value.includes("*")) return warn(t("correct.masked"), "bad");
    const draft = this.drafts.of(asked.key, `correct ${row.path} ${app.field}`);
    const value = await askText({ title: t("act.correct"), label: pick(app.about.words.fields, app.field), text: field.value, needed: true, rows: 2, draft });
    if (value !== null && (await this.change({ ...act, value: value.trim() }, asked))) draft.drop();
  }

  // Shows the numbers of the open case whole, once it was said what for.
  async reveal() {
    const { app } = this;
    if (!app.data || !app.about.reveals || app.data.whole) return;
    const { key } = app.data;
    const draft = this.drafts.of(key, "reveal");
    const reason = await askText({ title: t("reveal"), label: t("reveal.reason"), needed: true, rows: 2, draft });
    if (reason === null) return;
    try {
      const data = await this.source.reveal(key, reason.trim());
      draft.drop();
      if (app.data?.key !== key) return;
      data.drafted = data.state.revision;
      data.again = app.data.again;
      app.data = data;
      this.showCase(false);
    } catch (e) {
      this.failed(e);
    }
  }

  // A change that keeps the case open; whether it was entered.
  async change(act, asked) {
    try {
      if (!(await this.answers.send({ ...asked, act }))) {
        this.kept(asked.key);
        return false;
      }
      if (this.app.data?.key === asked.key) {
        await this.refreshCase();
        this.redrawBoxes();
      }
      say(t(`done.${act.action}`));
      return true;
    } catch (e) {
      this.failed(e);
      return false;
    }
  }

  // Takes back the last thing done here, and shows its case; without one, the last that holds on the open case.
  async undo() {
    const { app, list } = this;
    if (!app.about.reviewer) return warn(t(app.about.team ? "error.auditor" : "error.no-reviewer"), "bad");
    if (app.busy) return;
    app.busy = true;
    const last = this.done.pop();
    try {
      const key = last?.key ?? app.data?.key;
      if (!key) return warn(t("decide.nothing"));
      const data = await this.source.openCase(key);
      const live = [data.state.decision, ...data.state.overruled].filter(Boolean).map((e) => e.revision);
      const undoes = last?.revision ?? Math.max(0, ...live);
      if (!undoes) return warn(t("decide.nothing"));
      await this.source.decide(key, { base: data.state.revision, digest: data.digest, act: { action: "undo", undoes } });
      const row = list.rows.get(key);
      if (row && undoes === data.state.decision?.revision) delete row.x;
      list.arrange();
      await this.openCase(key);
      warn(t("decide.undone", data.report.case.id), "good");
    } catch (e) {
      // What was refused can be tried again once it was looked at.
      if (last && e.why !== "nothing-to-undo") this.done.push(last);
      this.failed(e);
    } finally {
      app.busy = false;
    }
  }
}
