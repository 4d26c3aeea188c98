// Lists what was refused of a paste, cell by cell with its reason, and asks whether the rest
// is to be taken.
import type { Refused } from "./grid";

const most = 200; // lines that are shown; the number of all is always told

// decideOnPaste shows the list; true takes what was accepted.
export function decideOnPaste(refused: readonly Refused[], accepted: number): Promise<boolean> {
  const dialog = document.createElement("dialog");
  dialog.className = "sheet-dialog";
  dialog.setAttribute("aria-labelledby", "paste-title");
  const title = document.createElement("h2");
  title.id = "paste-title";
  title.textContent = `${refused.length} sel ditolak` + (accepted > 0 ? `, ${accepted} sel diterima` : "");
  const buttons = document.createElement("div");
  buttons.className = "actions";
  return new Promise((resolve) => {
    let take = false;
    const add = (label: string, kind: string, act: () => void): HTMLButtonElement => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `btn ${kind}`;
      button.textContent = label;
      button.addEventListener("click", () => {
        act();
        dialog.close();
      });
      buttons.append(button);
      return button;
    };
    const first =
      accepted > 0
        ? add("Tempel yang diterima", "btn-primary", () => {
            take = true;
          })
        : null;
    const cancel = add(accepted > 0 ? "Batalkan semua" : "Tutup", "btn-outline-secondary", () => undefined);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(take);
    });
    dialog.append(title, table(refused), buttons);
    document.body.append(dialog);
    dialog.showModal();
    (first ?? cancel).focus();
  });
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
