// Where the data come from: the desk's server, or the page's own data where it is one file.

import { speak } from "./speak.js";

const KEEP = 24;
// Milliseconds after which a server that does not answer counts as away; it waits up to 5 seconds for the ledger itself.
const PATIENCE = 8000;

export class Trouble extends Error {
  constructor(why, message, body) {
    super(message);
    this.why = why;
    this.body = body || {};
  }
}

function takeToken() {
  const given = /^#token=(.+)$/.exec(location.hash);
  if (given) {
    history.replaceState(null, "", location.pathname);
    sessionStorage.setItem("chushen.token", given[1]);
  }
  return sessionStorage.getItem("chushen.token");
}

// An address with another token, typed into the page that is open.
function heedToken() {
  addEventListener("hashchange", () => {
    if (location.hash.startsWith("#token=")) location.reload();
  });
}

export function liveSource() {
  heedToken();
  let token = takeToken();
  const pictures = new Map();

  async function ask(path, options) {
    const headers = { "X-Chushen": "1" };
    if (token) headers.Authorization = `Bearer ${token}`;
    let response;
    try {
      response = await fetch(path, { ...options, headers, cache: "no-store", credentials: "same-origin" });
    } catch (e) {
      if (e.name === "AbortError") throw e;
      throw new Trouble("offline", "offline");
    }
    if (response.ok) return response;
    const body = await response.json().catch(() => ({}));
    throw new Trouble(body.why || String(response.status), body.message || response.statusText, body);
  }
  const json = async (path, options) => (await ask(path, options)).json();
  const at = (key) => `/api/cases/${encodeURIComponent(key)}`;

  return {
    live: true,
    setToken(text) {
      token = text;
      sessionStorage.setItem("chushen.token", text);
    },
    about: () => json("/api/desk"),
    list: (since) => json(`/api/cases?since=${since}`),
    openCase: async (key, signal) => speak(await json(at(key), { signal })),
    earlier: async (key, other) => speak(await json(other ? `${at(key)}/earlier/${encodeURIComponent(other)}` : `${at(key)}/earlier`)),
    overview: () => json("/api/overview"),
    logIn: (name, password) => json("/api/session", { method: "POST", body: JSON.stringify({ name, password }) }),
    logOut: () => json("/api/session", { method: "DELETE" }),
    claim: (asked) => json("/api/claims", { method: "POST", body: JSON.stringify(asked), signal: AbortSignal.timeout(PATIENCE) }),
    hear: (key, tab) => json(`${at(key)}/claim`, { method: "POST", body: JSON.stringify({ tab }), signal: AbortSignal.timeout(PATIENCE) }),
    // Said while the page goes; nobody is there to hear whether it arrived, and a claim ends by itself.
    letGo: (tab) => ask("/api/claims", { method: "DELETE", body: JSON.stringify({ tab }), keepalive: true }).catch(() => null),
    notice: (key, without) => json(`${at(key)}/notice`, { method: "POST", body: JSON.stringify({ without }) }),
    reveal: async (key, reason) => speak(await json(`${at(key)}/reveal`, { method: "POST", body: JSON.stringify({ reason }) })),
    saveQueue: (name, view) => json(`/api/queues/${encodeURIComponent(name)}`, { method: "PUT", body: JSON.stringify(view) }),
    removeQueue: (name) => json(`/api/queues/${encodeURIComponent(name)}`, { method: "DELETE" }),
    decide: (key, asked) => json(`${at(key)}/decisions`, { method: "POST", body: JSON.stringify(asked), signal: AbortSignal.timeout(PATIENCE) }),
    async picture(key, document, page, size, signal) {
      const path = `${at(key)}/pages/${document}/${page}${size === "full" ? "?size=full" : ""}`;
      const kept = pictures.get(path);
      if (kept) {
        pictures.delete(path);
        pictures.set(path, kept);
        return kept;
      }
      const url = URL.createObjectURL(await (await ask(path, { signal })).blob());
      pictures.set(path, url);
      if (pictures.size > KEEP) {
        const [oldest, gone] = pictures.entries().next().value;
        pictures.delete(oldest);
        URL.revokeObjectURL(gone);
      }
      return url;
    },
    // A case that was reviewed anew may have other pictures.
    forgetPictures(key) {
      for (const [path, url] of pictures) {
        if (path.startsWith(`${at(key)}/`)) {
          pictures.delete(path);
          URL.revokeObjectURL(url);
        }
      }
    },
    async exported(format) {
      return URL.createObjectURL(await (await ask(`/api/decisions/${format}`)).blob());
    },
  };
}

export function fileSource(data) {
  return {
    live: false,
    about: async () => data,
    openCase: async () => ({ ...speak(data.case), key: "file", digest: "", notice: null, state: { revision: 0, decision: null, overruled: [], history: [] } }),
    async picture(key, document, page) {
      const found = data.pictures[`${document}/${page}`];
      if (typeof found === "string") return found;
      throw new Trouble("unreadable", found ? found.why : "no page");
    },
    forgetPictures() {},
  };
}
