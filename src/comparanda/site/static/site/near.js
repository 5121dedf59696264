// Precedents while a query is written: [data-near] names an address, data-near-from the field whose text is sent to it.
// The piece of a page that comes back replaces [data-near-list], 600 ms after the last input. Without this script, and
// where the address does not answer, the list of the saved text stays. A chip that proposes a topic ticks its box.
const PAUSE = 600;

for (const place of document.querySelectorAll("[data-near]")) {
  const field = document.querySelector(`[name="${CSS.escape(place.dataset.nearFrom)}"]`);
  const list = place.querySelector("[data-near-list]");
  if (field && list) watch(place, field, list);
}

function watch(place, field, list) {
  let shown = field.value.trim();
  let asked;
  let timer;

  async function refresh() {
    const text = field.value.trim();
    if (text === shown) return;
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    const address = new URL(place.dataset.near, location.href);
    address.searchParams.set("text", text.slice(0, 1000));
    try {
      const response = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error", signal });
      if (!response.ok) return;
      const piece = new DOMParser().parseFromString(await response.text(), "text/html");
      // Whoever is using the list keeps it as it is.
      if (signal.aborted || list.contains(document.activeElement)) return;
      list.replaceChildren(...[...piece.body.childNodes].map((node) => document.adoptNode(node)));
      shown = text;
    } catch {
      // The list of before stays.
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  });
}

for (const chip of document.querySelectorAll('button[name="quick"][value^="topic:"]')) {
  chip.addEventListener("click", (event) => {
    const box = chip.form?.querySelector(`[name="topics"][value="${CSS.escape(chip.value.slice(6))}"]`);
    if (!box) return;
    event.preventDefault();
    box.checked = true;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    box.focus();
    const chips = chip.closest(".proposed");
    chip.closest("li").remove();
    if (chips && !chips.querySelector("button")) chips.remove();
  });
}
