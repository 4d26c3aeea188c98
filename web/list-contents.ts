// Daftar Isi: the headings of the work list with the count of pekerjaan below them; a click
// leads there.
import type { Node } from "./list-tree";
import type { TreeRow } from "./tree";

export interface Contents {
  show(nodes: readonly Node<TreeRow>[]): void;
  toggle(): void;
}

// contents runs the panel; lead goes to a row, back returns the focus to the sheet.
export function contents(lead: (id: string) => void, back: () => void): Contents {
  const panel = document.querySelector<HTMLElement>("[data-contents]");
  const list = panel?.querySelector<HTMLElement>("[data-contents-list]");
  const filter = panel?.querySelector<HTMLInputElement>("[data-contents-filter]");
  const opener = document.querySelector("[data-do=isi]");
  let known: readonly Node<TreeRow>[] = [];
  if (!panel || !list || !filter) throw new Error("the page has no place for the contents");

  const draw = (): void => {
    const word = filter.value.trim().toLowerCase();
    list.replaceChildren(...known.filter(({ depth, row }) => depth < 2 && row.title.toLowerCase().includes(word)).map(line));
  };
  const line = (node: Node<TreeRow>): HTMLElement => {
    const item = document.createElement("li");
    item.className = `depth-${node.depth}`;
    const button = document.createElement("button");
    button.type = "button";
    const below = node.depth === 1 ? node.children.length : node.children.reduce((sum, sub) => sum + sub.children.length, 0);
    button.textContent = `${node.row.number}. ${node.row.title} (${below})`;
    button.addEventListener("click", () => {
      close();
      lead(node.row.id);
    });
    item.append(button);
    return item;
  };
  const close = (): void => {
    panel.hidden = true;
    opener?.setAttribute("aria-expanded", "false");
    back();
  };
  filter.addEventListener("input", draw);
  panel.querySelector("[data-contents-close]")?.addEventListener("click", close);
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  });
  return {
    show: (nodes) => {
      known = nodes;
      if (!panel.hidden) draw();
    },
    toggle: () => {
      if (!panel.hidden) return close();
      panel.hidden = false;
      opener?.setAttribute("aria-expanded", "true");
      draw();
      filter.focus();
    },
  };
}
