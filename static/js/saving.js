// Sending something small in the background: one try, and how long to wait before the next.

const LONGEST_WAIT = 16000;

// POSTs fields (URLSearchParams). Resolves with the response, also one that refuses; rejects when the server could not be reached or is in trouble.
export async function post(url, fields) {
  const answer = await fetch(url, {
    method: "POST",
    body: fields,
    headers: { ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}"), "HX-Request": "true" },
    keepalive: true,
    signal: AbortSignal.timeout?.(8000),
  });
  if (answer.status >= 500) throw new Error(String(answer.status));
  return answer;
}

// Milliseconds before try number `tries` + 1.
export const wait = (tries) => Math.min(1000 * 2 ** (tries - 1), LONGEST_WAIT);
