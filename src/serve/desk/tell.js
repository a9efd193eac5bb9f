// Words to the person: spoken to a reader of the screen, or shown for a while.

import { el, fill } from "./dom.js";

export const live = el("p", { class: "unseen", role: "status", "aria-live": "polite" });
export const toast = el("p", { class: "toast", role: "alert", hidden: true });
let toastEnds;

export function say(text) {
  fill(live, text);
}

export function warn(text, kind) {
  toast.className = `toast ${kind || ""}`;
  toast.hidden = false;
  fill(toast, text);
  clearTimeout(toastEnds);
  toastEnds = setTimeout(
    () => {
      toast.hidden = true;
    },
    kind === "good" ? 3000 : 6000,
  );
}
