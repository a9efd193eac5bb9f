// The desk put together: what is open, what is chosen, and what each key and button does.

import { plain, button, el, fill, recall, remember } from "./dom.js";
import { Trouble, fileSource, liveSource } from "./source.js";
import { hasWord, langName, pick, setLang, t } from "./words.js";
import { heedKeys, helpDialog } from "./keys.js";
import { CaseList, verdictSign } from "./list.js";
import { Stage } from "./stage.js";
import { Panel, overruling, placeOf, troubleWords } from "./panel.js";
import { Answers, seenOf } from "./answers.js";
import { DecisionBar, askAgain, askText } from "./decide.js";
import { Overview } from "./overview.js";
import { boxesOf, placeIn } from "./places.js";
import { live, say, toast, warn } from "./tell.js";
import { tokenForm } from "./token.js";

const island = document.getElementById("data");
const source = island ? fileSource(JSON.parse(island.textContent)) : liveSource();
const root = document.getElementById("desk");
const GRAVE = { reject: 3, review: 2, note: 1 };

const app = {
  about: null,
  data: null,
  document: 0,
  page: 1,
  finding: null,
  field: null,
  revision: 0,
  view: "cases",
  done: [],
  opening: null,
  // What was on the page until a moment ago, where somebody else changed it.
  before: null,
};
let list, stage, panel, bar, overview, answers;
// Milliseconds within which nobody has read what changed on the page.
const UNREAD = 1000;

function askToken(why) {
  tokenForm(root, why, (token) => {
    source.setToken(token);
    start();
  });
}

// The frame

function theme() {
  const own = recall("theme");
  if (own) document.documentElement.dataset.theme = own;
  else delete document.documentElement.dataset.theme;
}

function turnTheme() {
  const dark = document.documentElement.dataset.theme === "dark" || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  remember("theme", dark ? "light" : "dark");
  theme();
}

function language(name) {
  setLang(name);
  document.documentElement.lang = name === "en" ? "en" : "zh-CN";
  document.title = `${t("app")} · chushen`;
}

function turnLanguage() {
  const name = langName() === "zh" ? "en" : "zh";
  remember("lang", name);
  language(name);
  list?.build();
  stage.build();
  frame();
  showCase(false);
  overview?.draw();
}

function frame() {
  const { reviewer, masked } = app.about;
  const go = (view) => button(t(`nav.${view}`), () => show(view), { "aria-current": app.view === view ? "page" : null });
  const header = el(
    "header",
    { class: "top" },
    el("h1", null, el("b", null, "初审"), el("span", null, t("app"))),
    source.live ? el("nav", { "aria-label": t("app") }, go("cases"), go("overview")) : null,
    el("p", { class: "run", id: "run" }),
    el("p", { class: "mask" }, t(masked ? (source.live ? "masked" : "single.masked") : "unmasked")),
    source.live ? el("p", { class: "who" }, reviewer ? t("reviewer", reviewer) : t("reviewer.none")) : null,
    el(
      "div",
      { class: "tools" },
      button(t("nav.lang"), turnLanguage, { lang: langName() === "zh" ? "en" : "zh-CN" }),
      button("◐", turnTheme, { "aria-label": t("nav.theme"), class: "icon" }),
      button("?", acts.help, { "aria-label": t("nav.keys"), class: "icon" }),
    ),
  );
  app.heading = el("header", { class: "heading" });
  const side = el("aside", { class: "side", "aria-label": t("panel") }, app.heading, panel.node, source.live ? bar.node : null);
  const cases = el("div", { class: source.live ? "cases" : "cases single", hidden: app.view !== "cases" }, source.live ? el("aside", { class: "left", "aria-label": t("list") }, list.node) : null, el("main", null, stage.node), side);
  if (overview) overview.node.hidden = app.view !== "overview";
  fill(root, header, answers?.node, cases, overview?.node, live, toast);
  answers?.draw();
  drawRun();
}

function show(view) {
  app.view = view;
  frame();
  showHeading();
  drawPanel();
  if (view === "overview") {
    overview.show().then(() => overview.node.focus(), failed);
  } else {
    list.draw();
    stage.fit();
  }
}

function drawRun() {
  const node = document.getElementById("run");
  const run = app.run;
  if (!node) return;
  node.className = `run ${run?.state || "none"}`;
  fill(node, run && run.state !== "none" && run.state !== "ended" ? t(`run.${run.state}`, run.done, run.cases ?? "?") : null, app.reading ? ` ${t("list.reading", app.reading)}` : null, app.notes?.length ? el("span", { class: "notes", title: app.notes.join("\n") }, ` ⚠ ${app.notes[0]}`) : null);
}

// The list, kept current

async function poll() {
  let pause = 2000;
  try {
    const news = await source.list(app.revision);
    const first = app.revision === 0;
    app.revision = news.revision;
    const came = list.take(news);
    app.run = news.run;
    app.reading = news.unread;
    const odd = Object.keys(news.odd).length;
    app.notes = [news.trouble ? t("list.trouble") : null, odd ? `${t("list.odd", odd)}: ${Object.keys(news.odd).slice(0, 20).map((name) => plain(name)).join(t("list.and"))}` : null, news.broken.length ? t("list.broken", news.broken.length) : null].filter(Boolean);
    drawRun();
    if (news.unread) pause = 200;
    else if (news.run.state === "running") pause = 1000;
    if (came && !first) say(t("list.came", came));
    if (!app.data && !app.opening && list.order.length && !news.unread) openCase(list.order[0].k);
    const changed = news.rows.find((r) => r.k === app.data?.key);
    if (changed && !first) refreshCase();
    if (app.offline) {
      app.offline = false;
      toast.hidden = true;
    }
  } catch (e) {
    if (e.why === "token-missing" || e.why === "token-wrong") return askToken(e.why);
    app.offline = true;
    warn(e.why === "offline" ? t("error.offline") : t("error.any", e.message), "bad");
    pause = 3000;
  }
  setTimeout(poll, pause);
}

// The case

async function openCase(key) {
  app.opening?.abort();
  const opening = new AbortController();
  app.opening = opening;
  // A word about the case before.
  if (!toast.classList.contains("good") && !toast.classList.contains("bad")) toast.hidden = true;
  list?.choose(key);
  try {
    const data = await source.openCase(key, opening.signal);
    if (opening.signal.aborted) return;
    take(data);
    app.sure = null;
    const first = data.report.findings.findIndex((f) => !overruling(data.state, f));
    app.finding = first >= 0 ? first : null;
    app.field = null;
    const place = first >= 0 ? placeIn(data.report, data.report.findings[first]) : null;
    app.document = place?.document ?? 0;
    app.page = place?.page ?? 1;
    panel.tab = panel.tab === "history" ? "findings" : panel.tab;
    panel.keepTop = 0;
    showCase(true);
  } catch (e) {
    if (e.name !== "AbortError") failed(e);
  } finally {
    if (app.opening === opening) app.opening = null;
  }
}

function take(data) {
  data.drafted = data.state.revision;
  app.data = data;
}

// The open case changed under us: its state, or the report itself.
async function refreshCase() {
  const before = app.data;
  try {
    const data = await source.openCase(before.key);
    if (app.data?.key !== before.key) return;
    const { digest, state } = app.data;
    const foreign = data.digest !== digest || data.state.history.some((e) => e.revision > state.revision && !answers.own.has(e.revision));
    if (foreign) app.before = { asked: asking(), until: Date.now() + UNREAD };
    take(data);
    if (data.digest !== digest) {
      source.forgetPictures(data.key);
      warn(t("error.renewed"));
      openCase(data.key);
    } else {
      showHeading();
      drawPanel();
    }
  } catch (e) {
    failed(e);
  }
}

function showCase(anew) {
  showHeading();
  drawPanel();
  showPage(anew);
}

function showHeading() {
  if (!app.data) return fill(app.heading);
  const { report } = app.data;
  const { id, subject, subject_kind: kind, province } = report.case;
  fill(
    app.heading,
    el("p", { class: `verdict ${report.verdict}` }, verdictSign(report.verdict), t(`verdict.${report.verdict}`)),
    el("h2", null, el("bdi", null, id)),
    el("p", { class: "sub" }, [subject, kind ? pick(app.about.words.subjects, kind) : null, province].filter(Boolean).flatMap((w, i) => [i ? " · " : null, el("bdi", null, w)])),
  );
}

function drawPanel() {
  panel.show(app.data, app.finding);
  bar.show(app.data, app.about.reviewer);
}

function chosenId() {
  return app.field ? `field:${app.field}` : app.finding === null ? null : `finding:${app.finding}`;
}

let picturing;

async function showPage(anew) {
  if (!app.data) return;
  const { report, key } = app.data;
  const docs = report.documents.map((d) => {
    const own = report.findings.filter((f) => f.document === d.path);
    const worst = own.map((f) => f.severity).sort((a, b) => GRAVE[b] - GRAVE[a])[0];
    const kind = pick(app.about.words.kinds, d.kind);
    return { label: d.path.split("/").pop(), title: `${d.path} · ${kind}`, worst, count: own.length };
  });
  stage.documents(docs, app.document, (i) => turnTo(i, 1));
  const row = report.documents[app.document];
  const page = row?.pages[app.page - 1];
  stage.selected = chosenId();
  picturing?.abort();
  picturing = new AbortController();
  const { signal } = picturing;
  if (!row || !page) {
    stage.begin(null, []);
    stage.trouble(row ? t("stage.nothing") : t("stage.nodocuments"));
    return;
  }
  stage.begin({ width: page.width, height: page.height }, boxesOf(app.data, app.about.words, app.document, app.page), app.page, row.pages.length);
  if (anew) stage.select(chosenId(), false);
  const alt = t("stage.alt", row.path, app.page);
  try {
    const url = await source.picture(key, app.document, app.page, "view", signal);
    if (signal.aborted) return;
    stage.picture(url, plain(alt));
    ahead(key, signal);
  } catch (e) {
    if (e.name === "AbortError") return;
    stage.trouble(hasWord(`picture.${e.why}`) ? t(`picture.${e.why}`) : t("error.any", e.message));
  }
}

// The pages next in turn are fetched while this one is looked at.
async function ahead(key, signal) {
  if (!source.live) return;
  const { report } = app.data;
  try {
    for (let d = 0; d < report.documents.length; d++) {
      for (let p = 1; p <= Math.min(2, report.documents[d].pages.length); p++) {
        if (signal.aborted) return;
        await source.picture(key, d, p, "view", signal);
      }
    }
  } catch {
    // What cannot be fetched ahead is told when it is asked for.
  }
}

// More pixels, once the picture is zoomed beyond those it has.
async function fullPicture() {
  const row = app.data?.report.documents[app.document];
  const asked = `${app.data?.key}/${app.document}/${app.page}`;
  if (!source.live || !row || app.full === asked) return;
  app.full = asked;
  try {
    const url = await source.picture(app.data.key, app.document, app.page, "full", picturing?.signal);
    if (app.full === asked && asked === `${app.data?.key}/${app.document}/${app.page}`) stage.picture(url, plain(t("stage.alt", row.path, app.page)));
  } catch {
    // The coarser picture stays.
  }
}

function turnTo(document, page) {
  app.document = document;
  app.page = page;
  app.full = null;
  showPage(false);
}

function turnPage(step) {
  const docs = app.data?.report.documents ?? [];
  const places = docs.flatMap((d, i) => Array.from({ length: Math.max(1, d.pages.length) }, (_, p) => [i, p + 1]));
  const at = places.findIndex(([d, p]) => d === app.document && p === app.page);
  const next = places[at + step];
  if (next) turnTo(...next);
}

function choose(i) {
  const f = app.data?.report.findings[i];
  if (!f) return;
  app.finding = i;
  app.field = null;
  panel.select(i);
  const place = placeIn(app.data.report, f);
  if (place && (place.document !== app.document || place.page !== app.page)) turnTo(place.document, place.page);
  stage.select(chosenId());
  say(`${i + 1}/${app.data.report.findings.length} ${t(`severity.${f.severity}`)} ${f.message}`);
}

function stepFinding(step) {
  const n = app.data?.report.findings.length ?? 0;
  if (n) choose(app.finding === null ? (step > 0 ? 0 : n - 1) : (app.finding + step + n) % n);
}

function chooseField(document, name) {
  const field = app.data.report.documents[document].fields[name];
  app.field = name;
  if (document !== app.document || field.page !== app.page) turnTo(document, field.page);
  stage.shown.fields = true;
  stage.layers();
  stage.select(chosenId());
}

function clickedBox(id) {
  const [kind, name] = [id.slice(0, id.indexOf(":")), id.slice(id.indexOf(":") + 1)];
  if (kind === "finding") choose(Number(name));
  if (kind === "field") {
    app.field = name;
    panel.open("fields");
    stage.select(id);
  }
}

// Decisions

// To what an answer belongs: the case, report and revision on the page. What came a moment ago nobody has read.
function asking() {
  const { data, before } = app;
  if (before && before.asked.key === data.key && Date.now() < before.until) return before.asked;
  return { key: data.key, id: data.report.case.id, digest: data.digest, base: data.state.revision, seen: seenOf(data.report) };
}

function entered(answer, state, revision) {
  if (answer.act.action !== "undo") app.done.push({ key: answer.key, revision, action: answer.act.action });
  const row = list.rows.get(answer.key);
  if (row) row.x = state.decision ? { a: state.decision.action, by: state.decision.reviewer } : undefined;
  list.arrange();
  if (app.data?.key === answer.key && app.data.digest === answer.digest) {
    app.data.state = state;
    showHeading();
    drawPanel();
  }
  if (answer.state) warn(t("decide.done", answer.id, t(`done.${answer.act.action}`)), "good");
}

// A case as it is now, which the reviewer is about to be told of.
function learned(data) {
  if (app.data?.key !== data.key) return;
  app.before = null;
  if (app.data.digest !== data.digest) return openCase(data.key);
  take(data);
  drawPanel();
}

function failed(e) {
  if (!(e instanceof Trouble)) {
    warn(t("error.any", e.message), "bad");
    throw e;
  }
  if (e.why === "token-missing" || e.why === "token-wrong") return askToken(e.why);
  warn(troubleWords(e, "error"), "bad");
  if (e.why === "decided-meanwhile" && app.data) refreshCase();
  if (e.why === "renewed" && app.data) openCase(app.data.key);
}

// The case an answer is to be asked about, or null with a word why none can be.
function askable() {
  if (!app.data || app.busy) return null;
  const kept = answers.keepsFor(app.data.key);
  if (!app.about.reviewer) warn(t("error.no-reviewer"), "bad");
  else if (kept) warn(t("unsent.first"), "bad");
  else return asking();
  return null;
}

function kept(key) {
  const answer = answers.keepsFor(key);
  if (answer) warn(`${t(`act.${answer.act.action}`)} · ${t(`unsent.${answer.state}`)}`, "bad");
}

async function decide(act, asked) {
  app.busy = true;
  const next = list.nextOpen(asked.key);
  try {
    if (!(await answers.send({ ...asked, act }))) return kept(asked.key);
    const done = t(`done.${act.action}`);
    const told = next ? t("decide.next", asked.id, done, list.rows.get(next)?.id ?? next) : t("decide.last", asked.id, done);
    say(told);
    warn(next ? t("decide.done", asked.id, done) : told, "good");
    if (app.data?.key !== asked.key) return;
    if (next) await openCase(next);
    else showCase(false);
  } catch (e) {
    failed(e);
  } finally {
    app.busy = false;
  }
}

async function accept() {
  const asked = askable();
  if (!asked) return;
  const { report, state } = app.data;
  const open = report.findings.filter((f) => f.severity === "reject" && !overruling(state, f)).length;
  const about = `${asked.key}/${asked.digest}/${asked.base}`;
  if (open && app.sure !== about) {
    app.sure = about;
    return warn(t("decide.sure", open));
  }
  app.sure = null;
  toast.hidden = true;
  await decide({ action: "accept" }, asked);
}

async function sendBack() {
  // The draft of the notice is the server's: it waits for an overruling on its way and is then asked for anew.
  await answers.turn;
  if (app.data && app.data.drafted !== app.data.state.revision) await refreshCase();
  const asked = askable();
  if (!asked) return;
  const text = await askText({ title: t("dialog.send-back"), label: t("dialog.notice"), text: app.data.notice[langName()], needed: true, rows: 14 });
  if (text !== null) await decide({ action: "send-back", notice: text }, asked);
}

async function hold() {
  const asked = askable();
  if (!asked) return;
  const text = await askText({ title: t("dialog.hold"), label: t("dialog.reason.optional"), rows: 3 });
  if (text !== null) await decide({ action: "hold", reason: text.trim() }, asked);
}

async function overrule(i) {
  const f = app.data?.report.findings[i];
  const asked = f && !overruling(app.data.state, f) && askable();
  if (!asked) return;
  const reason = await askText({ title: t("dialog.overrule", pick(app.about.words.codes, f.code)), label: t("dialog.reason"), needed: true, rows: 3 });
  if (reason !== null) await change({ action: "overrule", finding: placeOf(f), reason: reason.trim() }, asked);
}

async function restore(entry) {
  const asked = askable();
  if (asked) await change({ action: "undo", undoes: entry.revision }, asked);
}

// A change that keeps the case open.
async function change(act, asked) {
  try {
    if (!(await answers.send({ ...asked, act }))) return kept(asked.key);
    if (app.data?.key === asked.key) {
      await refreshCase();
      stage.list = boxesOf(app.data, app.about.words, app.document, app.page);
      stage.drawBoxes();
    }
    say(t(`done.${act.action}`));
  } catch (e) {
    failed(e);
  }
}

// Takes back the last thing done here, and shows its case; without one, the last that holds on the open case.
async function undo() {
  if (!app.about.reviewer) return warn(t("error.no-reviewer"), "bad");
  if (app.busy) return;
  app.busy = true;
  const last = app.done.pop();
  try {
    const key = last?.key ?? app.data?.key;
    if (!key) return warn(t("decide.nothing"));
    const data = await source.openCase(key);
    const live = [data.state.decision, ...data.state.overruled].filter(Boolean).map((e) => e.revision);
    const undoes = last?.revision ?? Math.max(0, ...live);
    if (!undoes) return warn(t("decide.nothing"));
    await source.decide(key, { base: data.state.revision, digest: data.digest, act: { action: "undo", undoes } });
    const row = list.rows.get(key);
    if (row && undoes === data.state.decision?.revision) delete row.x;
    list.arrange();
    await openCase(key);
    warn(t("decide.undone", data.report.case.id), "good");
  } catch (e) {
    // What was refused can be tried again once it was looked at.
    if (last && e.why !== "nothing-to-undo") app.done.push(last);
    failed(e);
  } finally {
    app.busy = false;
  }
}

const acts = {
  nextFinding: () => stepFinding(1),
  previousFinding: () => stepFinding(-1),
  zoomBox: () => stage.zoomTo(stage.box(chosenId())),
  toggleBoxes: () => stage.toggleAll(),
  toggleFields: () => stage.toggle("fields"),
  nextPage: () => turnPage(1),
  previousPage: () => turnPage(-1),
  zoomIn: () => stage.zoom(1.25),
  zoomOut: () => stage.zoom(0.8),
  fit: () => stage.fit(),
  fitWidth: () => stage.fitWidth(),
  pan: (key) => stage.pan(...{ ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] }[key]),
  tab: (key) => panel.openNumber(Number(key) - 1),
  lang: turnLanguage,
  theme: turnTheme,
  help: () => helpDialog(acts),
};

const liveActs = {
  nextCase: () => step(1),
  previousCase: () => step(-1),
  nextOpen: () => {
    const key = list.nextOpen(app.data?.key);
    if (key) openCase(key);
  },
  accept,
  sendBack,
  hold,
  undo,
  overrule: () => app.finding !== null && overrule(app.finding),
  search: () => list.search.focus(),
  overview: () => show(app.view === "cases" ? "overview" : "cases"),
};

function step(n) {
  const key = list.neighbour(n);
  if (key) openCase(key);
}

async function start() {
  theme();
  language(recall("lang") || "zh");
  try {
    app.about = await source.about();
  } catch (e) {
    if (e.why === "token-missing" || e.why === "token-wrong") return askToken(e.why);
    fill(root, el("main", null, el("p", { class: "alone", role: "alert" }, t("error.any", e.message))));
    return;
  }
  language(recall("lang") || app.about.lang);
  stage = new Stage({ select: clickedBox, page: turnPage, full: fullPicture });
  panel = new Panel(app.about.words, { finding: choose, field: chooseField, overrule: source.live ? overrule : null, restore: source.live ? restore : null });
  bar = new DecisionBar({ accept, sendBack, hold, undo });
  if (source.live) {
    Object.assign(acts, liveActs);
    list = new CaseList(app.about.words, openCase);
    overview = new Overview(app.about.words, source);
    answers ??= new Answers(source, { reviewer: () => app.about.reviewer, entered, learned, token: askToken, conflict: askAgain });
    answers.later();
  }
  frame();
  if (!app.heeding) heedKeys(acts);
  app.heeding = true;
  if (source.live) {
    app.revision = 0;
    poll();
  } else {
    openCase("file");
  }
}

start();
