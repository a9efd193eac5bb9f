// Who is at the desk, and whose a case is: logging in, claims and their heartbeat, and the dialog that hands a case to somebody.

import { confirmFoot, keptText, openDialog } from "./dialog.js";
import { el, fill } from "./dom.js";
import { randomWord } from "./drafts.js";
import { Trouble } from "./source.js";
import { t } from "./words.js";

// Milliseconds between two signs of life of the open case; browsers let a hidden page have one a minute.
const BEAT = 20000;

// The form of name and password; `given` is told when the server knows who it is.
export function loginForm(root, source, given) {
  const name = el("input", { id: "login-name", autocomplete: "username", required: true, maxlength: "40" });
  const password = el("input", { id: "login-password", type: "password", autocomplete: "current-password", required: true });
  const hint = el("p", { class: "hint", role: "alert" });
  const go = el("button", { type: "submit", class: "main" }, t("login.go"));
  const submit = async (e) => {
    e.preventDefault();
    go.disabled = true;
    try {
      await source.logIn(name.value.trim(), password.value);
      given();
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      const words = { "wrong-password": t("login.wrong"), "try-later": t("login.later", trouble.message) };
      fill(hint, words[trouble.why] ?? t("error.any", trouble.message));
      password.select();
    } finally {
      go.disabled = false;
    }
  };
  const form = el("form", { class: "alone", on: { submit } }, el("h1", null, t("app")), el("label", { for: "login-name" }, t("login.name")), name, el("label", { for: "login-password" }, t("login.password")), password, hint, go);
  fill(root, el("main", null, form));
  name.focus();
}

// The word of this tab: the same after the page was loaded anew.
function tabWord() {
  try {
    const known = sessionStorage.getItem("chushen.tab");
    if (known) return known;
    const fresh = randomWord();
    sessionStorage.setItem("chushen.tab", fresh);
    return fresh;
  } catch {
    return randomWord();
  }
}

export class Claims {
  // lost(key, by): the open case is somebody else's now.
  constructor(source, lost) {
    this.source = source;
    this.lost = lost;
    this.tab = tabWord();
    this.key = null;
    setInterval(() => this.beat(), BEAT);
    addEventListener("pagehide", () => this.leave());
    // A page that slept asks at once whether its case is still its own.
    document.addEventListener("visibilitychange", () => document.hidden || this.beat());
  }

  // Opens a case for this tab; resolves to who else has it, or null.
  async open(key, over) {
    const { key: got, by } = await this.source.claim({ tab: this.tab, keys: [key], over: Boolean(over) });
    this.key = got;
    return got ? null : by;
  }

  // The first of these that is open and nobody's, claimed; or null.
  async next(keys) {
    const { key } = await this.source.claim({ tab: this.tab, keys: keys.slice(0, 500), next: true });
    if (key) this.key = key;
    return key;
  }

  async beat() {
    const { key } = this;
    if (!key) return;
    try {
      const { lost, by } = await this.source.hear(key, this.tab);
      if (!lost || this.key !== key) return;
      // Nobody took it: it is taken again, as after a long sleep.
      const holder = by || (await this.open(key));
      if (holder) this.lost(key, holder);
    } catch (e) {
      // The desk is away: the next beat tries again, and the list tells that it is away.
      if (!(e instanceof Trouble)) throw e;
    }
  }

  leave() {
    if (this.key) this.source.letGo(this.tab);
    this.key = null;
  }
}

// Asks whom a case goes to; resolves to { to, comment }, or null where it was closed.
export function askPerson(people, chosen, draft) {
  const who = el("select", { id: "assign-to" }, el("option", { value: "" }, t("assign.nobody")), people.map((p) => el("option", { value: p, selected: p === chosen }, p)));
  const [label, comment] = keptText({ id: "assign-comment", rows: "3", maxlength: "2000" }, t("assign.comment"), draft);
  const nodes = (done, close) => [el("h2", { id: "assign-title" }, t("act.assign")), el("label", { for: "assign-to" }, t("assign.to")), who, label, comment, confirmFoot(() => done({ to: who.value, comment: comment.value.trim() }), close)];
  return openDialog({ class: "ask", "aria-labelledby": "assign-title" }, null, nodes, () => who.focus());
}
