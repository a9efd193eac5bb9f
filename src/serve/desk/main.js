// The desk put together: what is open, what is chosen, and what each key and button does.

import { plain, button, el, fill, recall, remember } from "./dom.js";
import { Trouble, fileSource, liveSource } from "./source.js";
import { hasWord, langName, pick, setLang, t } from "./words.js";
import { heedKeys, helpDialog } from "./keys.js";
import { CaseList, verdictSign } from "./list.js";
import { Stage } from "./stage.js";
import { stillRefused } from "./again.js";
import { Panel, overruling, troubleWords } from "./panel.js";
import { ASKS_WHO, Answers } from "./answers.js";
import { DecisionBar, askAgain } from "./decide.js";
import { Deciding } from "./deciding.js";
import { Drafts } from "./drafts.js";
import { Queues } from "./queues.js";
import { Claims, loginForm } from "./team.js";
import { Overview } from "./overview.js";
import { boxesOf, placeIn } from "./places.js";
import { speak } from "./speak.js";
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
  // Who else has the open case.
  holder: null,
  opening: null,
  // What was on the page until a moment ago, where somebody else changed it.
  before: null,
};
let list, stage, panel, bar, overview, answers, claims, deciding, queues;
// Milliseconds within which nobody has read what changed on the page.
const UNREAD = 1000;

function askToken(why) {
  if (why === "log-in") return loginForm(root, source, begunAnew);
  tokenForm(root, why, (token) => {
    source.setToken(token);
    start();
  });
}

// Another person may have come: what is kept and shown belongs to who was here before.
function begunAnew() {
  app.leaving = true;
  location.reload();
}

async function logOut() {
  claims?.leave();
  await source.logOut();
  begunAnew();
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
  speak(app.data);
  speak(app.data?.again);
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
    source.live ? el("p", { class: "who" }, app.about.team ? [el("bdi", null, app.about.name), ` · ${t(`role.${app.about.role}`)} `, app.about.passwords ? button(t("logout"), () => logOut().catch(failed), { class: "small" }) : null] : reviewer ? t("reviewer", reviewer) : t("reviewer.none")) : null,
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
    queues?.take(news.queues);
    app.run = news.run;
    app.reading = news.unread;
    const odd = Object.keys(news.odd).length;
    app.notes = [news.trouble ? t("list.trouble") : null, odd ? `${t("list.odd", odd)}: ${Object.keys(news.odd).slice(0, 20).map((name) => plain(name)).join(t("list.and"))}` : null, news.broken.length ? t("list.broken", news.broken.length) : null, news.breaks.length ? t("list.breaks", news.breaks[0]) : null].filter(Boolean);
    drawRun();
    if (news.unread) pause = 200;
    else if (news.run.state === "running") pause = 1000;
    if (came && !first) say(t("list.came", came));
    if (!app.data && !app.opening && list.order.length && !news.unread) openFirst();
    const changed = news.rows.find((r) => r.k === app.data?.key);
    if (changed && !first) refreshCase();
    if (app.offline) {
      app.offline = false;
      toast.hidden = true;
    }
  } catch (e) {
    if (ASKS_WHO.has(e.why)) return askToken(e.why);
    app.offline = true;
    warn(e.why === "offline" ? t("error.offline") : t("error.any", e.message), "bad");
    pause = 3000;
  }
  setTimeout(poll, pause);
}

// The case

// The first case of the list; where people share it, the first that nobody has.
async function openFirst() {
  if (!sharing()) return openCase(list.order[0].k);
  app.opening = new AbortController();
  try {
    const key = await claims.next(list.openAfter(null));
    await openCase(key ?? list.order[0].k);
  } catch (e) {
    failed(e);
  }
}

// Whether cases are claimed here: people share the list, and this one may decide.
function sharing() {
  return Boolean(app.about.team && app.about.reviewer);
}

// Claims the open case; who else has it stays on the page until it is free.
async function holdCase(key, over) {
  if (!sharing()) return;
  const holder = await claims.open(key, over);
  if (app.data?.key === key) {
    app.holder = holder;
    drawPanel();
  }
}

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
    app.holder = data.holder && data.holder !== app.about.name ? data.holder : null;
    deciding?.opened();
    const first = data.report.findings.findIndex((f) => !overruling(data.state, f));
    app.finding = first >= 0 ? first : null;
    app.field = null;
    const place = first >= 0 ? placeIn(data.report, data.report.findings[first]) : null;
    app.document = place?.document ?? 0;
    app.page = place?.page ?? 1;
    panel.tab = panel.tab === "history" ? "findings" : panel.tab;
    panel.keepTop = 0;
    showCase(true);
    lookBack();
    await holdCase(key);
  } catch (e) {
    if (e.name !== "AbortError") failed(e);
  } finally {
    if (app.opening === opening) app.opening = null;
  }
}

// Lays the open case beside an earlier submission, the latest unless another is named.
async function lookBack(other) {
  const { data } = app;
  if (!data?.earlier) return;
  try {
    const again = await source.earlier(data.key, other);
    if (app.data?.key !== data.key) return;
    app.data.again = again;
    drawPanel();
    const left = stillRefused(again);
    if (left && !other) warn(t("earlier.warn", left));
  } catch (e) {
    if (app.data?.key !== data.key) return;
    app.data.again = {};
    drawPanel();
    if (ASKS_WHO.has(e.why)) return askToken(e.why);
    warn(t("earlier.failed"), "bad");
  }
}

function take(data) {
  data.drafted = data.state.revision;
  if (app.data?.key === data.key && app.data.digest === data.digest) data.again = app.data.again;
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
    if (foreign) app.before = { asked: deciding.asking(), until: Date.now() + UNREAD };
    // What was shown whole stays whole until the case is left.
    if (before.whole && !data.whole && data.digest === digest) Object.assign(data, { report: before.report, said: before.said });
    take(data);
    if (!data.again) lookBack();
    // A case that somebody else let go is free for who has it open.
    if (app.holder || data.holder !== app.about.name) await holdCase(before.key);
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
  bar.show(app.data, app.about.reviewer, sharing() ? { people: app.about.team, lead: app.about.role === "lead", holder: app.holder } : null);
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
  const elsewhere = document !== app.document || field.page !== app.page;
  if (elsewhere && field.page) turnTo(document, field.page);
  else app.document = document;
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

// What came in with an answer

function entered(answer, state) {
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
  if (ASKS_WHO.has(e.why)) return askToken(e.why);
  warn(troubleWords(e, "error"), "bad");
  if (e.why === "decided-meanwhile" && app.data) refreshCase();
  if (e.why === "renewed" && app.data) openCase(app.data.key);
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
  nextOpen: async () => {
    try {
      const key = await deciding.next(app.data?.key);
      if (key) openCase(key);
    } catch (e) {
      failed(e);
    }
  },
  accept: () => deciding.accept(),
  sendBack: () => deciding.sendBack(),
  hold: () => deciding.hold(),
  undo: () => deciding.undo(),
  overrule: () => app.finding !== null && deciding.overrule(app.finding),
  escalate: () => sharing() && deciding.escalate(),
  assign: () => sharing() && deciding.assign(),
  confirmField: () => deciding.correct(false),
  correctField: () => deciding.correct(true),
  reveal: () => deciding.reveal(),
  search: () => list.search.focus(),
  overview: () => show(app.view === "cases" ? "overview" : "cases"),
};

function step(n) {
  const key = list.neighbour(n);
  if (key) openCase(key);
}

// Somebody else has the open case now.
function lost(key, by) {
  if (app.data?.key !== key) return;
  app.holder = by;
  drawPanel();
  warn(t("claim.lost", by), "bad");
}

function changeQueue(change) {
  return async (...given) => {
    try {
      await change(...given);
    } catch (e) {
      failed(e);
    }
  };
}

async function start() {
  theme();
  language(recall("lang") || "zh");
  try {
    app.about = await source.about();
  } catch (e) {
    if (ASKS_WHO.has(e.why)) return askToken(e.why);
    fill(root, el("main", null, el("p", { class: "alone", role: "alert" }, t("error.any", e.message))));
    return;
  }
  language(recall("lang") || app.about.lang);
  stage = new Stage({ select: clickedBox, page: turnPage, full: fullPicture });
  panel = new Panel(app.about.words, { finding: choose, field: chooseField, picture: (document, page) => source.picture(app.data.key, document, page, "view"), earlier: { document: (i) => turnTo(i, 1), picture: (key, document, page) => source.picture(key, document, page, "view"), beside: lookBack }, overrule: source.live ? (i) => deciding.overrule(i) : null, restore: source.live ? (e) => deciding.restore(e) : null, correct: source.live ? (word) => deciding.correct(word) : null });
  bar = new DecisionBar({ ...liveActs, takeOver: () => holdCase(app.data.key, true).catch(failed) });
  if (source.live) {
    Object.assign(acts, liveActs);
    list = new CaseList(app.about.words, openCase);
    list.me = app.about.team ? app.about.name : null;
    queues = new Queues({ view: () => list.view(), apply: (view) => list.apply(view), rows: (view) => list.rowsOf(view), save: changeQueue(source.saveQueue), remove: changeQueue(source.removeQueue) });
    list.queues = queues;
    list.build();
    if (sharing()) claims ??= new Claims(source, lost);
    overview = new Overview(app.about.words, source);
    answers ??= new Answers(source, { reviewer: () => app.about.reviewer, entered, learned, token: askToken, conflict: askAgain, leaving: () => app.leaving });
    answers.later();
    deciding = new Deciding({
      app,
      drafts: new Drafts(app.about.name ?? ""),
      source,
      list,
      answers,
      claims: sharing() ? claims : null,
      openCase,
      refreshCase,
      showCase,
      failed,
      redrawBoxes() {
        stage.list = boxesOf(app.data, app.about.words, app.document, app.page);
        stage.drawBoxes();
      },
    });
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
