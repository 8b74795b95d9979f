// Makes finished pages quicker; every page works without it.
import { initAll } from "./vendor/govuk/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// "4 × 4 = 16 High (was 12 Medium)" while the points are being chosen.
for (const form of document.querySelectorAll("[data-live-score]")) {
  const grid = JSON.parse(form.dataset.grid);
  const bands = JSON.parse(form.dataset.bands);
  const line = form.querySelector("[data-live-line]");
  const nameOf = (score) =>
    bands.find((band) => band.lowest <= score && score <= band.highest)?.name ?? "";
  const say = () => {
    const likelihood = Number(new FormData(form).get("likelihood"));
    const impact = Number(new FormData(form).get("impact"));
    const score = grid[likelihood - 1]?.[impact - 1];
    const before = Number(form.dataset.before);
    const was = before ? ` (was ${before} ${nameOf(before)})` : "";
    line.textContent = score
      ? `${likelihood} × ${impact} = ${score} ${nameOf(score)}${was}`
      : "";
  };
  form.addEventListener("change", say);
  say();
}
