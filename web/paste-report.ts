// Lists what was refused of a paste, cell by cell with its reason, and asks whether the rest
// is to be taken.
import { ask } from "./dialog";
import type { Refused } from "./grid";

const most = 200; // lines that are shown; the number of all is always told

// decideOnPaste shows the list; true takes what was accepted.
export async function decideOnPaste(refused: readonly Refused[], accepted: number): Promise<boolean> {
  const title = `${refused.length} sel ditolak` + (accepted > 0 ? `, ${accepted} sel diterima` : "");
  const taken = await ask<"take">({
    title, body: table(refused), choices: accepted > 0 ? [{ value: "take", label: "Tempel yang diterima" }] : [], cancel: accepted > 0 ? "Batalkan semua" : "Tutup",
  });
  return taken === "take";
}

function table(refused: readonly Refused[]): HTMLElement {
  const holder = document.createElement("div");
  holder.className = "sheet-dialog-list";
  holder.tabIndex = 0;
  holder.setAttribute("role", "region");
  holder.setAttribute("aria-label", "Sel yang ditolak");
  const list = document.createElement("table");
  list.className = "sheet";
  const head = list.createTHead().insertRow();
  for (const name of ["Sel", "Isi", "Alasan"]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = list.createTBody();
  for (const { place, text, reason } of refused.slice(0, most)) {
    const row = body.insertRow();
    for (const shown of [place, text, reason]) row.insertCell().textContent = shown;
  }
  holder.append(list);
  if (refused.length > most) {
    const rest = document.createElement("p");
    rest.className = "hint";
    rest.textContent = `… dan ${refused.length - most} sel lain.`;
    holder.append(rest);
  }
  return holder;
}
