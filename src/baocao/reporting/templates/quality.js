/* The page's only script: the language switch and the two filters. Works from file://. */
(() => {
  "use strict";
  const root = document.documentElement;
  const STORED = "baocao-language";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  /* Storage can be closed to pages opened from a file; then the choice lasts as long as the page. */
  const remembered = () => {
    try { return localStorage.getItem(STORED); } catch { return null; }
  };
  const remember = (language) => {
    try { localStorage.setItem(STORED, language); } catch { /* nothing to keep it in */ }
  };

  const refreshers = [];

  const speak = (language) => {
    root.lang = language;
    root.dataset.lang = language;
    for (const element of all("[data-vi]")) element.textContent = element.dataset[language];
    for (const button of all("button[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
    for (const refresh of refreshers) refresh();
  };

  /* "Xã Bằng Phúc" is found by "bang phuc". */
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "")
    .replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ").trim();

  /* Ties a form of filters to the rows it hides; `fits(row, values)` decides on the rest. */
  const filtering = (section, rows, fits, after) => {
    const form = section.querySelector("form.filters");
    const line = form.querySelector(".shown");
    const nothing = section.querySelector(".nothing");
    const texts = new Map(rows.map((row) => [row, fold(row.dataset.words ?? row.textContent)]));
    const apply = () => {
      const values = Object.fromEntries(new FormData(form));
      const words = fold(values.words);
      let shown = 0;
      for (const row of rows) {
        row.hidden = !(texts.get(row).includes(words) && fits(row, values));
        shown += row.hidden ? 0 : 1;
      }
      const key = root.dataset.lang === "en" ? "shownEn" : "shownVi";
      line.textContent = line.dataset[key].replace("{shown}", shown);
      nothing.hidden = shown > 0;
      after();
    };
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply));
    refreshers.push(apply);
    return { form, apply };
  };

  const same = (wanted, found) => !wanted || wanted === found;

  const grid = document.getElementById("grid");
  const groups = all("table.group", grid);
  filtering(grid, all("tbody tr", grid),
    (row, { status, group }) => same(group, row.closest("table").dataset.group)
      && (!status || row.dataset.states.split(" ").includes(status)),
    () => {
      for (const table of groups) table.hidden = !table.querySelector("tbody tr:not([hidden])");
    });

  const flags = document.getElementById("flags");
  if (flags.querySelector("form.filters")) {
    const table = flags.querySelector("table");
    const { form, apply } = filtering(flags, all("tbody tr", flags),
      ({ dataset }, { severity, kind, status, duty }) => same(severity, dataset.severity)
        && same(kind, dataset.kind) && same(status, dataset.status)
        && !(duty && !kind && dataset.kind === "reporting"),
      () => { table.hidden = !table.querySelector("tbody tr:not([hidden])"); });
    for (const link of all("a[data-show]")) {
      link.addEventListener("click", () => {
        form.reset();
        form.elements.words.value = link.dataset.show;
        form.elements.duty.checked = false;
        setTimeout(apply);
      });
    }
  }

  for (const button of all("button[data-language]")) {
    button.addEventListener("click", () => {
      remember(button.dataset.language);
      speak(button.dataset.language);
    });
  }
  document.querySelector(".languages").hidden = false;
  const wanted = remembered();
  speak(wanted === "vi" || wanted === "en" ? wanted : root.dataset.lang);
})();
