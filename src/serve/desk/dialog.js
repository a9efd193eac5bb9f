// Every dialog that asks something: its main button does what Control+Enter does, Escape closes it, and it goes when it is closed.

import { button, el, fill } from "./dom.js";
import { t } from "./words.js";

// Opens a dialog of what `make(done, close)` gives; resolves to what `done` was given, or to `otherwise` where it was closed. `ready` is called
// once it is shown.
export function openDialog(props, otherwise, make, ready) {
  return new Promise((resolve) => {
    let answer = otherwise;
    const dialog = el("dialog", props);
    const close = () => dialog.close();
    const done = (given) => {
      answer = given;
      close();
    };
    fill(dialog, make(done, close));
    dialog.addEventListener("keydown", (e) => {
      if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
      e.preventDefault();
      dialog.querySelector("footer .main").click();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    ready?.();
  });
}

// The foot of a dialog that is closed or confirmed.
export function confirmFoot(ok, close) {
  return el("footer", null, button(t("dialog.cancel"), close, {}), button(t("dialog.ok"), ok, { class: "main" }));
}

// A text of its own label whose every letter is kept in a draft, { load, save, drop } or null, and comes back with it.
export function keptText(props, label, draft) {
  const area = el("textarea", { ...props, value: draft?.load() ?? props.value ?? "", on: { input: () => draft?.save(area.value) } });
  return [el("label", { for: props.id }, label), area];
}
