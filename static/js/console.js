// The console's keys, menus and small comforts. Every button works without this file.

import { tell } from "./presses.js";

const $ = (id) => document.getElementById(id);
const body = document.body;
const TAP = 350; // milliseconds: two presses closer together than this are one

// ------------------------------------------------------------------ one press at a time
// A double click on Next must not jump over a slide: the second half of it would land on the button that has just been drawn in the
// same place. Another button may be pressed at once; should it be drawn from an older stage, the server says so.
let pressedAt = -Infinity;
let pressedId = "";
document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches(".press")) return;
    const now = performance.now();
    const id = event.target.querySelector("button")?.id ?? "";
    if (id === pressedId && (now - pressedAt < TAP || event.target.matches(".htmx-request"))) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    pressedAt = now;
    pressedId = id;
    tell("");
    if (event.target.querySelector(".jump-to, .set-one")) closeMenus();
  },
  true,
);

// What the room asks of its facilitators is read out once, not with every poll, and its button keeps the focus.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const state = (part) => [...part.querySelectorAll("[data-state]")].map((call) => call.dataset.state).join();
  if (target.id === "calls" && state(target) === state(fragment)) event.detail.shouldSwap = false;
});

// ------------------------------------------------------------------ keys
const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
const backward = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
const KEYS = {
  [forward]: "next", PageDown: "next", [backward]: "back", PageUp: "back",
  p: "p", P: "p", b: "b", B: "b", ".": "b", "+": "plus", "-": "minus", "−": "minus",
};
const STORE = "hymnsheet-keys";
const keysOn = $("keys-on");

function remembered() {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true; // no storage here: on, until switched off on this page
  }
}

function showKeys() {
  body.classList.toggle("keys-off", !keysOn.checked);
}

keysOn.checked = remembered();
showKeys();
keysOn.addEventListener("change", () => {
  showKeys();
  try {
    localStorage.setItem(STORE, keysOn.checked ? "on" : "off");
  } catch {
    // only for as long as this page is open, then
  }
});

const isTyping = (target) => target.closest("input, textarea, select, [contenteditable], details[open].menu");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") return void closeMenus(true);
  if (!keysOn.checked || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    event.preventDefault();
    $("keys").showModal();
    return;
  }
  const wanted = KEYS[event.key];
  if (!wanted) return;
  const button = document.querySelector(`[data-key="${wanted}"]`);
  const locked = wanted === "next" && !button && $("press-main");
  if (!button && !locked) return;
  event.preventDefault(); // a clicker's Page down must not scroll as well
  if (event.repeat) return;
  if (locked) tell($("keys").dataset.noKey);
  else button.click();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-keys]")) {
    closeMenus();
    $("keys").showModal();
  }
});

// ------------------------------------------------------------------ menus
const menus = [...document.querySelectorAll("details.menu")];

function closeMenus(backToButton = false) {
  for (const menu of menus) {
    if (!menu.open) continue;
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (backToButton && inside) menu.querySelector("summary").focus();
  }
}

for (const menu of menus) {
  menu.addEventListener("toggle", () => menu.open && menus.forEach((other) => other !== menu && (other.open = false)));
}
document.addEventListener("pointerdown", (event) => event.target.closest("details.menu") || closeMenus());
for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;

// ------------------------------------------------------------------ finding minutes
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-leave-trims]")) return;
  event.preventDefault();
  $("trims").replaceChildren();
  $("trims").removeAttribute("role"); // the main part is the console's again
  $("find-minutes")?.focus();
});

document.addEventListener("htmx:afterRequest", () => {
  if (!$("trims").firstElementChild && document.activeElement === body) $("main")?.focus({ preventScroll: true }); // the form that held it has gone
});

// ------------------------------------------------------------------ when a part's time is over
// Nothing moves by itself: the clock stays at 0:00 and the words beside it say how long the part has had.
function paintTime() {
  const pulse = $("pulse")?.dataset;
  const taken = document.querySelector("[data-taken]");
  if (!taken || !pulse?.ends || !shift) return;
  const over = (Number(pulse.paused) || Date.now() + shift.by) - Number(pulse.ends);
  document.querySelector("[data-until-end]").hidden = over >= 0;
  document.querySelector("[data-after-end]").hidden = over < 0;
  taken.textContent = String(Math.round(Number(taken.dataset.given) + over / 60000));
}

let shift = null; // how far this machine's clock is behind the server's
function readClock() {
  const pulse = $("pulse");
  if (!pulse || shift?.of === pulse) return;
  shift = { of: pulse, by: Number(pulse.dataset.now) - Date.now() };
}

document.addEventListener("stage:after", readClock);
readClock();
setInterval(() => {
  readClock();
  paintTime();
}, 1000);
