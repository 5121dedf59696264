// Saves form[data-autosave] to that address 1.5 s after the last input, while the writer writes on.
// The answer is JSON: {saved, message, version[, url]}. A 409 means that somebody else saved meanwhile: nothing is
// overwritten, the message leads to the page with both texts, and saving waits until the writer has chosen.
// Words come from the server or from the form's data-* attributes, so that they are in the writer's language.
const PAUSE = 1500;
const RETRIES = [3000, 10000, 30000];

for (const form of document.querySelectorAll("form[data-autosave]")) keep(form);

function keep(form) {
  const state = document.querySelector(form.dataset.autosaveOutput || "[data-autosave-state]");
  let unsaved = false;
  let underWay = null;
  let again = false;
  let conflict = false;
  let leaving = false;
  let failures = 0;
  let timer;

  const say = (message, { late = false, url = "" } = {}) => {
    if (!state) return;
    state.classList.toggle("is-late", late);
    state.replaceChildren(message || "");
    if (url) {
      const link = document.createElement("a");
      link.href = url;
      link.textContent = form.dataset.autosaveConflict || url;
      link.addEventListener("click", () => (leaving = true));
      state.append(" ", link);
    }
  };

  const plan = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  function save() {
    if (conflict || leaving) return;
    if (underWay) again = true;
    else underWay = send();
  }

  async function send() {
    again = false;
    clearTimeout(timer);
    const sent = new FormData(form);
    let delay = null;
    try {
      const response = await fetch(form.dataset.autosave, {
        method: "POST",
        body: sent,
        credentials: "same-origin",
        headers: { Accept: "application/json", "X-CSRFToken": sent.get("csrfmiddlewaretoken") || "" },
      });
      const result = await response.json();
      if (response.status === 409) {
        conflict = true;
        say(result.message, { late: true, url: result.url || form.dataset.conflictUrl });
      } else if (response.ok && result.saved) {
        failures = 0;
        const version = form.elements.namedItem("base_version");
        if (version && result.version !== undefined && result.version !== null) version.value = result.version;
        unsaved = again;
        say(result.message);
      } else {
        // The server understood and refused, for example an unfinished number: the next input tries again.
        say(result.message || form.dataset.autosaveFailed, { late: true });
      }
    } catch {
      say(form.dataset.autosaveFailed || "", { late: true });
      delay = RETRIES[Math.min(failures, RETRIES.length - 1)];
      failures += 1;
    } finally {
      underWay = null;
      if (again) plan(PAUSE);
      else if (delay !== null) plan(delay);
    }
  }

  const changed = () => {
    unsaved = true;
    if (underWay) again = true;
    plan(PAUSE);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (underWay) {
      // The save under way brings a new version: sent with the old one, the form would conflict with itself.
      event.preventDefault();
      again = false;
      await underWay;
      clearTimeout(timer);
      form.requestSubmit(event.submitter);
      return;
    }
    leaving = true;
  });
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("online", () => unsaved && save());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && unsaved) save();
  });
  addEventListener("beforeunload", (event) => {
    if (!unsaved || leaving) return;
    event.preventDefault();
  });
}
