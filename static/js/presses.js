// Presses that neither miss nor vanish.
//
// Nothing on a page changes between a finger going down on a button and coming up again: the press would miss what it was meant for, or
// hit what has just been drawn in its place. What comes in meanwhile waits for the finger, and no longer than LONGEST.

const LONGEST = 3000; // milliseconds a finger is waited for
const LIFTED = 60; // milliseconds from a finger coming up to the click it makes
const PRESSED = "a, button, input, label, select, summary, textarea";
let since = 0; // when the finger went down; 0 while there is none
let waiting = [];
let timer = 0;

function letGo() {
  clearTimeout(timer);
  since = 0;
  const tasks = waiting;
  waiting = [];
  for (const task of tasks) task();
}

function down(event) {
  if (!event.target.closest?.(PRESSED)) return;
  since = performance.now();
  clearTimeout(timer);
  timer = setTimeout(letGo, LONGEST);
}

function up() {
  if (!since) return;
  clearTimeout(timer);
  timer = setTimeout(letGo, LIFTED);
}

document.addEventListener("pointerdown", down, true);
document.addEventListener("pointerup", up, true);
document.addEventListener("pointercancel", letGo, true);
document.addEventListener("keydown", (event) => event.key === " " && !event.repeat && down(event), true); // a key press clicks when it comes up
document.addEventListener("keyup", up, true);

// Changes the page: now, or once the finger is up.
export function whenNobodyPresses(change) {
  if (since && performance.now() - since < LONGEST) waiting.push(change);
  else change();
}

// ------------------------------------------------------------------ a sentence that goes by itself
const saidAt = () => document.getElementById("said");
let saying = 0;

// In an open sheet, for what lies below one is neither seen nor read out; else above the buttons at the foot, which stay free.
function place(line) {
  const home = document.querySelector("dialog[open]") ?? document.body;
  if (line.parentElement !== home) home.prepend(line);
  const foot = document.querySelector(".phone-foot, .console-foot")?.getBoundingClientRect();
  const above = foot ? Math.max(0, innerHeight - foot.top) : 0;
  line.style.setProperty("--foot", `${above < innerHeight / 2 ? above : 0}px`);
}

// Says something about a press, for as long as it takes to read it.
export function tell(words) {
  const line = saidAt();
  if (!line) return;
  clearTimeout(saying);
  place(line);
  line.textContent = words;
  if (words) saying = setTimeout(() => (line.textContent = ""), 7000);
}

// Whoever pressed and got no answer is told, unless the form has words of its own for it.
for (const trouble of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(trouble, (event) => {
    if (event.target.matches?.("form[data-answer]") || event.target.querySelector?.("[data-not-sent]")) return;
    tell(saidAt()?.dataset[trouble === "htmx:responseError" ? "failed" : "unanswered"] ?? "");
  });
}
