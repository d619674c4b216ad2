/* Small helps for every page: focus on what is wrong, a question before what cannot be undone, focus after a swap. */
"use strict";
document.documentElement.classList.add("js");

document.addEventListener("DOMContentLoaded", () => {
  const first = document.querySelector("[data-focus-first]");
  if (first) first.focus();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (button && !window.confirm(button.dataset.confirm)) event.preventDefault();
  for (const menu of document.querySelectorAll(".user-menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});

/* Who logs out leaves nothing half-written on a shared machine. */
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-forget]")) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith("nyttiggjort-draft:")) localStorage.removeItem(key);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector(".user-menu[open]");
  if (menu) {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  }
});

/* Screen readers hear how many hits a search gave; sight sees them. */
document.addEventListener("htmx:afterSwap", (event) => {
  const messages = document.getElementById("messages");
  const count = event.target.querySelectorAll(".task-card, tbody tr").length;
  if (messages) messages.setAttribute("aria-label", `${count} treff`);
});
