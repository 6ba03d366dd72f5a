// Small comforts; every page works without them.
"use strict";

const STORED_MODE = "rentrail-color-mode";

function showMode(mode) {
  document.documentElement.dataset.bsTheme = mode;
}

function systemMode() {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

showMode(localStorage.getItem(STORED_MODE) || systemMode());

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-toggle-mode]")) return;
  const mode = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
  localStorage.setItem(STORED_MODE, mode);
  showMode(mode);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});

// A form that moves money or time is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.querySelectorAll("button[type=submit]").forEach((button) => {
    button.classList.add("is-busy");
    button.setAttribute("aria-busy", "true");
  });
});

// A page shown again from the browser's memory may be sent again.
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll(".is-busy").forEach((button) => button.classList.remove("is-busy"));
  });
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

// "/" goes to the search field; arrows walk its results.
document.addEventListener("keydown", (event) => {
  const search = document.querySelector("[data-search]");
  if (!search) return;
  if (event.key === "/" && !event.target.closest("input, textarea, select")) {
    event.preventDefault();
    search.focus();
    search.select();
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const stops = [search, ...document.querySelectorAll("[data-result]")];
  const place = stops.indexOf(document.activeElement);
  if (place < 0) return;
  event.preventDefault();
  stops[Math.min(Math.max(place + (event.key === "ArrowDown" ? 1 : -1), 0), stops.length - 1)].focus();
});
