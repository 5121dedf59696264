// What every page has. Menus made of <details> work without this; it closes them on Escape, on a click elsewhere and when another opens.
const menus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
});

// A row of tabs or steps that does not fit scrolls: begin where the current one can be seen.
for (const current of document.querySelectorAll(".tabs [aria-current], .steps [aria-current]")) {
  const row = current.closest(".tabs, .steps");
  const [tab, frame] = [current.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollLeft += tab.left + tab.width / 2 - (frame.left + frame.width / 2);
}
