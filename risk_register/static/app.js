// Makes finished pages quicker; every page works without it.

// The page names GOV.UK Frontend with its version's mark, so that a new one is not missed.
const { initAll } = await import(document.querySelector("[data-govuk]").dataset.govuk);

const UNLOCK_AFTER_MS = 10_000;

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// "4 × 4 = 16 High (was 12 Medium)" while the points are being chosen.
for (const form of document.querySelectorAll("[data-live-score]")) {
  const grid = JSON.parse(form.dataset.grid);
  const bands = JSON.parse(form.dataset.bands);
  const line = form.querySelector("[data-live-line]");
  const { was } = form.dataset;
  const say = () => {
    const chosen = new FormData(form);
    const likelihood = Number(chosen.get("likelihood"));
    const impact = Number(chosen.get("impact"));
    const score = grid[likelihood - 1]?.[impact - 1];
    const given = `${score} ${bands[likelihood - 1]?.[impact - 1]}`;
    const beside = given === was ? "as now" : `was ${was}`;
    line.textContent = score
      ? `${likelihood} × ${impact} = ${given}${was ? ` (${beside})` : ""}`
      : "";
  };
  form.addEventListener("change", say);
  say();
}

// A passkey is made or shown by the device; what it answers is sent as a form like any other.
const askDevice = async (form) => {
  const { passkey, options } = form.dataset;
  const parse = { create: "parseCreationOptionsFromJSON", get: "parseRequestOptionsFromJSON" };
  const publicKey = PublicKeyCredential[parse[passkey]](JSON.parse(options));
  const credential = await navigator.credentials[passkey]({ publicKey }).catch(() => null);
  form.querySelector("[data-passkey-failed]").hidden = credential !== null;
  if (!credential) return;
  form.querySelector("[name=credential]").value = JSON.stringify(credential);
  form.submit();
};
if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const missing of document.querySelectorAll("[data-passkeys-missing]")) missing.hidden = true;
  for (const form of document.querySelectorAll("[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      // Nothing is sent yet, so nothing is locked.
      event.stopPropagation();
      askDevice(form);
    });
  }
}

// A slow answer invites a second press. The lock opens by itself, in case no answer comes.
let sent = new WeakSet();
addEventListener("pageshow", () => (sent = new WeakSet()));
addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (sent.has(event.target)) event.preventDefault();
  sent.add(event.target);
  setTimeout(() => sent.delete(event.target), UNLOCK_AFTER_MS);
});

// Laid out as cards, a table may lose its meaning for screen readers, unless it is said aloud.
const ROLES = {
  thead: "rowgroup",
  tbody: "rowgroup",
  tr: "row",
  "thead th": "columnheader",
  "tbody th": "rowheader",
  td: "cell",
};
const sayRoles = () => {
  for (const table of document.querySelectorAll(".rr-table--cards")) {
    table.setAttribute("role", "table");
    for (const [part, role] of Object.entries(ROLES)) {
      for (const element of table.querySelectorAll(part)) element.setAttribute("role", role);
    }
  }
};

// While a pack is drawn or letters leave, the page looks again by itself; the link does it by hand.
const lookAgain = async (link) => {
  const answer = await fetch(link.href).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = document.getElementById("main");
    const fresh = page.getElementById("main");
    // What has not changed stays, and with it the focus.
    if (fresh && fresh.textContent !== main.textContent) main.replaceChildren(...fresh.childNodes);
  }
  settle();
};
const settle = () => {
  sayRoles();
  const link = document.querySelector("[data-look-again]");
  if (link) setTimeout(lookAgain, Number(link.dataset.lookAgain) * 1000, link);
};
settle();
