"use strict";
// Keys: an element with data-key="x" is pressed by x, when nobody is writing. Everything also works without this file.
const writing = element => /^(TEXTAREA|SELECT)$/.test(element.tagName) || (element.tagName === "INPUT" && !/^(checkbox|radio)$/.test(element.type));
document.addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const button = document.querySelector("[data-key='ctrl enter']");
    if (button) { event.preventDefault(); button.click(); }
    return;
  }
  if (event.key === "Escape") { event.target.blur(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target) || "silent" in document.body.dataset) return;
  const target = document.querySelector(`[data-key='${CSS.escape(event.key)}']`);
  if (!target) return;
  event.preventDefault();
  if (writing(target)) target.focus(); else target.click();
});
document.addEventListener("click", event => {
  const button = event.target.closest("[data-comment]");
  if (!button) return;
  const box = document.getElementById("comment");
  box.value = box.value ? box.value.trimEnd() + "\n" + button.dataset.comment : button.dataset.comment;
  box.focus();
});
