// What somebody is typing survives everything: a new stage, a lost network, a phone that was put away.
//
// [data-draft="name"]   a text field. Saved to the server within two seconds of a keystroke; an unsaved copy stays on this phone.
// [data-keep="name"]    any field whose value is kept across a new stage, and nowhere else.
// [data-saved]          says in words how far saving is, and is true at any time.
// form[data-clear]      emptied once its answer has come; what was typed meanwhile stays.
// form[data-saved-first] is about what is typed elsewhere: sent once that has been saved.

import { post, wait } from "./saving.js";

const SOON = 1200; // milliseconds from a keystroke to its save
const STORE = "hymnsheet-drafts";
const page = document.body.dataset;
const url = page.audience === "phones" ? page.poll.replace(/stage\/$/, "draft/") : "";
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const field = (name) => $(`[data-draft="${CSS.escape(name)}"]`);

// ------------------------------------------------------------------ what is typed
const drafts = new Map(); // name → {text, turn, saved, refused}; what was refused is tried again with the next page, not before
let gone = false; // nothing more can be saved: it stays on this phone

try {
  const found = JSON.parse(localStorage.getItem(STORE) ?? "null");
  if (found?.live === page.live) for (const [name, draft] of found.drafts) drafts.set(name, { ...draft, saved: false, refused: false });
  else if (found && url) localStorage.removeItem(STORE); // another workshop's
} catch {
  // no storage here: then a reload keeps what the server has
}

function store() {
  if (!url) return;
  const unsaved = [...drafts].filter(([, draft]) => !draft.saved);
  try {
    if (unsaved.length) localStorage.setItem(STORE, JSON.stringify({ live: page.live, drafts: unsaved }));
    else localStorage.removeItem(STORE);
  } catch {
    // no room or no storage: the page itself still has it
  }
}

const turnAfter = (name) => Math.max(drafts.get(name)?.turn ?? 0, Number(field(name)?.dataset.turn ?? 0)) + 1;

function typed(name, text) {
  drafts.set(name, { text, turn: turnAfter(name), saved: false });
  store();
  if (!timer) timer = setTimeout(flush, SOON);
  paint();
}

document.addEventListener("input", (event) => {
  const name = event.target.dataset?.draft;
  const half = event.target.type === "date" && !event.target.validity.valid; // a year is on its way
  if (name && url && !half) typed(name, event.target.value);
});

// ------------------------------------------------------------------ saving
let timer = 0;
let saving = false;
let tries = 0;
let savedAt = null;
const waiting = () => [...drafts.values()].some((draft) => !draft.saved && !draft.refused);

async function flush() {
  clearTimeout(timer);
  timer = 0;
  if (saving || gone) return;
  saving = true;
  try {
    for (const [name, draft] of drafts) {
      if (draft.saved || draft.refused) continue;
      const answer = await post(url, new URLSearchParams({ field: name, text: draft.text, turn: String(draft.turn) }));
      tries = 0;
      if (answer.status >= 400 && answer.status !== 400) {
        gone = true;
        break;
      }
      draft.refused = answer.status === 400;
      draft.saved = !draft.refused; // a newer one is another object
      if (draft.saved) savedAt = new Date(Number(answer.headers.get("X-Now")) || Date.now());
      store();
    }
  } catch {
    tries += 1;
  }
  saving = false;
  if (!gone && waiting()) timer ||= setTimeout(flush, tries ? wait(tries) : SOON);
  paint();
}

function again() {
  if (url && waiting()) flush();
}

async function allSaved() {
  for (let n = 0; n < 20 && waiting() && !tries; n += 1) {
    await flush();
    if (saving) await new Promise((done) => setTimeout(done, 100)); // a save was on its way already
  }
}

document.addEventListener("htmx:confirm", (event) => {
  if (!event.target.matches("form[data-saved-first]") || !waiting()) return;
  event.preventDefault();
  allSaved().then(() => event.detail.issueRequest(true));
});

window.addEventListener("online", again);
window.addEventListener("pagehide", again);
document.addEventListener("visibilitychange", again);

const clock = (time) => time.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

function paint() {
  const refused = [...drafts.values()].some((draft) => draft.refused);
  for (const line of all("[data-saved]")) {
    const { ok, busy, not, long, gone: kept } = line.dataset;
    let words = savedAt ? ok.replace("{time}", clock(savedAt)) : "";
    if (gone) words = kept;
    else if (refused) words = long;
    else if (waiting()) words = tries ? not : busy;
    if (line.textContent !== words) line.textContent = words;
  }
}

// ------------------------------------------------------------------ a new stage
let held = null; // the field somebody was in
let kept = new Map();

function before() {
  const active = document.activeElement;
  const name = active?.dataset?.draft;
  held = name ? { name, active, start: active.selectionStart, end: active.selectionEnd, top: active.getBoundingClientRect().top } : null;
  kept = new Map(all("[data-keep]").map((input) => [input.dataset.keep, [input, input.type === "checkbox" ? input.checked : input.value]]));
}

function after() {
  for (const input of all("[data-draft]")) {
    const draft = drafts.get(input.dataset.draft);
    const newer = draft && (!draft.saved || draft.turn > Number(input.dataset.turn));
    if (newer && input.value !== draft.text) input.value = draft.text;
  }
  for (const input of all("[data-keep]")) {
    const [old, value] = kept.get(input.dataset.keep) ?? [input];
    if (old === input) continue; // the same one as before, or a new kind of page
    if (input.type === "checkbox") input.checked = value;
    else if (input.tagName !== "SELECT" || [...input.options].some((option) => option.value === value)) input.value = value;
  }
  const now = held && field(held.name);
  if (now && now !== held.active) {
    now.focus({ preventScroll: true });
    if (held.start !== null) now.setSelectionRange(held.start, held.end); // a date has no caret
  }
  if (now) window.scrollBy({ top: now.getBoundingClientRect().top - held.top, behavior: "instant" }); // news above it push it down
  held = null;
  kept = new Map();
  paint();
}

document.addEventListener("stage:before", before);
document.addEventListener("htmx:beforeSwap", before);
document.addEventListener("stage:after", after);
document.addEventListener("htmx:afterSettle", after); // the sheet from the foot

// ------------------------------------------------------------------ sending for good
const sent = new WeakMap(); // form → its fields with what they held

document.addEventListener("htmx:configRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches?.("form[data-clear]")) return;
  const fields = all("[data-draft], [data-keep]", form);
  const texts = fields.filter((input) => input.dataset.draft && url);
  const turn = Math.max(0, ...texts.map((input) => turnAfter(input.dataset.draft)));
  if (turn) event.detail.parameters.draft_turn = String(turn);
  sent.set(form, { turn, values: fields.map((input) => [input, input.value]) });
  const line = $("[data-not-sent]", form);
  if (line) line.hidden = true;
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.requestConfig?.elt;
  const was = form && sent.get(form);
  if (!was) return;
  sent.delete(form);
  const { status } = event.detail.xhr; // a refusal is an answer that htmx takes for a success
  if (status < 200 || status >= 400) {
    const line = $("[data-not-sent]", form);
    if (line) line.hidden = status >= 400 && status < 500;
    return;
  }
  for (const [old, value] of was.values) {
    const name = old.dataset.draft;
    const input = (name && field(name)) || (old.dataset.keep && $(`[data-keep="${CSS.escape(old.dataset.keep)}"]`)) || old;
    if (input.type === "checkbox") input.checked = false;
    else if (input.tagName !== "SELECT") input.value = input.value.startsWith(value) ? input.value.slice(value.length).trimStart() : input.value;
    if (!name || !url) continue;
    drafts.set(name, { text: "", turn: was.turn, saved: true });
    if (input.isConnected && input.value) typed(name, input.value);
  }
  store();
  const key = form.elements.request_key;
  if (key) key.value = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  paint();
});

after();
again();
