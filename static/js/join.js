// The QR code carries the workshop code and its pass in the fragment of the address, which no server or log ever sees.
const [numbers, pass = ""] = location.hash.slice(1).split("-");
const code = numbers.replace(/\D/g, "").slice(0, 6);
if (code.length === 6) {
  history.replaceState(null, "", location.pathname);
  document.getElementById("code").value = code;
  document.getElementById("pass").value = pass;
  document.getElementById("join").requestSubmit();
}
