// What somebody takes away: their own three, which only this phone knows; printing; and the private link, copied or sent.

const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// ------------------------------------------------------------------ the three
function kept() {
  try {
    const found = JSON.parse(localStorage.getItem("hymnsheet-mine") ?? "null");
    return found?.live === document.body.dataset.live ? found.picks : [];
  } catch {
    return [];
  }
}

const section = $("[data-three]");
if (section) {
  const mine = all("[data-option]", section).filter((row) => kept().includes(row.dataset.option));
  for (const row of mine) row.hidden = false;
  section.hidden = mine.length === 0;
  const short = $("[data-three-short]");
  const numbers = mine.map((row) => row.dataset.option);
  const list = numbers.length > 1 ? numbers.slice(0, -1).join(", ") + short.dataset.and + numbers.at(-1) : numbers.join("");
  short.textContent = list || short.dataset.none;
}

// ------------------------------------------------------------------ printing
const print = $("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

// ------------------------------------------------------------------ the link
const link = $("[data-link]")?.href;
const copy = $("[data-copy]");
if (link && copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(link);
    $("[data-copied]").textContent = copy.dataset.done;
  });
}

const share = $("[data-share]");
if (link && share && navigator.share) {
  share.hidden = false;
  share.addEventListener("click", () => navigator.share({ title: share.dataset.title, url: link }).catch(() => {}));
}
