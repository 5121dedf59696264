// Filter forms (form.filters) apply on change; their button stays for everyone without this script.
// Where the page marks its results with data-results, only these are replaced and the focus stays where it was;
// elsewhere the page is loaded anew and taken back to the same place.
const forms = document.querySelectorAll("form.filters, form[data-autosubmit]");
const narrow = matchMedia("(max-width: 40rem)");

const query = (form) => {
  const fields = [...new FormData(form)].filter(([, value]) => value !== "");
  return new URLSearchParams(fields).toString();
};

// A page that is loaded anew takes the reader back to where the choice was made.
const KEPT = "comparanda.filter";
const remember = () => {
  const place = { page: location.pathname, id: document.activeElement?.id, y: scrollY };
  sessionStorage.setItem(KEPT, JSON.stringify(place));
};

async function apply(form) {
  const places = [...document.querySelectorAll("[data-results]")];
  if (form.method !== "get" || !places.length) {
    remember();
    return form.requestSubmit();
  }
  const address = new URL(form.getAttribute("action") || location.pathname, location.href);
  address.search = query(form);
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    if (!response.ok) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = [...page.querySelectorAll("[data-results]")];
    if (fresh.length !== places.length) throw new Error("another page");
    places.forEach((place, index) => place.replaceWith(document.adoptNode(fresh[index])));
    history.replaceState(history.state, "", address);
  } catch {
    remember();
    form.requestSubmit();
  }
}

for (const form of forms) {
  let waiting;
  form.addEventListener("change", (event) => {
    if (event.target.matches("input[type=search], input[type=text]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => apply(form), 150);
  });
}

// On a narrow screen a filter form folds under the words of its own button, unless a filter is set.
const shown = (form) => [...form.elements].some((field) => field.type !== "hidden" && field.name && field.value !== "");
const fold = () => {
  for (const form of document.querySelectorAll("form.filters")) {
    let details = form.closest("details.fold");
    const button = form.querySelector("button");
    if (!details && narrow.matches && button) {
      details = document.createElement("details");
      details.className = "fold";
      const summary = document.createElement("summary");
      summary.textContent = button.textContent;
      form.before(details);
      details.append(summary, form);
    }
    if (details) details.open = !narrow.matches || shown(form);
  }
};
narrow.addEventListener("change", fold);
fold();

const place = JSON.parse(sessionStorage.getItem(KEPT) || "null");
sessionStorage.removeItem(KEPT);
if (place && place.page === location.pathname) {
  const control = place.id ? document.getElementById(place.id) : null;
  const folded = control && control.closest("details.fold");
  if (folded) folded.open = true;
  scrollTo({ top: place.y, behavior: "instant" });
  control?.focus({ preventScroll: true });
}
