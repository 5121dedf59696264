// The map and its table as one: hover or focus on the map shows a country in #country-panel and lights its row, a
// row lights its country; a click or tap holds it (and keeps it in the address as #bg), a second click opens
// its answer, Escape lets go.
// Without this script every country is a plain link to its answer and the table says the same.
const panel = document.getElementById("country-panel");
const lower = (code) => (code || "").toLowerCase();
const countriesOnMap = new Map();
const rows = new Map();
for (const link of document.querySelectorAll("a.country[data-country]")) {
  const code = lower(link.dataset.country);
  countriesOnMap.set(code, [...(countriesOnMap.get(code) || []), link]);
}
for (const row of document.querySelectorAll("tr[data-country]")) {
  if (!rows.has(lower(row.dataset.country))) rows.set(lower(row.dataset.country), row);
}

if (panel && countriesOnMap.size) start();

function start() {
  const atRest = [...panel.childNodes].map((node) => node.cloneNode(true));
  panel.setAttribute("aria-live", "polite");
  let shown = null;
  let held = null;
  let lit = null;

  const clean = (node) => {
    const copy = node.cloneNode(true);
    for (const element of [copy, ...copy.querySelectorAll("[id]")]) element.removeAttribute("id");
    return copy;
  };

  const show = (code) => {
    light(code);
    if (code === shown) return;
    shown = code;
    if (!code) {
      panel.replaceChildren(...atRest.map((node) => node.cloneNode(true)));
      return;
    }
    const row = rows.get(code);
    const link = countriesOnMap.get(code)?.[0];
    const heading = document.createElement("h3");
    const name = row?.querySelector("th");
    const opening = name?.querySelector("a") || link;
    const anchor = document.createElement("a");
    anchor.href = opening?.getAttribute("href") || "#";
    const spoken = link?.getAttribute("aria-label") || "";
    anchor.textContent = name ? (name.querySelector("a") || name).textContent.trim() : spoken.split(": ")[0];
    heading.append(anchor);
    const parts = [heading];
    const add = (tag, ...nodes) => {
      const found = nodes.filter(Boolean);
      if (!found.length) return;
      const element = document.createElement(tag);
      for (const node of found) element.append(clean(node), " ");
      parts.push(element);
    };
    if (row) {
      add("p", ...row.querySelectorAll(".val, .absence:not(.val .absence)"));
      for (const note of row.querySelectorAll(".note")) parts.push(clean(note));
      add("p", row.querySelector(".marks"), row.querySelector(".src"));
    } else if (link) {
      const text = document.createElement("p");
      text.textContent = spoken.split(": ").slice(1).join(": ");
      parts.push(text);
    }
    panel.replaceChildren(...parts);
  };

  const mark = (code, on) => {
    if (!code) return;
    for (const link of countriesOnMap.get(code) || []) {
      link.classList.toggle("selected", on);
      outline(link, on);
    }
    rows.get(code)?.classList.toggle("selected", on);
  };

  const light = (code) => {
    if (code === lit) return;
    mark(lit, false);
    lit = code;
    mark(code, true);
  };

  // A neighbour drawn later covers half of the outline, and moving the link itself would change the order of the
  // keyboard: so its outline is drawn once more, above all, out of reach of pointer and screen reader.
  const outline = (link, on) => {
    const svg = link.ownerSVGElement;
    svg?.querySelector(":scope > .outline")?.remove();
    if (!on || !svg) return;
    const copy = document.createElementNS(svg.namespaceURI, "g");
    copy.setAttribute("class", "outline");
    copy.setAttribute("aria-hidden", "true");
    copy.setAttribute("pointer-events", "none");
    for (const path of link.querySelectorAll(":scope > path, :scope > circle")) copy.append(clean(path));
    svg.append(copy);
  };

  const hold = (code) => {
    held = code;
    const address = code ? `#${code}` : location.pathname + location.search;
    history.replaceState(history.state, "", address);
    show(code);
  };

  const watch = (element, enter, leave) => {
    element.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && enter());
    element.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && leave());
    element.addEventListener("focusin", enter);
    element.addEventListener("focusout", leave);
  };
  for (const [code, links] of countriesOnMap) {
    for (const link of links) {
      watch(link, () => show(code), () => show(held));
      link.addEventListener("click", (event) => {
        const byKeyboard = event.detail === 0;
        if (byKeyboard || event.ctrlKey || event.metaKey || event.shiftKey || held === code) return;
        event.preventDefault();
        hold(code);
      });
    }
  }
  // A row says all that the panel would; a panel that grew above it would push it away from the pointer.
  for (const [code, row] of rows) watch(row, () => light(code), () => light(shown));

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && (held || shown)) hold(null);
  });
  const fromAddress = () => {
    const code = /^#([a-z]{2})$/i.exec(location.hash)?.[1].toLowerCase();
    if (code && (rows.has(code) || countriesOnMap.has(code))) {
      held = code;
      show(code);
    }
  };
  addEventListener("hashchange", fromAddress);
  fromAddress();
}
