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

  /* Ties a form of filters to the rows it hides; `fits(row, values)` decides beside the words that
     are searched for. At most `room()` rows are shown; `after(shown, fitting)` tidies up. */
  const filtering = (section, fits, after, room = () => Infinity) => {
    const form = section.querySelector("form.filters");
    const line = form.querySelector(".shown");
    const rows = all("tbody tr", section);
    const texts = new Map(rows.map((row) => [row, fold(row.textContent)]));
    const apply = () => {
      const values = Object.fromEntries(new FormData(form));
      const words = fold(values.words);
      let fitting = 0;
      for (const row of rows) {
        const fit = texts.get(row).includes(words) && fits(row, values);
        fitting += fit ? 1 : 0;
        row.hidden = !fit || fitting > room();
      }
      const shown = Math.min(fitting, room());
      const key = root.dataset.lang === "en" ? "shownEn" : "shownVi";
      line.textContent = line.dataset[key].replace("{shown}", shown);
      section.querySelector(".nothing").hidden = fitting > 0;
      after(shown, fitting);
    };
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => form.dispatchEvent(new Event("input"))));
    form.addEventListener("input", apply);
    refreshers.push(apply);
    return { form, apply };
  };

  const same = (wanted, found) => !wanted || wanted === found;
  const hasRows = (part) => part.querySelector("tbody tr:not([hidden])") !== null;

  const grid = document.getElementById("grid");
  const groups = all("details.group", grid);
  const gridFilter = filtering(grid,
    (row, { status, group }) => same(group, row.closest("details").dataset.group)
      && (!status || row.dataset.states.split(" ").includes(status)),
    () => {
      for (const group of groups) group.hidden = !hasRows(group);
    });
  /* On a phone the groups are a list to open one by one; what a search finds is open. */
  const narrow = matchMedia("(max-width: 40rem)");
  const foldGroups = () => {
    const asked = [...new FormData(gridFilter.form).values()].some(Boolean);
    for (const group of groups) group.open = asked || !narrow.matches || groups.length === 1;
  };
  gridFilter.form.addEventListener("input", foldGroups);
  foldGroups();

  /* Long lists start closed there, their count in sight. */
  for (const list of all("details.list")) {
    list.open = !narrow.matches || list.querySelectorAll("tbody tr").length <= 12;
  }

  const flags = document.getElementById("flags");
  if (flags.querySelector("form.filters")) {
    const STEP = 100;
    let room = STEP;
    const table = flags.querySelector("table");
    const more = flags.querySelector(".more");
    const { form, apply } = filtering(flags,
      ({ dataset }, { severity, kind, status, duty }) => same(severity, dataset.severity)
        && same(kind, dataset.kind) && same(status, dataset.status)
        && !(duty && !kind && dataset.kind === "reporting"),
      (shown, fitting) => {
        table.hidden = fitting === 0;
        more.hidden = shown === fitting;
      },
      () => room);
    const show = (rows) => {
      room = rows;
      apply();
    };
    form.addEventListener("input", () => show(STEP));
    more.querySelector("button").addEventListener("click", () => show(room + STEP));
    addEventListener("beforeprint", () => show(Infinity));
    for (const link of all("a[data-show]")) {
      link.addEventListener("click", () => {
        form.reset();
        form.elements.words.value = link.dataset.show;
        form.elements.duty.checked = false;
        show(STEP);
      });
    }
  }
  addEventListener("beforeprint", () => {
    for (const part of all("details")) part.open = true;
  });

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
