// The vote and the sorting on a phone: every tick is saved, the newest state wins, and nothing is lost without a network.
//
// What this phone picked stays in its own storage, to mark it at the reveal. Nobody else ever learns it.

import { post, wait } from "./saving.js";

const page = document.body.dataset;
const MINE = "hymnsheet-mine";
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const fill = (words, n) => words.replace("{n}", n);

// ------------------------------------------------------------------ saving
// One unsaved state at a time: {url, turn, fields}. A newer one replaces it; a save that fails is tried again while its form is there.
let unsaved = null;
let saving = false;
let tries = 0;
let timer = 0;

const answerForm = () => $("form[data-answer]");
const turnKey = (form) => `hymnsheet-turn-${form.getAttribute("action")}`;

function nextTurn(form) {
  const known = Number(sessionStorage.getItem(turnKey(form)) ?? 0);
  const turn = Math.max(Number(form.elements.turn.value), known + 1); // the page says the first one the server would take
  sessionStorage.setItem(turnKey(form), String(turn));
  form.elements.turn.value = String(turn);
  return turn;
}

function changed(form) {
  const turn = nextTurn(form);
  const fields = new URLSearchParams(new FormData(form));
  fields.delete("sent");
  fields.delete("csrfmiddlewaretoken");
  fields.set("quiet", "1");
  unsaved = { url: form.getAttribute("action"), turn, fields };
  tries = 0;
  save();
}

async function save() {
  clearTimeout(timer);
  if (!unsaved || saving) return;
  if (answerForm()?.getAttribute("action") !== unsaved.url) {
    unsaved = null; // its form has gone: what was saved by then counts
    return;
  }
  saving = true;
  const mine = unsaved;
  try {
    const answer = await post(mine.url, mine.fields);
    if (unsaved === mine) unsaved = null;
    tries = 0;
    if (answer.status >= 400) {
      unsaved = null;
      window.htmx.swap(document.body, await answer.text(), { swapStyle: "none" });
      document.dispatchEvent(new CustomEvent("hymnsheet:sync"));
    } else clearRefusal();
  } catch {
    tries += 1;
    timer = setTimeout(save, wait(tries));
  }
  saving = false;
  showUnsent();
  if (unsaved && unsaved !== mine) save();
}

function showUnsent() {
  const row = $("[data-unsent] > *");
  if (row) row.hidden = !(unsaved && tries > 0);
}

function clearRefusal() {
  const refused = $("#refused");
  if (refused?.firstElementChild) refused.replaceChildren();
}

window.addEventListener("online", save);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && save());

// A newer stage may bring the same form as the server knows it; what this phone has not sent yet is put back.
function restore() {
  const form = answerForm();
  if (!form || !unsaved || form.getAttribute("action") !== unsaved.url) return;
  for (const input of all("input[type=checkbox], input[type=radio]", form)) {
    input.disabled = false;
    input.checked = unsaved.fields.getAll(input.name).includes(input.value);
  }
  unsaved.fields.set("turn", String(Math.max(unsaved.turn, Number(form.elements.turn.value))));
  form.elements.turn.value = unsaved.fields.get("turn");
  save();
}

// ------------------------------------------------------------------ the vote
const boxes = (form) => all('input[name="pick"]', form);
const picked = (form) => boxes(form).filter((box) => box.checked);

function paintVote(form) {
  const pick = Number(form.dataset.pick);
  const n = picked(form).length;
  for (const box of boxes(form)) box.disabled = n >= pick && !box.checked;
  all(".tally svg").forEach((svg, i) => svg.classList.toggle("is-on", i < n));
  const count = $("[data-count]");
  if (count) setText(count, fill(count.dataset.words, n));
  const send = $("[data-send]");
  if (send) {
    setText(send, n === pick ? send.dataset.ready : fill(send.dataset.more, pick - n));
    send.classList.toggle("btn-wait", n !== pick);
    send.classList.toggle("btn-main", n === pick);
  }
  const full = $("[data-full]");
  if (full && n < pick) setText(full, "");
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// A tap on one more than fits is answered in words.
document.addEventListener("click", (event) => {
  const pick = event.target.closest(".pick");
  const full = $("[data-full]");
  if (!pick || !full || !$("input", pick).disabled) return;
  full.textContent = "";
  requestAnimationFrame(() => setText(full, full.dataset.full)); // said again at every tap
});

// With fewer than asked for, the button leads back to the list instead of sending. Without script the server says the same.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("form[data-pick]")) return;
    if (picked(form).length === Number(form.dataset.pick)) {
      nextTurn(form); // before htmx reads the form
      unsaved = null;
      clearTimeout(timer);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const from = picked(form)[0] ?? boxes(form)[0];
    from.focus();
    from.closest(".pick").scrollIntoView({ block: "center", behavior: gently() });
  },
  true,
);

// Sending failed for want of a network: the ticks are kept and saved as soon as possible.
document.addEventListener("htmx:sendError", (event) => event.target.matches?.("form[data-answer]") && changed(event.target));
document.addEventListener("htmx:responseError", (event) => event.target.matches?.("form[data-answer]") && changed(event.target));

// ------------------------------------------------------------------ the sorting
const sets = (form) => all(".sort", form);
const unsorted = (form) => sets(form).filter((set) => !$("input:checked", set));
const gently = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

function paintSorting(form) {
  const done = sets(form).length - unsorted(form).length;
  const count = $("[data-sorted]");
  if (count) setText(count, fill(count.dataset.words, done));
  all(".tally svg").forEach((svg, i) => svg.classList.toggle("is-on", i < done));
  const next = $("[data-next-unsorted]");
  if (!next) return;
  const more = unsorted(form).length > 0;
  setText(next, more ? next.dataset.more : next.dataset.done);
  next.classList.toggle("btn-wait", more);
  next.classList.toggle("btn-main", !more);
}

// After a tap the next unsorted one glides to the same place under the thumb; arrow keys and screen readers never move by themselves.
let tapped = null;
document.addEventListener("pointerdown", (event) => {
  tapped = event.target.closest(".sort label");
});
document.addEventListener("keydown", () => {
  tapped = null;
});

function glide(form, set) {
  const label = tapped;
  tapped = null;
  if (!label || !set.contains(label)) return;
  const after = sets(form).slice(sets(form).indexOf(set) + 1);
  const next = after.find((other) => !$("input:checked", other));
  if (!next) return;
  const way = $("label", next).getBoundingClientRect().top - label.getBoundingClientRect().top;
  window.scrollBy({ top: way, behavior: gently() });
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-try]")) {
    tries = 0;
    save();
  }
  if (!event.target.closest("[data-next-unsorted]")) return;
  const form = $("form[data-sort]");
  const first = form && unsorted(form)[0];
  if (!first) return;
  $("input", first).focus({ preventScroll: true });
  first.scrollIntoView({ block: "center", behavior: gently() });
});

// ------------------------------------------------------------------ both
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form?.matches("form[data-answer]")) return;
  if (form.matches("[data-pick]")) {
    paintVote(form);
    keep(picked(form).map((box) => box.value));
  } else {
    paintSorting(form);
    glide(form, event.target.closest(".sort"));
  }
  changed(form);
});

// ------------------------------------------------------------------ this phone's own three
function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(MINE) ?? "null");
    return found?.live === page.live ? found.picks : [];
  } catch {
    return [];
  }
}

function keep(picks) {
  try {
    localStorage.setItem(MINE, JSON.stringify({ live: page.live, picks }));
  } catch {
    // no storage here: then nothing is marked at the reveal
  }
}

function forget() {
  try {
    const found = JSON.parse(localStorage.getItem(MINE) ?? "null");
    if (page.live && found && found.live !== page.live) localStorage.removeItem(MINE); // after the end its own page still shows them
  } catch {
    // nothing kept
  }
}

function markMine() {
  const shown = all("[data-mine-number]").map((row) => row.dataset.mineNumber);
  if (shown.length && !unsaved) keep(shown); // the server still knows them: a phone that moved here learns them again
  const mine = kept();
  for (const row of all("[data-option]")) {
    const yours = mine.includes(row.dataset.option);
    row.classList.toggle("is-mine", yours);
    const tag = $(".mine", row);
    if (tag) tag.hidden = !yours;
  }
  const line = $("[data-own-line]");
  if (!line) return;
  line.hidden = mine.length === 0;
  const sorted = [...mine].sort((a, b) => a - b);
  const list = sorted.length > 1 ? sorted.slice(0, -1).join(", ") + line.dataset.and + sorted.at(-1) : sorted.join("");
  setText($("span", line), line.dataset.words.replace("{list}", list));
}

// Something else under the same slide, such as results where the sorting was, is read from its top.
const heading = () => $("h1")?.textContent;
let headed = heading();
const slideOn = () => ($("#now") ?? $("#stage"))?.dataset.slide; // a page that goes on under another slide says in #now which one is on
let slide = slideOn();

function ready() {
  if (heading() !== headed) window.scrollTo(0, 0);
  headed = heading();
  if (slideOn() !== slide) clearRefusal();
  slide = slideOn();
  forget();
  restore();
  const form = answerForm();
  if (form?.matches("[data-pick]")) {
    paintVote(form);
    if (picked(form).length) keep(picked(form).map((box) => box.value));
  } else if (form) paintSorting(form);
  markMine();
  showUnsent();
}

document.addEventListener("stage:after", ready);
ready();
