// "My own minutes": the running order at the side follows what is typed. Everything is saved and checked without it.

const own = document.querySelector("#own");
const inputs = [...own.querySelectorAll("[data-unit]")];

function follow() {
  let total = 0;
  for (const input of inputs) {
    const minutes = /^\d{1,2}$/.test(input.value.trim()) ? Math.min(60, Number(input.value)) : 0;
    total += minutes;
    const unit = CSS.escape(input.dataset.unit);
    const row = document.querySelector(`[data-shows="${unit}"]`);
    if (row) row.textContent = minutes ? `${minutes} ${own.dataset.min}` : "";
    const bar = document.querySelector(`.preview-own .stave-bar[data-unit="${unit}"]`);
    if (bar) {
      bar.hidden = !minutes;
      bar.className = `stave-bar m-${minutes || 1}`;
    }
  }
  document.querySelector("#own-total").textContent = total;
}

own.addEventListener("input", follow);
