// The QR code carries the workshop code in the fragment of the address, which no server or log ever sees.
const code = location.hash.replace(/\D/g, "").slice(0, 6);
if (code.length === 6) {
  history.replaceState(null, "", location.pathname);
  document.getElementById("code").value = code;
  document.getElementById("join").requestSubmit();
}
