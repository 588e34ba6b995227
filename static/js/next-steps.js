// Next steps on a phone: one level at a time, this phone's own support, and small questions beside what is typed.
//
// The questions look at words alone and pretend to understand nothing. They stay on this phone, stop nothing and are not kept.

const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const setText = (element, text) => element && element.textContent !== text && (element.textContent = text);

// ------------------------------------------------------------------ one level at a time
let level = location.hash.slice(1) || "you";

function show(name) {
  const panels = all("[data-panel]");
  if (!panels.length) return;
  level = panels.some((panel) => panel.dataset.panel === name) ? name : "you";
  for (const panel of panels) panel.hidden = panel.dataset.panel !== level;
  for (const link of all(".seg [data-level]")) {
    if (link.dataset.level === level) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  for (const next of all("[data-next-of]")) next.hidden = next.dataset.nextOf !== level;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-level]");
  if (!link || !$("[data-levels]")) return;
  event.preventDefault();
  show(link.dataset.level);
  window.scrollTo(0, 0);
  if (!link.closest(".seg")) $(".seg [aria-current]")?.focus({ preventScroll: true }); // the button below has just gone
});

// ------------------------------------------------------------------ support: a board drawn for everybody does not know ours
const mine = new Set();
const ours = new Set(); // the links to proposals of one's own

function learn() {
  const boards = all("[data-piece=board]");
  if (!boards.length || boards.some((board) => "forAll" in board.dataset)) return;
  mine.clear();
  ours.clear();
  for (const button of all("[id^=for-][aria-checked=true]")) mine.add(button.id);
  for (const link of all("[data-piece=board] [id^=change-]")) ours.add(link.id);
}

function mark() {
  for (const button of all("[data-piece=board] [id^=for-]")) {
    const on = mine.has(button.id);
    button.setAttribute("aria-checked", String(on));
    const said = button.form?.elements.on;
    if (said) said.value = on ? "" : "1";
  }
  for (const link of all("[data-piece=board] [id^=change-]")) link.hidden = !ours.has(link.id);
}

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, parameters } = event.detail.requestConfig ?? {};
  const button = elt?.querySelector?.("[id^=for-]");
  if (!button || !event.detail.successful) return;
  const on = typeof parameters?.get === "function" ? parameters.get("on") : parameters?.on;
  if (on) mine.add(button.id);
  else mine.delete(button.id);
  mark();
});

// ------------------------------------------------------------------ how many of one's own are written
function count() {
  const line = $("[data-own-count]");
  if (!line) return;
  const n = all("[data-own] [data-what]").filter((field) => field.value.trim()).length;
  setText(line, n ? line.dataset.some.replace("{n}", n) : line.dataset.none);
}

// ------------------------------------------------------------------ small questions
const wordsIn = (text, list) => (list ?? "").split("|").some((word) => word && text.includes(word));

function question(field) {
  const line = $(`[data-check="${field.id}"]`);
  const lists = $("[data-levels]")?.dataset;
  if (!line || !lists) return;
  const text = ` ${field.value.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ")} `;
  const says = (list) => wordsIn(text, list?.split("|").map((word) => ` ${word} `).join("|"));
  let words = "";
  if (says(lists.behaviour)) words = line.dataset.behave;
  else if (says(lists.tools)) words = line.dataset.tool;
  else if (text.trim().split(" ").length >= 5 && !says(lists.asked)) words = line.dataset.ask;
  setText(line, words);
}

let soon = 0;
document.addEventListener("input", (event) => {
  if (!$("[data-levels]")) return;
  if (event.target.matches("[data-what]")) count();
  if (!$(`[data-check="${event.target.id}"]`)) return;
  clearTimeout(soon);
  soon = setTimeout(() => question(event.target), 900); // said once somebody pauses, not at every letter
});

// ------------------------------------------------------------------ a new stage, or news
function ready() {
  if (!$("[data-levels]")) return;
  learn();
  mark();
  show(level);
  count();
  for (const line of all("[data-check]")) {
    const field = document.getElementById(line.dataset.check);
    if (field && !line.textContent) question(field);
  }
}

document.addEventListener("stage:after", ready);
document.addEventListener("htmx:afterSettle", ready);
ready();
