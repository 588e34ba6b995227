// Keeps a screen in step with the room: the socket is the fast path, the poll is the truth, the clock is the server's.
//
// Every fragment is a few regions that htmx puts in place by id. The region #pulse holds the revision and all deadlines.
// A fragment older than what is shown is dropped; a pulse without a stage either is enough or asks this screen to fetch its own.
// The way in has this script as well, so that the first slide finds it in the cache; there it asks for nothing.

import { whenNobodyPresses } from "./presses.js";

const page = document.body.dataset;
const pageId = Math.random().toString(36).slice(2, 14);
const GONE = new Set([4403, 4404, 4410]);
const TOO_MANY = 4429;
const $ = (id) => document.getElementById(id);

// ------------------------------------------------------------------ what is shown
const heading = () => $("now") ?? $("stage"); // a page that goes on under another slide says in #now which one is on
const view = () => $("stage")?.dataset.view ?? $("stage")?.dataset.slide;
const shown = () => Number($("pulse")?.dataset.revision ?? 0);

function revisionOf(html) {
  const found = /id="pulse"[^>]*data-revision="(\d+)" data-base="(\d+)"/.exec(html);
  return found ? { revision: Number(found[1]), base: Number(found[2]) } : null;
}

function swap(html) {
  const before = { view: view(), active: document.activeElement, inStage: $("stage")?.contains(document.activeElement) };
  document.dispatchEvent(new CustomEvent("stage:before"));
  window.htmx.swap(document.body, html, { swapStyle: "none" });
  settled(before);
}

let said = heading()?.dataset.announce;
function settled(before) {
  const stage = $("stage");
  if (stage && view() !== before.view) window.scrollTo(0, 0);
  if (stage) document.title = document.title.replace(/^.*(?= · )/, heading().dataset.title);
  if (stage && heading().dataset.announce !== said) {
    said = heading().dataset.announce; // a new slide, or something new on the same one
    say(said);
  }
  // Focus is never moved, except when what held it is gone: then it would fall out of the page.
  if (before.inStage && !document.contains(before.active) && document.activeElement === document.body) {
    $("main")?.focus({ preventScroll: true });
  }
  paint();
  keepAwake();
  document.dispatchEvent(new CustomEvent("stage:after"));
}

// Counts may have been drawn for a slide that is not on this screen any more: what has no place here is left out.
function placed(html) {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  for (const region of [...parsed.content.children]) if (region.id && !$(region.id)) region.remove();
  return parsed.innerHTML;
}

function isOldPiece(html) {
  const found = /data-piece="([^"]+)" data-version="(\d+)"/.exec(html);
  const mine = document.querySelector("[data-piece]");
  return Boolean(found) && (!mine || mine.dataset.piece !== found[1] || Number(mine.dataset.version) >= Number(found[2]));
}

// The answer to a press may be older than what a push has brought since.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const news = fragment.firstElementChild ?? fragment;
  const old = target.dataset?.piece && target.dataset.piece === news.dataset?.piece;
  if (old && Number(news.dataset.version) < Number(target.dataset.version)) event.detail.shouldSwap = false;
});

const receive = (html, fromSocket) => whenNobodyPresses(() => putInPlace(html, fromSocket));

function putInPlace(html, fromSocket) {
  const news = revisionOf(html);
  if (!news) return isOldPiece(html) ? undefined : swap(placed(html)); // counts, or a group's piece
  const stage = html.includes('id="stage"');
  if (stage && (news.revision < shown() || (fromSocket && news.revision === shown()))) return undefined;
  if (!stage) {
    if (news.revision <= shown()) return undefined;
    if (shown() < news.base) return void setTimeout(sync, Math.random() * 300); // a whole room asks at once: spread it
  }
  return swap(html);
}

// An answer to a press that is older than what a push has brought since must not win. On a console an answer that a push has already
// brought is not drawn again: somebody may have begun to type meanwhile.
document.addEventListener("htmx:beforeSend", (event) => {
  event.detail.xhr.shownThen = shown();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  const news = revisionOf(event.detail.serverResponse ?? "");
  if (news && news.revision < shown()) event.detail.shouldSwap = false;
  const pushed = news && news.revision === shown() && news.revision > xhr.shownThen;
  if (pushed && page.audience === "console" && xhr.status === 200) event.detail.shouldSwap = false;
  before = { view: view(), active: document.activeElement, inStage: $("stage")?.contains(document.activeElement) };
  // When a push is quicker than the answer, what was pressed is no longer on the page, and htmx would look for the regions in what has
  // been taken out.
  const { shouldSwap, serverResponse, requestConfig, target } = event.detail;
  if (!shouldSwap || !requestConfig || document.contains(requestConfig.elt)) return;
  if (target !== document.body && document.contains(target)) return; // such as the sheet: htmx knows where it belongs
  event.detail.shouldSwap = false;
  window.htmx.swap(document.body, serverResponse, { swapStyle: "none" });
});
let before = {};
document.addEventListener("htmx:afterRequest", () => settled(before));

// ------------------------------------------------------------------ the poll
let polling = null;
let again = false;
let failures = 0;
let answered = true;
let timer = 0;
const startedAt = performance.now();

function interval() {
  if (failures) return Math.min(500 * 2 ** (failures - 1), 2000) * (0.5 + Math.random() / 2); // not everybody at once
  if (open) return 15000 + Math.random() * 5000;
  return performance.now() - startedAt < 10000 ? 1500 : 3000;
}

async function sync() {
  if (!page.poll) return undefined;
  if (polling) {
    again = true; // the answer on its way may be older than the reason to ask
    return polling;
  }
  clearTimeout(timer);
  again = false;
  polling = ask().finally(() => {
    polling = null;
    state();
    timer = setTimeout(sync, again && !failures ? 0 : interval());
  });
  return polling;
}

async function ask() {
  const sent = performance.now();
  const mine = open ? socket : null;
  try {
    const piece = document.querySelector("[data-piece]")?.dataset;
    const held = piece ? `&piece=${piece.piece}:${piece.version}` : "";
    const told = heardOf > shown() ? `&heard=${heardOf}` : ""; // another process may answer, which has not heard of it yet
    const answer = await fetch(`${page.poll}?seen=${shown()}&page=${pageId}${told}${held}`, {
      headers: { "HX-Request": "true" },
      signal: AbortSignal.timeout?.(8000),
      cache: "no-store",
    });
    if (answer.status === 403 || answer.status === 404) return leave();
    if (!answer.ok) throw new Error(String(answer.status));
    sample(Number(answer.headers.get("X-Now")), sent, performance.now());
    const html = answer.status === 204 ? "" : await answer.text();
    if (failures && !open) connect(); // the server is back: the socket need not wait any longer
    failures = 0;
    answered = true;
    const news = revisionOf(html);
    // What changed before this socket was there is not its to bring.
    if (mine && mine === trusted && news && news.revision > shown() && news.revision > heardOf) suspect(mine, news.revision);
    if (mine) trusted = mine;
    if (html) receive(html, false);
  } catch {
    failures += 1;
    answered = false;
  }
  return undefined;
}

function leave() {
  const last = Number(sessionStorage.getItem("hymnsheet-left") ?? 0);
  if (Date.now() - last < 10000) return;
  sessionStorage.setItem("hymnsheet-left", String(Date.now()));
  location.reload();
}

// ------------------------------------------------------------------ the socket
let socket = null;
let open = false;
let tries = 0;
let heardOf = 0;
let trusted = null; // the socket that was open when a poll was last sent
let heard = null; // the last socket that brought something
let finished = !page.socket;

function connect() {
  if (finished || (socket && socket.readyState < 2)) return;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const mine = new WebSocket(`${scheme}//${location.host}${page.socket}?seen=${shown()}`);
  socket = mine;
  const patience = setTimeout(() => mine.readyState === 0 && mine.close(), 5000);
  mine.onopen = () => {
    clearTimeout(patience);
    const isBack = tries > 0;
    open = true;
    tries = 0;
    state();
    // Subscribed first, fetched second: nothing falls in between. Who comes back with a whole room is sent what it missed, and asks a moment later.
    if (!isBack) sync();
    else setTimeout(() => (heard === mine ? setTimeout(sync, Math.random() * 2000) : sync()), Math.random() * 300);
  };
  mine.onmessage = (event) => {
    heard = mine;
    heardOf = Math.max(heardOf, revisionOf(event.data)?.revision ?? 0);
    receive(event.data, true);
  };
  mine.onclose = (event) => {
    clearTimeout(patience);
    if (socket !== mine) return;
    open = false;
    socket = null;
    state();
    if (GONE.has(event.code)) {
      finished = true;
      sync();
      return;
    }
    sync();
    tries += 1;
    const wait = event.code === TOO_MANY ? 60000 : Math.min(500 * 2 ** (tries - 1), 8000);
    setTimeout(connect, wait * (0.5 + Math.random() / 2));
  };
}

// A poll may overtake a push by a moment. A socket that still has not brought it after that is dead.
function suspect(mine, revision) {
  setTimeout(() => mine === socket && heardOf < revision && drop(), 2000);
}

function drop() {
  const dead = socket;
  socket = null;
  open = false;
  dead?.close();
  connect();
}

function wake() {
  if (document.visibilityState === "hidden") return;
  sync();
  if (!open) connect();
}

document.addEventListener("visibilitychange", wake);
window.addEventListener("pageshow", (event) => event.persisted && wake());
window.addEventListener("online", wake);
window.addEventListener("pagehide", () => socket?.close());

// ------------------------------------------------------------------ how it is connected, in words
let troubleSince = performance.now();
let wasFine = true;

function state() {
  const now = open && answered ? "on" : answered ? "slow" : "off";
  if (now === "on") wasFine = true;
  else if (wasFine) {
    wasFine = false;
    troubleSince = performance.now();
  }
  const patient = performance.now() - troubleSince < 3000; // no alarm in the first three seconds
  const say_ = patient ? "on" : now;
  document.body.dataset.conn = now;
  const link = $("link");
  if (link && link.dataset.now !== say_) {
    link.dataset.now = say_;
    link.querySelector("use").setAttribute("href", say_ === "on" ? "#i-link-on" : "#i-link-off");
    link.querySelector("span").textContent = link.dataset[say_];
  }
  const banner = $("offline");
  if (banner) banner.hidden = !(now === "off" && performance.now() - troubleSince > 5000);
}

// ------------------------------------------------------------------ the server's clock
let skew = Number($("pulse")?.dataset.now ?? Date.now()) - performance.now();
let best = Infinity;
let bestAt = 0;

function sample(serverNow, sent, received) {
  const trip = received - sent;
  const says = serverNow + trip / 2 - received;
  const jumped = Math.abs(says - skew) > trip + 1000; // more than any network explains: one of the clocks has been put right
  if (!serverNow || (!jumped && trip > best && received - bestAt < 120000)) return;
  best = trip;
  bestAt = received;
  skew = says;
}

const serverNow = () => performance.now() + skew;

function left(which) {
  const pulse = $("pulse")?.dataset;
  const deadline = Number(pulse?.[which] || NaN);
  if (Number.isNaN(deadline)) return null;
  return (deadline - (pulse.paused ? Number(pulse.paused) : serverNow())) / 1000;
}

// A deadline of its own beside those of the room, in milliseconds of the server's clock.
function paintUntil() {
  const paused = Number($("pulse")?.dataset.paused);
  for (const el of document.querySelectorAll("[data-until]")) {
    const seconds = (Number(el.dataset.until) - (paused || serverNow())) / 1000;
    if ("seconds" in el.dataset) {
      const share = Math.max(0, Math.min(1, seconds / Number(el.dataset.seconds)));
      el.setAttribute("stroke-dasharray", `${(60 * share).toFixed(2)} 60`);
      continue;
    }
    const whole = Math.max(0, Math.ceil(seconds));
    const text = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    if (el.textContent !== text) el.textContent = text;
  }
}

const THRESHOLDS = { ends: [[300, "five"], [60, "minute"], [30, "half"], [0, "time"]], closes: [[30, "half"], [0, "time"]] };
const was = { ends: null, closes: null };

function paint() {
  paintUntil();
  for (const which of ["ends", "closes"]) {
    const seconds = left(which);
    if (seconds === null) {
      if (was[which] !== null) later(which, Infinity);
      was[which] = null;
      continue;
    }
    const whole = Math.max(0, Math.ceil(seconds));
    const text = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    for (const el of document.querySelectorAll(`[data-clock="${which}"]`)) if (el.textContent !== text) el.textContent = text;
    for (const el of document.querySelectorAll(`[data-bar="${which}"]`)) {
      el.style.setProperty("--p", String(Math.max(0, Math.min(100, (100 * seconds) / Number(el.dataset.seconds)))));
    }
    for (const el of document.querySelectorAll(`[data-ring="${which}"]`)) {
      const share = Math.max(0, Math.min(1, seconds / Number(el.dataset.seconds)));
      el.setAttribute("stroke-dasharray", `${(60 * share).toFixed(2)} 60`);
    }
    thresholds(which, whole);
  }
}

function thresholds(which, whole) {
  const last = was[which];
  was[which] = whole;
  if (last !== null && whole > last) later(which, whole);
  if (last === null || (which === "ends" && page.audience === "phones" && !document.querySelector("#stage [data-warns]"))) return;
  for (const [at, words] of THRESHOLDS[which]) {
    if (last > at && whole <= at) {
      say($("announce")?.dataset[words]);
      document.dispatchEvent(new CustomEvent(`clock:${which}`, { detail: at }));
      if (which === "closes" && at === 0) setTimeout(sync, 2400); // after the server's grace
    }
  }
}

// There is more time than there was a moment ago.
function later(which, whole) {
  document.dispatchEvent(new CustomEvent(`clock:${which}-later`, { detail: whole }));
}

function say(words) {
  if (words && $("announce")) $("announce").textContent = words;
}

let beat = performance.now();
setInterval(() => {
  const now = performance.now();
  if (now - beat > 10000) {
    best = Infinity; // this machine slept: its clock may have stood still
    wake();
  }
  beat = now;
  paint();
  state();
}, 250);

// ------------------------------------------------------------------ awake while it matters
let lock = null;
async function keepAwake() {
  const wanted = Boolean(document.querySelector("#stage[data-wake], #now[data-wake]")) && document.visibilityState === "visible";
  try {
    if (wanted && !lock && navigator.wakeLock) {
      lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => (lock = null));
    } else if (!wanted && lock) await lock.release();
  } catch {
    lock = null; // not permitted here: the screen sleeps as it always does
  }
}

document.addEventListener("hymnsheet:sync", () => sync());
paint();
state();
connect();
sync();
