// The form for new projects takes several at once.
const form = document.querySelector<HTMLFormElement>("[data-projects]");
const blank = document.querySelector<HTMLTemplateElement>("[data-blank]");

if (form && blank) {
  const entries = form.querySelector<HTMLElement>("[data-forms]");
  const total = form.elements.namedItem("form-TOTAL_FORMS");
  form.querySelector("[data-add]")?.addEventListener("click", () => {
    if (!entries || !(total instanceof HTMLInputElement)) return;
    const number = Number(total.value);
    const entry = blank.content.cloneNode(true) as DocumentFragment;
    for (const element of entry.querySelectorAll("*")) renumber(element, number);
    const shown = entry.querySelector("[data-number]");
    if (shown) shown.textContent = String(number + 1);
    entries.append(entry);
    total.value = String(number + 1);
    form.querySelector<HTMLElement>(`[name="form-${number}-nama"]`)?.focus();
  });
}

function renumber(element: Element, number: number): void {
  for (const name of ["id", "name", "for", "aria-describedby"]) {
    const value = element.getAttribute(name);
    if (value?.includes("__prefix__")) element.setAttribute(name, value.replaceAll("__prefix__", String(number)));
  }
}
