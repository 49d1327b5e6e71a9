// The three things that the Data Docs do: change the language, unfold details, hide what passed.
"use strict";

function setLanguage(language) {
  document.documentElement.lang = language;
  try {
    localStorage.setItem("baocao-language", language);
  } catch {
    // Pages opened from a folder may have no storage: the choice then lasts for this page.
  }
}

function showAllValidations() {
  document.querySelectorAll(".only-passed").forEach((row) => row.classList.remove("only-passed"));
}

function hideSucceededValidations() {
  document.querySelectorAll("td .fa-check-circle").forEach((mark) => {
    mark.closest("tr").classList.add("only-passed");
  });
}

const ACTIONS = { showAllValidations, hideSucceededValidations };

document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-toggle=collapse]");
  if (toggle) {
    event.preventDefault();
    document.getElementById(toggle.getAttribute("href").slice(1))?.classList.toggle("show");
  }
  const button = event.target.closest("[data-does]");
  if (button) {
    ACTIONS[button.dataset.does]();
  }
  if (event.target.closest(".language")) {
    setLanguage(document.documentElement.lang === "vi" ? "en" : "vi");
  }
});

try {
  const chosen = localStorage.getItem("baocao-language");
  if (chosen && document.querySelector(".language")) {
    setLanguage(chosen);
  }
} catch {
  // As above: without storage the page opens in Vietnamese.
}
