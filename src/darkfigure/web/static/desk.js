// Keys, and the progress of work. Nothing here reads or writes HTML.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const found = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!found || found.disabled) return;
  event.preventDefault();
  found.click();
});

// a verdict is one press: while the answer is on its way, no second one is taken
document.addEventListener("htmx:before:request", () => setVerdicts(true));
document.addEventListener("htmx:finally:request", () => setVerdicts(false));
function setVerdicts(busy) {
  for (const button of document.querySelectorAll("[data-keys] button[data-key]")) button.disabled = busy;
}

function follow() {
  const work = document.querySelector("[data-follow]");
  if (!work) return;
  const shown = work.querySelector("[data-progress]");
  const events = new EventSource(work.dataset.follow);
  events.addEventListener("progress", (event) => { shown.textContent = JSON.parse(event.data); });
  events.addEventListener("end", () => { events.close(); location.reload(); });
  addEventListener("pagehide", () => events.close());
}

function blend(event) {
  const slider = event.target.closest("input[data-blend]");
  if (!slider) return;
  const layer = document.getElementById(slider.dataset.blend);
  if (layer) layer.setAttribute("opacity", String(slider.value / 100));
}

document.addEventListener("input", blend);
follow();
