// Asking for the token where the desk wants one.

import { el, fill } from "./dom.js";
import { t } from "./words.js";

export function tokenForm(root, why, given) {
  const field = el("input", { id: "token", type: "password", autocomplete: "off", required: true });
  const submit = (e) => {
    e.preventDefault();
    given(field.value.trim());
  };
  const form = el(
    "form",
    { class: "alone", on: { submit } },
    el("h1", null, t("token")),
    el("p", null, t(why === "token-wrong" ? "token.wrong" : "token.say")),
    el("label", { for: "token" }, t("token.label")),
    field,
    el("button", { type: "submit", class: "main" }, t("token.go")),
  );
  fill(root, el("main", null, form));
  field.focus();
}
