// The page picture: upright, zoomed and moved, with boxes that keep their line width at any zoom. Boxes are in pixels of
// the page, as the report gives them.

import { button, el, fill } from "./dom.js";
import { t } from "./words.js";

const STEP = 1.25;
const MOST = 8;
const LONG = 2400;

export class Stage {
  // heed: { select(id), page(step), full() }
  constructor(heed) {
    this.heed = heed;
    this.page = null;
    this.shown = { findings: true, marks: true, fields: true };
    this.boxes = true;
    this.scale = 1;
    this.fitted = true;
    this.x = 0;
    this.y = 0;
    this.node = el("section", { class: "stage", "aria-label": t("stage") });
    this.build();
  }

  build() {
    this.node.setAttribute("aria-label", t("stage"));
    this.tabs = el("div", { class: "documents", role: "tablist", "aria-label": t("stage.documents"), on: { keydown: (e) => this.tabKey(e) } });
    this.say = el("span", { class: "pageno" });
    this.percent = el("span", { class: "percent" });
    const toggle = (name) =>
      button(t(`stage.${name}`), () => this.toggle(name), { class: `toggle ${name}`, "aria-pressed": String(this.shown[name]), "data-layer": name });
    this.toggles = ["findings", "marks", "fields"].map(toggle);
    this.turners = [
      button("‹", () => this.heed.page(-1), { "aria-label": t("stage.previous"), class: "icon" }),
      button("›", () => this.heed.page(1), { "aria-label": t("stage.next"), class: "icon" }),
    ];
    const bar = el(
      "div",
      { class: "bar" },
      el("div", { class: "group" }, this.turners[0], this.say, this.turners[1]),
      el("div", { class: "group" }, this.toggles),
      el(
        "div",
        { class: "group" },
        button("−", () => this.zoom(1 / STEP), { "aria-label": t("stage.out"), class: "icon" }),
        this.percent,
        button("+", () => this.zoom(STEP), { "aria-label": t("stage.in"), class: "icon" }),
        button(t("stage.fit"), () => this.fit(), {}),
      ),
    );
    this.image = el("img", { alt: "", draggable: "false" });
    this.layer = el("div", { class: "layer", "aria-hidden": "true" });
    this.sheet = el("div", { class: "sheet", hidden: true }, this.image, this.layer);
    this.message = el("p", { class: "message", role: "status" });
    this.view = el("div", { class: "view", tabindex: "0", role: "group", "aria-label": t("stage") }, this.sheet, this.message);
    this.moveByHand();
    fill(this.node, el("h2", { class: "unseen" }, t("stage")), this.tabs, bar, this.view);
    new ResizeObserver(() => (this.fitted ? this.fit() : this.place())).observe(this.view);
    this.layers();
  }

  tabKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...this.tabs.children];
    const next = all[all.indexOf(document.activeElement) + step];
    if (next) {
      event.preventDefault();
      next.focus();
      next.click();
    }
  }

  // documents: [{ label, worst, count }]
  documents(list, current, open) {
    const had = this.tabs.contains(document.activeElement);
    fill(
      this.tabs,
      list.map((d, i) =>
        button([el("span", { class: `dot ${d.worst || "none"}`, "aria-hidden": "true" }), el("bdi", null, d.label), d.count ? el("b", null, d.count) : null], () => open(i), {
          role: "tab",
          "aria-selected": String(i === current),
          tabindex: i === current ? "0" : "-1",
          title: d.title,
        }),
      ),
    );
    const chosen = this.tabs.children[current];
    if (chosen) {
      chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
      if (had) chosen.focus();
    }
  }

  // A page without its picture yet. boxes: [{ id, kind, severity, box, label, title }]
  begin(page, boxes, number, pages) {
    this.page = page;
    this.list = boxes;
    this.url = null;
    this.image.removeAttribute("src");
    this.sheet.hidden = true;
    fill(this.message, page ? t("stage.waiting") : "");
    fill(this.say, page ? t("stage.page", number, pages) : "");
    for (const turner of this.turners) turner.disabled = !page;
    this.drawBoxes();
    if (page) {
      this.sheet.style.aspectRatio = `${page.width} / ${page.height}`;
      this.sheet.style.setProperty("--ratio", String(page.width / page.height));
    }
    this.fit();
  }

  picture(url, alt) {
    this.image.alt = alt;
    this.image.src = url;
    this.sheet.hidden = false;
    fill(this.message);
  }

  trouble(text) {
    this.sheet.hidden = true;
    fill(this.message, text);
  }

  drawBoxes() {
    const make = (b) => {
      const node = el("div", { class: `box ${b.kind} ${b.severity || ""}`, "data-id": b.id, title: b.title, on: { click: () => this.clicked(b.id) } }, b.label ? el("span", null, b.label) : null);
      // Shares of the page, so that boxes follow it to any size, also on paper.
      const [x, y, w, h] = b.box;
      node.style.left = `${(100 * x) / this.page.width}%`;
      node.style.top = `${(100 * y) / this.page.height}%`;
      node.style.width = `${(100 * w) / this.page.width}%`;
      node.style.height = `${(100 * h) / this.page.height}%`;
      return node;
    };
    // Large boxes below small ones, findings above all else.
    const rank = { field: 0, mark: 1, finding: 2 };
    const sorted = [...(this.list || [])].sort((a, b) => rank[a.kind] - rank[b.kind] || b.box[2] * b.box[3] - a.box[2] * a.box[3]);
    this.drawn = sorted.map((b) => [b, make(b)]);
    this.layer.replaceChildren(...this.drawn.map(([, n]) => n));
    this.select(this.selected, false);
  }

  clicked(id) {
    if (!this.dragged) this.heed.select(id);
  }

  select(id, bring = true) {
    this.selected = id;
    for (const [b, node] of this.drawn || []) {
      node.classList.toggle("chosen", b.id === id);
      if (b.id === id && bring && !this.seen(b.box)) this.centre(b.box);
    }
  }

  box(id) {
    return (this.list || []).find((b) => b.id === id)?.box;
  }

  seen([x, y, w, h]) {
    const left = this.x + x * this.scale;
    const top = this.y + y * this.scale;
    return left >= 0 && top >= 0 && left + w * this.scale <= this.view.clientWidth && top + h * this.scale <= this.view.clientHeight;
  }

  centre([x, y, w, h]) {
    this.x = this.view.clientWidth / 2 - (x + w / 2) * this.scale;
    this.y = this.view.clientHeight / 2 - (y + h / 2) * this.scale;
    this.place();
  }

  // Zooms to a box with room around it, or back where it is there already.
  // A box of a line with what stands before and above it, where the labels of forms are. A box of more than a line is itself.
  withLabel([x, y, w, h]) {
    if (h > this.page.height * 0.06) return [x, y, w, h];
    const [before, above] = [Math.min(x, h * 9), Math.min(y, h * 1.2)];
    return [x - before, y - above, w + before, h + above];
  }

  zoomTo(found) {
    if (!found || !this.page) return this.fit();
    const box = this.withLabel(found);
    const [, , w, h] = box;
    const scale = Math.min(MOST, (this.view.clientWidth * 0.7) / Math.max(w, 1), (this.view.clientHeight * 0.6) / Math.max(h, 1), 3);
    if (!this.fitted && Math.abs(this.scale - scale) < 1e-6) return this.fit();
    this.fitted = false;
    this.scale = scale;
    this.centre(box);
  }

  fit() {
    if (!this.page) return;
    const room = 12;
    const [w, h] = [this.view.clientWidth - room, this.view.clientHeight - room];
    this.scale = Math.max(0.01, Math.min(w / this.page.width, h / this.page.height, 2));
    this.fitted = true;
    this.x = (this.view.clientWidth - this.page.width * this.scale) / 2;
    this.y = (this.view.clientHeight - this.page.height * this.scale) / 2;
    this.place();
  }

  // The width of the window, from the top: for reading a form.
  fitWidth() {
    if (!this.page) return;
    this.scale = Math.min(MOST, (this.view.clientWidth - 12) / this.page.width);
    this.fitted = false;
    this.x = 6;
    this.y = 6;
    this.place();
  }

  zoom(factor, at) {
    if (!this.page) return;
    const [cx, cy] = at || [this.view.clientWidth / 2, this.view.clientHeight / 2];
    const scale = Math.min(MOST, Math.max(0.05, this.scale * factor));
    this.x = cx - ((cx - this.x) * scale) / this.scale;
    this.y = cy - ((cy - this.y) * scale) / this.scale;
    this.scale = scale;
    this.fitted = false;
    this.place();
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.fitted = false;
    this.place();
  }

  // Keeps a strip of the page in view, and puts everything in its place.
  place() {
    if (!this.page) return;
    const [w, h] = [this.page.width * this.scale, this.page.height * this.scale];
    const keep = 60;
    this.x = Math.min(this.view.clientWidth - keep, Math.max(keep - w, this.x));
    this.y = Math.min(this.view.clientHeight - keep, Math.max(keep - h, this.y));
    this.sheet.style.transform = `translate(${this.x}px, ${this.y}px)`;
    this.sheet.style.width = `${w}px`;
    this.sheet.style.height = `${h}px`;
    fill(this.percent, `${Math.round(this.scale * 100)}%`);
    // A picture made to fit the screen is too coarse beyond its own pixels.
    const long = Math.max(this.page.width, this.page.height);
    if (long > LONG && this.scale * long * devicePixelRatio > LONG * 1.2) this.heed.full();
  }

  toggle(name) {
    this.shown[name] = !this.shown[name];
    this.layers();
  }

  toggleAll() {
    this.boxes = !this.boxes;
    this.layers();
  }

  layers() {
    for (const [name, on] of Object.entries(this.shown)) this.layer.classList.toggle(`no-${name}`, !on || !this.boxes);
    for (const b of this.toggles) b.setAttribute("aria-pressed", String(this.shown[b.dataset.layer] && this.boxes));
  }

  moveByHand() {
    let from = null;
    this.view.addEventListener("pointerdown", (e) => {
      this.dragged = false;
      if (e.button === 0) from = [e.clientX, e.clientY];
    });
    this.view.addEventListener("pointermove", (e) => {
      if (!from || !(e.buttons & 1)) {
        from = null;
        return;
      }
      const [dx, dy] = [e.clientX - from[0], e.clientY - from[1]];
      if (!this.dragged && Math.hypot(dx, dy) < 4) return;
      if (!this.dragged) this.view.setPointerCapture(e.pointerId);
      this.dragged = true;
      from = [e.clientX, e.clientY];
      this.pan(dx, dy);
    });
    this.view.addEventListener("pointerup", () => {
      from = null;
    });
    this.view.addEventListener("dblclick", () => (this.fitted ? this.zoom(2) : this.fit()));
    this.view.addEventListener(
      "wheel",
      (e) => {
        e.preventDefault();
        const r = this.view.getBoundingClientRect();
        this.zoom(Math.exp(-e.deltaY * (e.deltaMode ? 0.05 : 0.0015)), [e.clientX - r.left, e.clientY - r.top]);
      },
      { passive: false },
    );
    this.view.addEventListener("keydown", (e) => {
      const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0] }[e.key];
      if (!step || e.shiftKey || e.ctrlKey || e.altKey || e.metaKey) return;
      e.preventDefault();
      this.pan(...step);
    });
  }
}
