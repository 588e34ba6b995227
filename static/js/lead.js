// The team lead's pages. Every one works without this: here progress is saved without leaving the page, and what is typed into an
// action point is kept on the device until it has been saved.

// ---------------------------------------------------------------- progress
const said = document.querySelector("#tick-said");
if (said) document.documentElement.classList.add("scripted");

document.addEventListener("change", async (event) => {
  const form = event.target.closest("form.tick");
  if (!form) return;
  try {
    const answer = await fetch(form.action.split("?")[0], { method: "POST", body: new FormData(form), redirect: "follow" });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // The whole list came back, whatever is showing here, so that this one is in it.
    for (const id of ["progress-sum", form.querySelector("svg").id]) {
      const fresh = page.getElementById(id);
      if (fresh) document.getElementById(id).replaceWith(document.adoptNode(fresh));
    }
    said.textContent = said.dataset.saved;
  } catch {
    document.documentElement.classList.remove("scripted"); // the button without script is there again
    said.textContent = said.dataset.failed;
  }
});

// ---------------------------------------------------------------- drafts on this device
const form = document.querySelector("form[data-keep]");
if (form) {
  const place = `hymn-sheet ${form.dataset.keep}`;
  const word = form.querySelector("[data-kept]");
  const fields = [...form.querySelectorAll("textarea, input[type=text], input[type=date]")];
  const tell = (time) => {
    word.textContent = word.dataset.kept.replace("%s", time);
  };
  try {
    const kept = JSON.parse(sessionStorage.getItem(place) || "null");
    if (kept) {
      for (const field of fields) field.value = kept.values[field.name] ?? field.value;
      tell(kept.time);
    }
    form.addEventListener("input", () => {
      const time = new Date().toTimeString().slice(0, 5);
      sessionStorage.setItem(place, JSON.stringify({ time, values: Object.fromEntries(fields.map((f) => [f.name, f.value])) }));
      tell(time);
    });
    form.addEventListener("submit", () => sessionStorage.removeItem(place));
    form.querySelector("a.btn-bare").addEventListener("click", () => sessionStorage.removeItem(place));
  } catch {
    // no room to keep anything: the page works as it is
  }
}
