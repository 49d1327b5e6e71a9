/* The page's only script: the language switch. Works from file://. */
(() => {
  "use strict";
  const root = document.documentElement;
  const buttons = [...document.querySelectorAll("button[data-language]")];
  const speak = (language) => {
    root.lang = language;
    root.dataset.lang = language;
    document.title = document.querySelector("title").dataset[language];
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => speak(button.dataset.language));
  }
  document.querySelector(".languages").hidden = false;
})();
