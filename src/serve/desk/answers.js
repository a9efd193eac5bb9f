// Answers on their way to the ledger. An answer belongs to the case, the report and the revision it was asked about. It is
// entered, refused aloud, or kept here until it can be sent again; none is dropped without a word.

import { button, el, fill } from "./dom.js";
import { Trouble } from "./source.js";
import { t } from "./words.js";

// Milliseconds between two tries while the server is away.
const AGAIN = 2000;
// Where a tab keeps what was not sent, so that loading the page anew loses nothing.
const STORE = "chushen.unsent";
// Troubles that pass: the same answer is sent again. Any other is told and waits for the reviewer.
const PASSING = new Set(["offline", "closing", "crashed", "not-written", "token-missing", "token-wrong"]);

function storedAnswers() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE)) || [];
  } catch {
    return [];
  }
}

// Keys come in any order from the server, so that values are compared by their parts.
function sameValue(a, b) {
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return (a ?? null) === (b ?? null);
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((n) => sameValue(a[n], b[n]));
}

// What somebody wrote with an action.
export function textOf(act) {
  return act.notice ?? act.reason ?? null;
}

export function withText(act, text) {
  if ("notice" in act) return { ...act, notice: text };
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
    this.kept = storedAnswers().map((a) => ({ ...a, unsure: true, state: "waiting" }));
    this.node = el("section", { class: "unsent", role: "status", hidden: true });
    addEventListener("beforeunload", (e) => {
      if (this.kept.length || document.querySelector("dialog.ask")) e.preventDefault();
    });
    this.draw();
  }

  // Sends an answer; resolves to the new state of its case, or to null where it was kept or given up.
  send(answer) {
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
        const { state } = await this.source.decide(answer.key, { base: answer.base, digest: answer.digest, act: answer.act });
        return this.arrived(answer, state, state.revision);
      } catch (e) {
        if (!(e instanceof Trouble)) throw e;
        trouble = e;
      }
      if (PASSING.has(trouble.why)) {
        // It may have been written although no answer came back.
        answer.unsure = answer.unsure || trouble.why === "offline" || trouble.why === "crashed";
        return this.keep(answer, "waiting", trouble);
      }
      const change = await this.change(answer, trouble);
      if (change === null) return this.keep(answer, "waiting", new Trouble("offline", "offline"));
      if (change.arrived) return this.arrived(answer, change.state, change.arrived.revision);
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
      [answer.base, answer.digest, answer.seen] = [change.state.revision, change.digest, change.seen];
    }
  }

  // What stands between an answer and its case as it is now: { state, digest, seen, news, renewed, refused, mine, arrived }.
  async change(answer, trouble) {
    if (trouble.why !== "decided-meanwhile" && trouble.why !== "renewed") {
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
    const arrived = answer.unsure ? news.find((e) => this.isThis(answer, e)) : undefined;
    const renewed = digest !== answer.digest;
    const mine = !renewed && news.length > 0 && news.every((e) => this.own.has(e.revision));
    this.heed.learned(data);
    return { state, digest, seen: seenOf(data.report), news, renewed, mine, arrived, report: data.report };
  }

  // Whether an entry is this answer, of which only the word that it was written got lost.
  isThis(answer, entry) {
    return entry.reviewer === this.heed.reviewer() && entry.digest === answer.digest && Object.entries(answer.act).every(([name, value]) => sameValue(entry[name], value));
  }

  arrived(answer, state, revision) {
    this.own.add(revision);
    this.drop(answer);
    this.heed.entered(answer, state, revision);
    return state;
  }

  keep(answer, state, trouble) {
    answer.state = state;
    answer.trouble = { why: trouble.why, message: trouble.message };
    if (!this.kept.includes(answer)) this.kept.push(answer);
    this.store();
    if (trouble.why === "token-missing" || trouble.why === "token-wrong") this.heed.token(trouble.why);
    else if (state === "waiting") this.later();
    return null;
  }

  discard(answer) {
    this.drop(answer);
    return null;
  }

  drop(answer) {
    this.kept = this.kept.filter((a) => a !== answer);
    this.store();
  }

  store() {
    try {
      sessionStorage.setItem(STORE, JSON.stringify(this.kept));
    } catch {
      // Then only the page itself keeps them.
    }
    this.draw();
  }

  // Soon tries what waits again.
  later() {
    clearTimeout(this.timer);
    if (!this.kept.some((a) => a.state === "waiting")) return;
    this.timer = setTimeout(() => this.again(), AGAIN);
  }

  // Tries those that wait, in their order.
  again() {
    this.turn = this.turn
      .then(async () => {
        for (const answer of this.kept.filter((a) => a.state === "waiting")) {
          if ((await this.deliver(answer, false)) === null && answer.state === "waiting") break;
        }
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
        t(`unsent.${a.state}`),
        " ",
        a.state === "waiting" ? null : button(t("unsent.look"), () => this.send(a), { class: "small look" }),
        button(t("unsent.discard"), () => this.discard(a), { class: "small" }),
      );
    fill(this.node, el("h2", null, t("unsent")), el("ul", null, this.kept.map(row)));
  }
}

// What a reviewer saw of a report, to tell what a later one changed.
export function seenOf(report) {
  return { verdict: report.verdict, findings: report.findings.map((f) => [f.document, f.message].filter(Boolean).join(" · ")) };
}
