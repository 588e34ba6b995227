// Group work on a phone: the page stays where it is when the facilitator turns the page of questions, ticks stay private, messages can be put away.

const page = document.body.dataset;
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// ------------------------------------------------------------------ the same page under another slide
let place = null;

document.addEventListener("stage:before", () => {
  const main = $("[data-keeps-place]");
  place = main && {
    main,
    name: main.dataset.keepsPlace,
    y: window.scrollY,
    open: new Map(all("details[id]", main).map((details) => [details.id, details.open])),
  };
});

document.addEventListener("stage:after", () => {
  const main = $("[data-keeps-place]");
  if (place && main && main !== place.main && main.dataset.keepsPlace === place.name) {
    for (const details of all("[data-keeps-place] details[id]")) details.open = place.open.get(details.id) ?? details.open;
    window.scrollTo({ top: place.y, behavior: "instant" }); // drafts.js then puts a field somebody is in back in its place
  }
  place = null;
  turnPage();
  ready();
  setTimeout(follow); // once drafts.js has put back what was being typed
});

// ------------------------------------------------------------------ moved to another group
// Its sheet closes, and what was being changed there comes into the field for a new point. Nothing goes to the new group by itself.
function sitsAt() {
  const piece = $('[data-piece^="group-"]')?.dataset.piece;
  return piece ?? ($('[data-keeps-place="group-exercise"]') ? "" : undefined); // undefined: this slide does not say
}

let table = sitsAt();
const carried = new Set(); // the draft fields that hold words from before the move
let onTheWay = []; // what was being changed, until there is a field for it

function follow() {
  const now = sitsAt();
  const isNew = Boolean(table && now && now !== table);
  if (now) table = now;
  const sheet = isNew && $("#sheet[open]");
  if (sheet && $("[data-of-group]", sheet)) {
    onTheWay.push(...changedIn(sheet));
    sheet.close();
  }
  const home = $("#np");
  if (home && onTheWay.length) {
    home.value = [home.value, ...onTheWay.filter((text) => !home.value.includes(text))].filter(Boolean).join("\n");
    onTheWay = [];
    carried.add(home.dataset.draft);
    home.dispatchEvent(new Event("input", { bubbles: true })); // drafts.js keeps it
  }
  if (isNew) for (const line of all("[data-new-group]")) if (beside(line).value) carried.add(beside(line).dataset.draft);
  saySo();
}

function changedIn(sheet) {
  const form = $("form[data-clear]", sheet);
  const fields = form ? all("[data-draft]", form) : [];
  const isChanged = form?.hasAttribute("data-begun") || fields.some((field) => field.value !== field.defaultValue);
  return isChanged ? fields.map((field) => field.value.trim()).filter(Boolean) : [];
}

const beside = (line) => $("[data-draft]", line.closest("form"));

function saySo() {
  for (const line of all("[data-new-group]")) {
    const { value, dataset } = beside(line);
    if (!value) carried.delete(dataset.draft);
    line.hidden = !carried.has(dataset.draft);
  }
}

document.addEventListener("input", saySo);
document.addEventListener("htmx:afterRequest", () => setTimeout(saySo));

function turnPage() {
  for (const mark of all("[data-page-mark]")) mark.hidden = mark.dataset.pageMark !== $("#now")?.dataset.page;
}

// "Add a point here" leads to the field, with the heading chosen.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-under]");
  const select = link && $("#np-block");
  if (select) select.value = link.dataset.under;
  const tab = event.target.closest(".seg > a");
  if (tab) for (const other of all(".seg > a")) other.toggleAttribute("aria-current", other === tab);
  tab?.setAttribute("aria-current", "true");
  if (event.target.closest('a[href="#np"]') && $("#np")) {
    event.preventDefault();
    $("#np").focus({ preventScroll: true });
    $("#np").scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }
});

// A refusal goes as soon as somebody does something about it.
document.addEventListener("input", () => $("[data-keeps-place]") && $("#refused")?.replaceChildren());

// ------------------------------------------------------------------ one's own
// Everybody in a group gets the same; what this phone wrote has a switch here. Before it is put in place, so that the focus stays.
function markOwn(root) {
  const own = ($("#mine", root) ?? $("#mine"))?.dataset.own.split(" ") ?? [];
  for (const part of all("[data-whose]", root)) {
    const isOwn = own.includes(part.dataset.whose);
    if ("isOwn" in part.dataset) part.hidden = !isOwn && Boolean(part.nextElementSibling?.matches("[data-whose]"));
    else part.hidden = isOwn;
  }
}

document.addEventListener("htmx:oobBeforeSwap", (event) => markOwn(event.detail.fragment));

// ------------------------------------------------------------------ ticks that stay on this phone
const TICKS = "hymnsheet-ticks";

function ticks() {
  try {
    const found = JSON.parse(localStorage.getItem(TICKS) ?? "null");
    if (page.live && found && found.live !== page.live) localStorage.removeItem(TICKS); // another workshop's
    return found?.live === page.live ? found.ticks : null;
  } catch {
    return null;
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-factors]")) return;
  const chosen = all("input:checked", form).map((input) => input.value);
  try {
    localStorage.setItem(TICKS, JSON.stringify({ live: page.live, ticks: chosen }));
  } catch {
    // only as long as this page is open, then
  }
  const shown = $("#factors-show");
  if (shown?.getAttribute("aria-checked") !== "true") return;
  if (chosen.length) form.requestSubmit(); // shown already: the group sees the change
  else shown.click();
});

// ------------------------------------------------------------------ messages
const READ = "hymnsheet-read"; // the number of the message that was last put away: the same words said again have another

function putAway() {
  const message = $("[data-message]");
  if (!message) return;
  message.hidden = sessionStorage.getItem(READ) === message.dataset.message;
  $("[data-dismiss]", message).hidden = false;
}

document.addEventListener("click", (event) => {
  const message = event.target.closest("[data-dismiss]")?.closest("[data-message]");
  if (!message) return;
  sessionStorage.setItem(READ, message.dataset.message);
  message.hidden = true;
});

function ready() {
  const form = $("form[data-factors]");
  const mine = ticks();
  if (form && mine) for (const input of all("input[name=factor]", form)) input.checked = mine.includes(input.value);
  if ($("#pulse")?.dataset.phase === "ended") localStorage.removeItem(TICKS);
  markOwn(document);
  putAway();
}

document.addEventListener("htmx:afterSettle", () => {
  markOwn(document);
  putAway();
});
ready();
