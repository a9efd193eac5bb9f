// Answers on their way to the ledger. An answer belongs to the case, the report and the revision it was asked about. It is
// entered, refused aloud, or kept here until it can be sent again; none is dropped without a word. Each bears a random word by which the server
// enters it once, so that it may be sent as often as needed, also by another tab.

import { button, el, fill, recall, remember } from "./dom.js";
import { randomWord } from "./drafts.js";
import { Trouble } from "./source.js";
import { t } from "./words.js";

// Milliseconds between two tries while the server is away.
const AGAIN = 2000;
// Troubles that pass: the same answer is sent again. Any other is told and waits for the reviewer.
const PASSING = new Set(["offline", "closing", "opening", "crashed", "not-written", "token-missing", "token-wrong", "log-in"]);
// Troubles about which the reviewer is asked to prove who they are.
export const ASKS_WHO = new Set(["token-missing", "token-wrong", "log-in"]);
// Troubles that tell of a change underneath.
const CHANGED = new Set(["decided-meanwhile", "decided-by-other", "renewed"]);

// Whether an answer is tried again by itself: the desk is away, or somebody else has the case open.
function waits(answer) {
  return answer.state === "waiting" || answer.state === "claimed";
}

// What somebody wrote with an action.
export function textOf(act) {
  return act.notice ?? act.reason ?? act.comment ?? null;
}

export function withText(act, text) {
  if ("notice" in act) return { ...act, notice: text };
  if ("comment" in act) return { ...act, comment: text.trim() };
  return "reason" in act ? { ...act, reason: text.trim() } : act;
}

export class Answers {
  // heed: { reviewer(), entered(answer, state), learned(key, state), token(why), conflict(answer, change) }, the last of which
  // resolves to { choice: "send" | "later" | "discard", text }
  constructor(source, heed) {
    this.source = source;
    this.heed = heed;
    this.own = new Set();
    this.turn = Promise.resolve();
    this.place = `unsent.${heed.reviewer()}`;
    this.kept = this.stored().map((a) => ({ ...a, state: "waiting" }));
    // What another tab of this person kept or delivered.
    addEventListener("storage", (e) => {
      if (e.key === `chushen.${this.place}`) this.followStore();
    });
    this.node = el("section", { class: "unsent", role: "status", hidden: true });
    addEventListener("beforeunload", (e) => {
      if (heed.leaving?.()) return;
      if (this.kept.length || document.querySelector("dialog.ask")) e.preventDefault();
    });
    this.draw();
  }

  stored() {
    try {
      return JSON.parse(recall(this.place)) || [];
    } catch {
      return [];
    }
  }

  // What other tabs delivered or gave up goes here, too. What they keep they send themselves.
  followStore() {
    const there = new Set(this.stored().map((a) => a.once));
    this.kept = this.kept.filter((a) => there.has(a.once));
    this.draw();
  }

  // Sends an answer; resolves to the new state of its case, or to null where it was kept or given up.
  send(answer) {
    answer.once ??= randomWord();
    const sent = this.turn.then(() => this.deliver(answer, true));
    this.turn = sent.catch(() => null);
    return sent;
  }

  keepsFor(key) {
    return this.kept.find((a) => a.key === key);
  }

  // `asked`: the reviewer waits for it and may be asked; else what needs a person waits in the list.
  async deliver(answer, asked) {
    for (;;) {
      let trouble;
      try {
        const { state } = await this.source.decide(answer.key, { base: answer.base, digest: answer.digest, once: answer.once, act: answer.act });
        return this.arrived(answer, state);
      } catch (e) {
        if (!(e instanceof Trouble)) throw e;
        trouble = e;
      }
      if (PASSING.has(trouble.why)) return this.keep(answer, "waiting", trouble);
      if (trouble.why === "claimed") return this.keep(answer, "claimed", trouble);
      const change = await this.change(answer, trouble);
      if (change === null) return this.keep(answer, "waiting", new Trouble("offline", "offline"));
      if (change.mine) {
        answer.base = change.state.revision;
        continue;
      }
      if (!asked) return this.keep(answer, change.refused ? "refused" : "changed", trouble);
      const { choice, text } = await this.heed.conflict(answer, change);
      // Without a text there is nothing to keep that a key would not say again.
      if (choice === "discard" || (choice === "later" && !textOf(answer.act))) return this.discard(answer);
      if (text !== null && text !== undefined) answer.act = withText(answer.act, text);
      if (choice !== "send") return this.keep(answer, change.refused ? "refused" : "changed", trouble);
      // A new answer, about what was seen now.
      [answer.base, answer.digest, answer.seen, answer.once] = [change.state.revision, change.digest, change.seen, randomWord()];
    }
  }

  // What stands between an answer and its case as it is now: { state, digest, seen, news, renewed, refused, mine }.
  async change(answer, trouble) {
    if (!CHANGED.has(trouble.why)) {
      return { refused: trouble, state: { revision: answer.base, history: [] }, digest: answer.digest, seen: answer.seen, news: [] };
    }
    let data;
    try {
      data = await this.source.openCase(answer.key);
    } catch (e) {
      if (!(e instanceof Trouble)) throw e;
      return PASSING.has(e.why) ? null : { refused: e, state: { revision: answer.base, history: [] }, digest: answer.digest, seen: answer.seen, news: [] };
    }
    const { state, digest } = data;
    const news = state.history.filter((e) => e.revision > answer.base);
    const renewed = digest !== answer.digest;
    const mine = !renewed && news.length > 0 && news.every((e) => this.own.has(e.revision));
    this.heed.learned(data);
    const refused = trouble.why === "decided-by-other" ? trouble : undefined;
    return { state, digest, seen: seenOf(data.report), news, renewed, mine: mine && !refused, refused, report: data.report };
  }

  arrived(answer, state) {
    const revision = state.history.find((e) => e.once === answer.once)?.revision ?? state.revision;
    this.own.add(revision);
    this.drop(answer);
    this.heed.entered(answer, state, revision);
    return state;
  }

  keep(answer, state, trouble) {
    answer.state = state;
    answer.trouble = { why: trouble.why, message: trouble.message, by: trouble.body.by };
    if (!this.kept.includes(answer)) this.kept.push(answer);
    this.store();
    if (ASKS_WHO.has(trouble.why)) this.heed.token(trouble.why);
    else if (waits(answer)) this.later();
    return null;
  }

  discard(answer) {
    this.drop(answer);
    return null;
  }

  drop(answer) {
    this.kept = this.kept.filter((a) => a !== answer);
    this.store(answer.once);
  }

  // What other tabs keep stays; what this one has is as it has it.
  store(gone) {
    const own = new Set([...this.kept.map((a) => a.once), gone]);
    remember(this.place, JSON.stringify([...this.stored().filter((a) => !own.has(a.once)), ...this.kept]));
    this.draw();
  }

  // Soon tries what waits again.
  later() {
    clearTimeout(this.timer);
    if (!this.kept.some(waits)) return;
    this.timer = setTimeout(() => this.again(), AGAIN);
  }

  // Tries those that wait, in their order.
  again() {
    this.turn = this.turn
      .then(async () => {
        for (const answer of this.kept.filter(waits)) {
          if ((await this.deliver(answer, false)) === null && answer.state === "waiting") break;
        }
        this.later();
      })
      .catch(() => this.later());
  }

  draw() {
    this.node.hidden = !this.kept.length;
    this.node.setAttribute("aria-label", t("unsent"));
    const row = (a) =>
      el(
        "li",
        { "data-key": a.key, class: a.state },
        el("b", null, el("bdi", null, a.id), ` · ${t(`act.${a.act.action}`)}`),
        " ",
        t(`unsent.${a.state}`, a.trouble?.by ?? ""),
        " ",
        waits(a) ? null : button(t("unsent.look"), () => this.send(a), { class: "small look" }),
        button(t("unsent.discard"), () => this.discard(a), { class: "small" }),
      );
    fill(this.node, el("h2", null, t("unsent")), el("ul", null, this.kept.map(row)));
  }
}

// What a reviewer saw of a report, to tell what a later one changed.
export function seenOf(report) {
  return { verdict: report.verdict, findings: report.findings.map((f) => [f.document, f.message].filter(Boolean).join(" · ")) };
}
