// Small helps for pages at a desk: print buttons and copy buttons. Every page works without them.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-print], [data-copy]");
  if (!button) return;
  if ("print" in button.dataset) {
    window.print();
    return;
  }
  const source = document.querySelector(button.dataset.copy);
  const text = source.value ?? source.textContent.trim();
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (source.select) source.select(); // no clipboard on a plain local address: at least select it
    else getSelection().selectAllChildren(source);
    document.execCommand("copy");
  }
  const said = document.querySelector(button.dataset.said || "#copied");
  if (said) said.textContent = said.dataset.words;
});
