// The only place where nodes are made. Texts become text nodes, never markup, and what could steer the direction of a line
// or hide in it is written out.

const STEERS = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

export function plain(text) {
  return String(text).replace(STEERS, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);
}

// el("p", { class: "x", "aria-label": "y", on: { click } }, "text", node, null)
export function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, heed] of Object.entries(value)) node.addEventListener(event, heed);
    } else if (name === "value") {
      node.value = value;
    } else {
      node.setAttribute(name, value === true ? "" : plain(value));
    }
  }
  node.append(...nodes(children));
  return node;
}

export function nodes(children) {
  return children
    .flat(3)
    .filter((c) => c !== null && c !== undefined && c !== false)
    .map((c) => (c instanceof Node ? c : document.createTextNode(plain(c))));
}

export function fill(node, ...children) {
  node.replaceChildren(...nodes(children));
  return node;
}

export function button(label, press, props) {
  return el("button", { type: "button", ...(props || {}), on: { click: press } }, label);
}

// What the browser keeps for us; a file opened from disk may have no store.
export function remember(name, value) {
  try {
    localStorage.setItem(`chushen.${name}`, value);
  } catch {
    // Then it is asked again next time.
  }
}

export function recall(name) {
  try {
    return localStorage.getItem(`chushen.${name}`);
  } catch {
    return null;
  }
}
