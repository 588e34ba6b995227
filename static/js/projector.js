// The big screen: D turns it dark for a dark room, and back.
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "d" || event.ctrlKey || event.metaKey || event.altKey) return;
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
});
