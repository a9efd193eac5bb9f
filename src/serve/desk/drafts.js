// What was typed and not yet confirmed by the server, in the browser's local store: by person, case and act. It outlives the dialog, the page, the
// browser and the server; it goes when the server has confirmed the decision, or when it is given up.

import { recall, remember } from "./dom.js";

// Drafts older than this are of a case nobody came back to.
const OLDEST = 30 * 24 * 3600 * 1000;

// A random word that no other tab makes; works without a secure context, unlike crypto.randomUUID.
export function randomWord() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

export class Drafts {
  constructor(person) {
    this.place = `drafts.${person}`;
  }

  all() {
    try {
      return JSON.parse(recall(this.place)) || {};
    } catch {
      return {};
    }
  }

  store(all) {
    remember(this.place, JSON.stringify(all));
  }

  get(key, act) {
    return this.all()[`${key}|${act}`]?.text ?? null;
  }

  set(key, act, text) {
    const all = this.all();
    for (const [name, draft] of Object.entries(all)) if (Date.now() - draft.at > OLDEST) delete all[name];
    all[`${key}|${act}`] = { text, at: Date.now() };
    this.store(all);
  }

  // Without an act: all of a case.
  forget(key, act) {
    const all = this.all();
    for (const name of Object.keys(all)) if (act ? name === `${key}|${act}` : name.startsWith(`${key}|`)) delete all[name];
    this.store(all);
  }

  // What a dialog needs to keep one draft.
  of(key, act) {
    return { load: () => this.get(key, act), save: (text) => this.set(key, act, text), drop: () => this.forget(key, act) };
  }
}
