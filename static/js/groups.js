// Making groups. On a phone: who can be found, how many wishes, what the button says. On the console: picking somebody up.
// Everything works without this file; the seating has plain lists then.

import { post } from "./saving.js";

const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const fill = (words, name) => words.replaceAll("{name}", name).replaceAll("{n}", name);

function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

// ------------------------------------------------------------------ what is being typed survives a new stage
const TYPED = "#my-label, #search-names, #group-names, #group-least, #group-most";
let typed = [];
let listOpen = false; // the list to move people on stays open when somebody has been moved

function keepTyped() {
  listOpen = $("#move-people")?.open ?? false;
  typed = all(TYPED)
    .filter((field) => field === document.activeElement || field.value !== field.defaultValue)
    .map((field) => ({
      id: field.id,
      value: field.value,
      focused: field === document.activeElement,
      at: field.type === "number" ? null : [field.selectionStart, field.selectionEnd],
      same: field,
    }));
}

function putBackTyped() {
  for (const was of typed) {
    const field = document.getElementById(was.id);
    if (!field || field === was.same) continue;
    field.value = was.value;
    if (!was.focused) continue;
    field.focus({ preventScroll: true });
    if (was.at) field.setSelectionRange(...was.at);
  }
  typed = [];
}

// ------------------------------------------------------------------ a phone that picks a group
let ticked = "";

function paintPick() {
  const form = $("[data-group-pick]");
  if (!form) {
    ticked = "";
    return;
  }
  const button = $("#join-group");
  for (const radio of all("input[type=radio]", form)) {
    if (radio.value === ticked) radio.checked = true;
    const full = $(`#here-${radio.value}`)?.hasAttribute("data-full");
    radio.disabled = Boolean(full) && radio.value !== button.dataset.mine && !radio.checked;
  }
  const chosen = $("input:checked", form);
  if (!chosen) return;
  const { mine, join, move, stay } = button.dataset;
  setText(button, fill(mine ? (chosen.value === mine ? stay : move) : join, chosen.dataset.name));
  button.classList.toggle("btn-main", chosen.value !== mine);
  button.classList.toggle("btn-line", chosen.value === mine);
}

// ------------------------------------------------------------------ a phone that wishes
const other = { at: "apart", apart: "at" };

function chip(kind, number, name) {
  const label = document.createElement("label");
  label.className = "chip";
  label.dataset.number = number;
  const input = Object.assign(document.createElement("input"), {
    className: "vh-input",
    type: "checkbox",
    id: `${kind}-${number}`,
    name: kind,
    value: number,
  });
  const text = document.createElement("span");
  text.dir = "auto";
  text.textContent = name;
  label.append(input, text);
  return label;
}

// News bring everybody's labels, this phone's own among them. What is ticked stays, and so does its place.
function addNames(form) {
  const news = $("#piece ul");
  if (!news) return;
  // A label belongs to one person, so this phone's own can be told by its words, also before the page knows its number.
  const mine = (text) => text.toLocaleLowerCase() === $("#my-label", form).value.trim().toLocaleLowerCase();
  const rows = all("li", news).filter((row) => row.dataset.number !== form.dataset.me && !mine(row.textContent));
  const named = new Map(rows.map((row) => [row.dataset.number, row.textContent]));
  for (const list of all("[data-people]", form)) {
    for (const there of all(".chip", list)) {
      const name = named.get(there.dataset.number);
      if (name === undefined && !$("input", there).checked) there.remove();
      else if (name !== undefined) setText($("span", there), name);
    }
    for (const [number, name] of named) {
      if (!$(`.chip[data-number="${number}"]`, list)) list.append(chip(list.dataset.people, number, name));
    }
  }
}

function paintWishes() {
  const form = $("form[data-wishes]");
  if (!form) return;
  addNames(form);
  for (const list of all("[data-people]", form)) {
    for (const box of all("input", list)) {
      const across = $(`#${other[box.name]}-${box.value}`, form);
      box.disabled = Boolean(across?.checked) && !box.checked;
    }
  }
  const labels = all('[data-people="at"] .chip', form).length;
  $("[data-nobody]", form).hidden = labels > 0;
  const search = $("[data-search-names]", form);
  search.hidden = labels < Number(search.dataset.from);
  const sought = search.hidden ? "" : $("input", search).value.trim().toLocaleLowerCase();
  for (const each of all("[data-people] .chip", form)) {
    each.hidden = !$("input", each).checked && !each.textContent.toLocaleLowerCase().includes(sought);
  }
  const count = $("[data-wish-count]");
  const n = all("input[type=checkbox]:checked", form).length;
  setText(count, n === 0 ? count.dataset.none : n === 1 ? count.dataset.one : fill(count.dataset.many, String(n)));
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("#my-label, #search-names")) return;
  event.preventDefault(); // a label is done, but nothing is sent before its writer says so
  event.target.blur();
});

document.addEventListener(
  "submit",
  (event) => {
    if (event.target.matches("form[data-wishes]")) event.target.elements.turn.value = String(Number(event.target.elements.turn.value) + 1);
    if (event.target.matches("[data-fresh], [data-set-up]")) event.target.elements.seen.value = revision();
    if (event.target.matches("[data-put]")) {
      moved = picked?.number ?? "";
      setTimeout(() => (picked = null)); // when the form has been read
    }
  },
  true,
);

// ------------------------------------------------------------------ the console: how groups are made
const revision = () => $("#pulse")?.dataset.revision ?? "0";
let saving = 0;

function changedSetUp(form, field) {
  clearTimeout(saving);
  setText($("[data-set-up-saved]"), "");
  if (field.type === "radio") form.requestSubmit();
  else saving = setTimeout(() => saveSetUp(form), 600);
}

async function saveSetUp(form) {
  clearTimeout(saving);
  saving = 0;
  form.elements.seen.value = revision();
  const fields = new URLSearchParams(new FormData(form));
  fields.delete("csrfmiddlewaretoken");
  fields.set("quiet", "1");
  try {
    const answer = await post(form.getAttribute("action"), fields);
    if (answer.status !== 204) {
      keepTyped();
      window.htmx.swap(document.body, await answer.text(), { swapStyle: "none" });
      document.dispatchEvent(new CustomEvent("stage:after"));
      return;
    }
    for (const field of all("textarea, input[type=number]", form)) if (fields.get(field.name) === field.value) field.defaultValue = field.value;
    const said = $("[data-set-up-saved]");
    setText(said, said?.dataset.words ?? "");
  } catch {
    saving = setTimeout(() => form.isConnected && saveSetUp(form), 3000);
  }
}

// Whoever types names and presses the main button at once means the names as well: they are saved first.
document.addEventListener("htmx:confirm", (event) => {
  const form = $("[data-set-up]");
  const changed = form && all("textarea, input[type=number]", form).some((field) => field.value !== field.defaultValue);
  if (!changed || !event.target.querySelector?.("#press-main")) return;
  event.preventDefault();
  saveSetUp(form).finally(() => event.detail.issueRequest(true));
});

// ------------------------------------------------------------------ the console: one person picked up at a time
let picked = null; // {number, name}
let moved = "";
let usual = "";

function paintSeating() {
  const seating = $("[data-seating]");
  if (!seating) {
    picked = null;
    moved = "";
    return;
  }
  const said = $("[data-picked]");
  if (said && !said.dataset.usual) said.dataset.usual = usual = said.textContent;
  const there = picked && $(`[data-person="${picked.number}"]`, seating);
  picked = there ? { number: picked.number, name: there.dataset.name } : null; // a label is gone once the groups are fixed
  for (const seat of all(".seat", seating)) {
    const is = seat.dataset.person === picked?.number;
    seat.setAttribute("aria-pressed", String(is));
    $(".push", seat).hidden = !is;
  }
  for (const form of all("[data-put]", seating)) {
    const here = picked && $(`[data-person="${picked.number}"]`, form.closest("section"));
    form.hidden = !picked || Boolean(here);
    form.elements.person.value = picked?.number ?? "";
    const button = $("button", form);
    setText(button, picked ? fill(button.dataset.words, picked.name) : "");
  }
  setText(said, picked ? fill(said.dataset.pickedWords, picked.name) : said.dataset.usual || usual);
  if (moved && !picked) {
    $(`[data-person="${moved}"]`, seating)?.focus({ preventScroll: true });
    moved = "";
  }
}

function pickUp(seat) {
  picked = seat && seat.dataset.person !== picked?.number ? { number: seat.dataset.person, name: seat.dataset.name } : null;
  paintSeating();
}

document.addEventListener("click", (event) => {
  const seat = event.target.closest(".seat[data-person]");
  if (seat) pickUp(seat);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && picked) pickUp(null);
});

// Something else under the same slide, such as a suggestion where the asking was, is read from its top.
const heading = () => $("[data-groups]")?.dataset.groups ?? "";
let headed = heading();
function fromTheTop() {
  if (heading() && headed && heading() !== headed) window.scrollTo(0, 0);
  headed = heading();
}

// ------------------------------------------------------------------ all of it
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-group-pick]")) {
    ticked = event.target.value;
    paintPick();
  } else if (form?.matches("[data-wishes]")) paintWishes();
  else if (form?.matches("[data-set-up]")) {
    if (event.target.type === "radio") changedSetUp(form, event.target);
    else if (event.target.value !== event.target.defaultValue) saveSetUp(form);
  }
});
document.addEventListener("input", (event) => {
  if (event.target.matches("#search-names")) paintWishes();
  if (event.target.matches("#group-names, #group-least, #group-most")) changedSetUp(event.target.form, event.target);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) return;
  if (event.target.matches?.("[data-group-pick]")) ticked = "";
});

function ready() {
  const list = $("#move-people");
  if (list && listOpen) list.open = true;
  fromTheTop();
  putBackTyped();
  paintPick();
  paintWishes();
  paintSeating();
}

document.addEventListener("stage:before", keepTyped);
document.addEventListener("htmx:beforeSwap", keepTyped);
document.addEventListener("stage:after", ready);
ready();
