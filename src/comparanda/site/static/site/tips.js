// Definitions beside terms: Escape shuts the one that shows (WCAG 1.4.13), and one that would stand beyond the edge of
// the page opens to the other side. They show on hover and focus without this script too.
const terms = document.querySelectorAll(".term-in-text");

for (const term of terms) {
  const open = () => {
    term.classList.remove("shut", "turned");
    const tip = term.querySelector(".tip");
    if (tip.getBoundingClientRect().right > document.documentElement.clientWidth - 8) term.classList.add("turned");
  };
  term.addEventListener("mouseenter", open);
  term.addEventListener("focusin", open);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const term of terms) term.classList.add("shut");
});
