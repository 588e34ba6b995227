// “Hide this slide on my phone”: a cover in place of the stage, on this phone alone. Nobody is told, and the room goes on behind it.

const cover = document.getElementById("cover");
const stage = () => document.getElementById("stage");
const KEY = `hymnsheet-hidden-${document.body.dataset.live}`;
const view = () => stage()?.dataset.slide ?? "";

let hidden = null; // the slide it was hidden on; null: nothing is hidden
try {
  hidden = sessionStorage.getItem(KEY);
} catch {
  // no storage here: a reload shows the slide again
}

function remember() {
  try {
    if (hidden === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, hidden);
  } catch {
    // only for as long as this page is open, then
  }
}

function paint() {
  if (!cover) return; // the way in has no slide to hide
  const isHidden = hidden !== null && document.getElementById("pulse")?.dataset.phase !== "ended";
  const now = stage();
  if (now) now.hidden = isHidden;
  cover.hidden = !isHidden;
  const line = cover.querySelector("[data-moved]");
  const words = isHidden && view() !== hidden ? line.dataset.moved : "";
  if (line.textContent !== words) line.textContent = words;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-hide-slide]")) {
    hidden = view();
    remember();
    event.target.closest("dialog")?.close();
    paint();
    document.getElementById("cover-h").focus();
  } else if (event.target.closest("[data-show-slide]")) {
    hidden = null;
    remember();
    paint();
    document.getElementById("main")?.focus();
  }
});

document.addEventListener("stage:after", paint);
paint();
