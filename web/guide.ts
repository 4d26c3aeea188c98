// The user guide: the contents are searched by titles and headings.
import { rank, searchable, wordsOf } from "./match";

const field = document.querySelector<HTMLInputElement>("[data-guide-search]");
const said = document.querySelector<HTMLElement>("[data-guide-said]");
const groups = [...document.querySelectorAll<HTMLElement>("[data-guide-group]")];

// find shows the pages and sections that fit; without a query the contents as they were.
function find(): void {
  const words = wordsOf(field?.value ?? "");
  let found = 0;
  for (const group of groups) {
    let some = false;
    for (const page of group.querySelectorAll<HTMLElement>("[data-guide-entry]")) {
      const sections = page.querySelector<HTMLElement>("ul");
      const title = page.querySelector("a")?.textContent ?? "";
      const whole = words.length === 0 || fits(title, words);
      let parts = 0;
      for (const section of page.querySelectorAll<HTMLElement>("li")) {
        section.hidden = words.length > 0 && !fits(`${title} ${section.textContent ?? ""}`, words);
        if (words.length > 0 && whole && !fits(section.textContent ?? "", words)) section.hidden = true;
        if (!section.hidden) parts++;
      }
      page.hidden = !whole && parts === 0;
      if (sections) sections.hidden = words.length > 0 ? parts === 0 : !page.hasAttribute("data-guide-present");
      if (page.hidden) continue;
      some = true;
      found += words.length > 0 ? Number(whole) + parts : 1;
    }
    group.hidden = !some;
  }
  if (said) said.textContent = words.length === 0 ? "" : found > 0 ? `${found} hasil` : "Tidak ada yang cocok. Coba kata lain.";
}

function fits(text: string, words: readonly string[]): boolean {
  const score = rank(searchable(text), words);
  return score !== null && score < 2;
}

field?.addEventListener("input", find);
field?.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    field.value = "";
    find();
  } else if (event.key === "Enter" && field.value.trim()) {
    const links = [...document.querySelectorAll<HTMLAnchorElement>("[data-guide-group] a")].filter((link) => link.offsetParent);
    const words = wordsOf(field.value);
    (links.find((link) => fits(link.textContent ?? "", words)) ?? links[0])?.click();
  }
});
document.addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement;
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog")) return;
  event.preventDefault();
  field?.focus();
  field?.select();
});
for (const part of document.querySelectorAll<HTMLElement>("[data-guide-find]")) part.hidden = false; // from here on it works
