// Copy buttons: data-copy holds the text, or "#id" of the element whose text it is; data-copied is what to say after.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  const label = button.textContent;
  button.addEventListener("click", async () => {
    const wanted = button.dataset.copy;
    const element = wanted.startsWith("#") ? document.querySelector(wanted) : null;
    const text = element ? element.innerText.trim() : wanted;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = button.dataset.copied || "✓";
      setTimeout(() => (button.textContent = label), 2000);
    } catch {
      // No right to the clipboard: select the text, so that the reader's own copy command takes it.
      if (element) getSelection().selectAllChildren(element);
    }
  });
}
