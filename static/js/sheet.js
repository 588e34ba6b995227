// The sheet from the foot of the phone: whatever is put inside it opens it, nothing closes it, and the room goes on behind it.
const sheet = document.getElementById("sheet");
const inside = document.getElementById("sheet-inside");

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== inside) return;
  if (!inside.firstElementChild) return void sheet.close(); // done: there is nothing more to say
  if (!sheet.open) sheet.showModal();
  const heading = inside.querySelector("h1, h2");
  if (!heading) return;
  heading.id ||= "sheet-title";
  sheet.setAttribute("aria-labelledby", heading.id);
  heading.focus();
});
sheet?.addEventListener("close", () => inside.replaceChildren());
