// What the status line says about the time to those who hear it, for those who look: on phones, the console and the big screen.
//
// [data-warning]   an empty, hidden line. It shows the last warning for as long as it is true: the end until time is given, the others briefly.

const BRIEFLY = 30000; // milliseconds
let warning = null; // {at, words}: seconds left when it was said
let timer = 0;

function paint() {
  for (const line of document.querySelectorAll("[data-warning]")) {
    const words = warning?.words ?? "";
    if (line.textContent !== words) line.textContent = words;
    line.hidden = !warning;
  }
}

function over() {
  warning = null;
  paint();
}

document.addEventListener("clock:ends", ({ detail: at }) => {
  clearTimeout(timer);
  warning = { at, words: document.getElementById("announce").textContent };
  if (at > 0) timer = setTimeout(over, BRIEFLY);
  paint();
});

// Time was given, or another part with another clock is on.
document.addEventListener("clock:ends-later", ({ detail: seconds }) => {
  if (!warning || seconds <= warning.at) return;
  clearTimeout(timer);
  over();
});

document.addEventListener("stage:after", paint); // the same clock under another page
