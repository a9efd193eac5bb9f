// Every key in one table: what it does, and the word that explains it.

import { button, el, fill, recall, remember } from "./dom.js";
import { t } from "./words.js";

const KEYS = [
  { keys: ["j", "ArrowDown"], act: "nextCase", word: "key.next" },
  { keys: ["k", "ArrowUp"], act: "previousCase", word: "key.previous" },
  { keys: ["J"], act: "nextOpen", word: "key.nextopen" },
  { keys: ["n"], act: "nextFinding", word: "key.finding" },
  { keys: ["p"], act: "previousFinding", word: "key.back" },
  { keys: ["z"], act: "zoomBox", word: "key.zoom" },
  { keys: ["b"], act: "toggleBoxes", word: "key.boxes" },
  { keys: ["f"], act: "toggleFields", word: "key.fields" },
  { keys: ["]", "PageDown"], act: "nextPage", word: "key.page" },
  { keys: ["[", "PageUp"], act: "previousPage", word: "key.pageback" },
  { keys: ["+", "="], act: "zoomIn", word: "key.in" },
  { keys: ["-"], act: "zoomOut", word: "key.out" },
  { keys: ["0"], act: "fit", word: "key.fit" },
  { keys: ["w"], act: "fitWidth", word: "key.width" },
  { keys: ["Shift+ArrowLeft", "Shift+ArrowRight", "Shift+ArrowUp", "Shift+ArrowDown"], act: "pan", word: "key.pan", shown: "Shift+←↑↓→" },
  { keys: ["a"], act: "accept", word: "key.accept" },
  { keys: ["r"], act: "sendBack", word: "key.sendback" },
  { keys: ["h"], act: "hold", word: "key.hold" },
  { keys: ["x"], act: "overrule", word: "key.overrule" },
  { keys: ["u"], act: "undo", word: "key.undo" },
  { keys: ["e"], act: "escalate", word: "key.escalate" },
  { keys: ["g"], act: "assign", word: "key.assign" },
  { keys: ["y"], act: "confirmField", word: "key.confirm" },
  { keys: ["c"], act: "correctField", word: "key.correct" },
  { keys: ["v"], act: "reveal", word: "key.reveal" },
  { keys: ["1", "2", "3", "4", "5", "6"], act: "tab", word: "key.tabs", shown: "1–6" },
  { keys: ["/"], act: "search", word: "key.search" },
  { keys: ["o"], act: "overview", word: "key.overview" },
  { keys: ["l"], act: "lang", word: "key.lang" },
  { keys: ["t"], act: "theme", word: "key.theme" },
  { keys: ["?"], act: "help", word: "key.help" },
];

const NAMES = { ArrowDown: "↓", ArrowUp: "↑", PageDown: "PgDn", PageUp: "PgUp" };

// A letter by whether Shift is held, so that Caps Lock changes nothing; any other key as it is.
function letterOf(event) {
  if (!/^[a-zA-Z]$/.test(event.key)) return event.key;
  return event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase();
}

export function keysOff() {
  return recall("keys") === "off";
}

// Calls acts[name](key) for the keys of the table. Keys typed into a field or a dialog, and keys with Ctrl, Alt or Meta,
// are not ours.
export function heedKeys(acts) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const field = event.target.closest("input, textarea, select, dialog");
    if (field) {
      if (event.key === "Escape" && field.tagName === "INPUT") field.blur();
      return;
    }
    const arrow = event.key.startsWith("Arrow");
    // Tabs of a tab list move by arrows themselves.
    if (arrow && event.target.closest("[role=tablist]")) return;
    const name = event.shiftKey && arrow ? `Shift+${event.key}` : letterOf(event);
    const row = KEYS.find((k) => k.keys.includes(name));
    if (!row || !acts[row.act]) return;
    if (keysOff() && row.act !== "help" && !arrow) return;
    event.preventDefault();
    acts[row.act](event.key);
  });
}

export function helpDialog(available) {
  const close = button(t("dialog.close"), () => dialog.close());
  const toggle = button("", () => {
    remember("keys", keysOff() ? "on" : "off");
    label();
  });
  const label = () => fill(toggle, t(keysOff() ? "keys.on" : "keys.off"));
  label();
  const rows = KEYS.filter((k) => available[k.act]).map((k) => [
    el("dt", null, (k.shown ? [k.shown] : k.keys.map((n) => NAMES[n] || n)).map((n) => el("kbd", null, n))),
    el("dd", null, t(k.word)),
  ]);
  const dialog = el(
    "dialog",
    { class: "keys", "aria-labelledby": "keys-title" },
    el("h2", { id: "keys-title" }, t("nav.keys")),
    el("dl", null, rows.map((r) => el("div", null, r))),
    el("footer", null, toggle, close),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
}
