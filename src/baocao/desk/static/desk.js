/* Makes handing in more pleasant; without it everything still works. */
(() => {
  "use strict";
  const form = document.querySelector("form.send");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const drop = form.querySelector(".drop");
  const chosen = form.querySelector(".chosen");
  const button = form.querySelector("button");
  const rest = button.textContent;
  form.classList.add("enhanced");

  const isTooLarge = () => input.files.length > 0 && input.files[0].size > Number(form.dataset.limit);

  const show = () => {
    const file = input.files[0];
    chosen.hidden = !file;
    chosen.classList.toggle("fault", isTooLarge());
    chosen.textContent = !file ? "" : isTooLarge() ? form.dataset.tooLarge : file.name;
    button.disabled = isTooLarge();
  };
  input.addEventListener("change", show);

  let depth = 0;
  const mark = (change) => {
    depth = Math.max(0, depth + change);
    drop.classList.toggle("over", depth > 0);
  };
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  addEventListener("dragenter", (event) => { if (carriesFiles(event)) mark(1); });
  addEventListener("dragleave", (event) => { if (carriesFiles(event)) mark(-1); });
  addEventListener("dragover", (event) => { if (carriesFiles(event)) event.preventDefault(); });
  /* Anywhere on the page: a file dropped beside the field must not replace the page. */
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    mark(0);
    input.files = event.dataTransfer.files;
    show();
    button.focus();
  });

  form.addEventListener("submit", (event) => {
    if (isTooLarge()) {
      event.preventDefault();
      return;
    }
    button.disabled = true;
    button.textContent = form.dataset.sending;
    form.setAttribute("aria-busy", "true");
  });
  /* Back from the receipt: the form is as it was. */
  addEventListener("pageshow", () => {
    button.textContent = rest;
    form.removeAttribute("aria-busy");
    show();
  });
})();
