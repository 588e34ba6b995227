// What gets through from this place: asks and listens for twenty seconds and says what happened, here and to nobody else.

const $ = (id) => document.getElementById(id);
const root = $("check").dataset;
const states = $("states").dataset;
const LINE_SECONDS = 20;
const SILENCE = 9000; // the server says something every five seconds
const ASKS = 5;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

// ------------------------------------------------------------------ the page
function say(check, state, words, values = {}, label = states[state]) {
  const row = document.querySelector(`[data-check="${check}"]`);
  const cell = row.querySelector("td:last-child");
  const mark = row.querySelector(".step-state");
  mark.replaceChildren($(`mark-${state === "trying" ? "untried" : state}`).content.cloneNode(true));
  mark.querySelector("b").textContent = label;
  cell.textContent = words ? filled(cell.dataset[words], values) : "";
}

function conclude(name, line, values) {
  $("verdict").replaceChildren($(`verdict-${name}`).content.cloneNode(true));
  if (line) $("found").textContent = filled($("found").dataset[line], values);
}

// ------------------------------------------------------------------ the live line
// {state: "works"}, {state: "cut", seconds}, or {state: "shut"}
function tryLine() {
  return new Promise((done) => {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const began = performance.now();
    let socket;
    let opened = 0;
    let patience = 0;
    const end = (result) => {
      clearTimeout(patience);
      clearTimeout(enough);
      if (socket) socket.onclose = socket.onmessage = null;
      socket?.close();
      done(result);
    };
    const seconds = () => Math.max(2, Math.ceil((performance.now() - (opened || began)) / 1000));
    const broke = () => end(opened ? { state: "cut", seconds: seconds() } : { state: "shut" });
    const enough = setTimeout(() => end(opened ? { state: "works" } : { state: "shut" }), LINE_SECONDS * 1000);
    try {
      socket = new WebSocket(`${scheme}//${location.host}${root.socket}`);
    } catch {
      end({ state: "shut" });
      return;
    }
    patience = setTimeout(broke, SILENCE);
    socket.onmessage = () => {
      opened ||= performance.now(); // open without a word is a line that swallows what it is given
      clearTimeout(patience);
      patience = setTimeout(broke, SILENCE);
    };
    socket.onclose = broke;
  });
}

// ------------------------------------------------------------------ the slower line, and the clock
async function ask() {
  const sent = performance.now();
  try {
    const answer = await fetch(root.ask, { cache: "no-store", signal: AbortSignal.timeout?.(5000) });
    if (answer.status !== 204) return null;
    const trip = performance.now() - sent;
    return { trip, ahead: Date.now() - (Number(answer.headers.get("X-Now")) + trip / 2) };
  } catch {
    return null;
  }
}

async function tryAsking() {
  const heard = [];
  for (let n = 0; n < ASKS; n += 1) {
    heard.push(await ask());
    if (n < ASKS - 1) await wait(1000);
  }
  const good = heard.filter(Boolean).sort((a, b) => a.trip - b.trip);
  return { lost: ASKS - good.length, best: good[0] };
}

function sayClock(best) {
  if (!best) return say("clock", "trying", null, {}, states.untried);
  const off = Math.round(best.ahead / 1000);
  const time = Math.abs(off) < 120 ? filled(states.seconds, { n: Math.abs(off) }) : filled(states.minutes, { n: Math.round(Math.abs(off) / 60) });
  const label = Math.abs(off) < 2 ? states.right : filled(off > 0 ? states.ahead : states.behind, { time });
  return say("clock", "works", "works", {}, label);
}

// ------------------------------------------------------------------ all of it
async function check() {
  $("again").disabled = true;
  conclude("checking");
  for (const name of ["line", "poll", "address", "clock"]) say(name, "trying", null);
  const here = performance.getEntriesByType("navigation")[0];
  if (here?.responseEnd) say("page", "works", "works", { seconds: Math.max(0.1, (here.responseEnd - here.startTime) / 1000).toFixed(1) });
  const same = location.origin === root.public;
  say("address", same ? "works" : "cut", same ? "works" : "other", {}, same ? states.works : states.other);
  const asking = tryAsking().then((result) => {
    const works = result.lost === 0;
    say("poll", works ? "works" : result.best ? "cut" : "shut", works ? "works" : "shut", { n: result.lost, of: ASKS });
    sayClock(result.best);
    return result;
  });
  const [line, slower] = await Promise.all([tryLine(), asking]);
  say("line", line.state, line.state, line);
  if (line.state === "works" || slower.best) conclude(line.state === "works" ? "good" : "slow", line.state === "works" ? "good" : line.state, line);
  else conclude("none", "none", {});
  const now = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format();
  $("at").textContent = filled($("at").dataset.words, { time: now });
  $("again").disabled = false;
}

$("presses").hidden = false;
$("again").addEventListener("click", check);
check();
