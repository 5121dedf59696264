// Filter forms (form.filters) apply on change; their button stays for everyone without this script.
// Where the page marks its results with data-results, only these are replaced and the focus stays where it was.
// A <details class="fold" open> around the form folds itself on a narrow screen unless a filter is set.
const forms = document.querySelectorAll("form.filters, form[data-autosubmit]");
const narrow = matchMedia("(max-width: 40rem)");

const query = (form) => {
  const fields = [...new FormData(form)].filter(([, value]) => value !== "");
  return new URLSearchParams(fields).toString();
};

async function apply(form) {
  const places = [...document.querySelectorAll("[data-results]")];
  if (form.method !== "get" || !places.length) return form.requestSubmit();
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

const fold = () => {
  for (const details of document.querySelectorAll("details.fold")) {
    const form = details.querySelector("form");
    details.open = !narrow.matches || Boolean(form && query(form) && location.search);
  }
};
narrow.addEventListener("change", fold);
fold();
