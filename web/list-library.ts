// The picker of analyses from the library: search while typing, tick one or many, and see what
// an analysis consists of before it is taken.
import { Failure, get } from "./client";
import { makeDialog, open } from "./dialog";
import { complain } from "./notice";
import { printed } from "./figures";

// Picked is an analysis that was chosen.
export interface Picked {
  id: number;
  kode: string;
  nama: string;
}

interface Hit {
  id: number;
  kode_ahsp: string;
  nama_ahsp: string;
  satuan: string | null;
  sumber: string;
  komponen?: { kategori: string; kode: string; uraian: string; satuan: string; koefisien: string }[];
}

const pause = 140; // milliseconds after the last key

// pick shows the picker and returns what was chosen, in the order of ticking; none when it was
// closed. text is what is searched for at first.
export function pick(title: string, many: boolean, take: string, text = ""): Promise<Picked[]> {
  const dialog = makeDialog("sheet-dialog list-library");
  dialog.setAttribute("aria-labelledby", "pustaka-judul");
  dialog.innerHTML = `<h2 id="pustaka-judul"></h2>
<label class="visually-hidden" for="pustaka-cari">Cari di pustaka AHSP</label>
<input class="form-control" type="search" id="pustaka-cari" autocomplete="off" placeholder="Ketik nama atau kode, misalnya: beton k 225">
<p class="library-said" role="status"></p>
<div class="library-body"><ul class="library-hits"></ul><section class="library-detail" aria-label="Rincian analisa" tabindex="0"></section></div>
<div class="actions"><button class="btn btn-primary" type="button" data-take disabled></button><button class="btn btn-outline-secondary" type="button" data-close>Batal</button></div>`;
  const part = <E extends HTMLElement>(selector: string): E => {
    const found = dialog.querySelector<E>(selector);
    if (!found) throw new Error(selector);
    return found;
  };
  part("h2").textContent = title;
  const [field, said, list, detail, button] = [part<HTMLInputElement>("input"), part(".library-said"), part(".library-hits"), part(".library-detail"), part<HTMLButtonElement>("[data-take]")];
  const chosen = new Map<number, Picked>();
  let taken: Picked[] = [];
  let asked = 0;
  let timer = 0;

  const count = (): void => {
    button.disabled = chosen.size === 0;
    button.textContent = many && chosen.size > 0 ? `${take} (${chosen.size})` : take;
  };
  const finish = (): void => {
    taken = [...chosen.values()];
    dialog.close();
  };
  const show = (hit: Hit): void => {
    detail.replaceChildren(detailOf(hit));
  };
  const line = (hit: Hit): HTMLElement => {
    const item = document.createElement("li");
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = many ? "checkbox" : "radio";
    box.name = "pustaka";
    box.checked = chosen.has(hit.id);
    const [name, small] = [document.createElement("span"), document.createElement("small")];
    name.textContent = hit.nama_ahsp;
    small.textContent = `${hit.kode_ahsp} · ${hit.satuan ?? "tanpa satuan"} · ${hit.sumber}`;
    name.append(small);
    label.append(box, name);
    item.append(label);
    box.addEventListener("change", () => {
      if (!many) chosen.clear();
      if (box.checked) chosen.set(hit.id, { id: hit.id, kode: hit.kode_ahsp, nama: hit.nama_ahsp });
      else chosen.delete(hit.id);
      count();
      show(hit);
    });
    box.addEventListener("focus", () => show(hit));
    item.addEventListener("pointerenter", () => show(hit));
    return item;
  };
  const search = async (): Promise<void> => {
    const turn = ++asked;
    const words = field.value.trim();
    if (words.length < 2) {
      list.replaceChildren();
      said.textContent = "Ketik sedikitnya dua huruf. Salah ketik dan urutan kata dimaklumi.";
      return;
    }
    try {
      const { results } = await get<{ results: Hit[] }>(`search-ahsp/?komponen=1&limit=30&q=${encodeURIComponent(words)}`);
      if (turn !== asked) return;
      list.replaceChildren(...results.map(line));
      said.textContent = results.length === 0 ? "Tidak ada yang cocok. Coba kata lain, atau tambahkan sebagai pekerjaan kustom." : `${results.length} analisa`;
      const first = results[0];
      if (first) show(first);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      complain(error.message);
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void search(), pause);
  });
  // Arrows walk through the hits, Enter in a hit ticks it, Ctrl+Enter takes what is ticked.
  dialog.addEventListener("keydown", (event) => {
    const boxes = [...list.querySelectorAll<HTMLInputElement>("input")];
    const at = boxes.indexOf(document.activeElement as HTMLInputElement);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && (at >= 0 || document.activeElement === field)) {
      event.preventDefault();
      (boxes[at + step] ?? (step < 0 ? field : undefined))?.focus();
    } else if (event.key === "Enter" && event.ctrlKey && chosen.size > 0) {
      event.preventDefault();
      finish();
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      boxes[at]?.click();
    }
    event.stopPropagation();
  });
  button.addEventListener("click", finish);
  part("[data-close]").addEventListener("click", () => dialog.close());
  field.value = text;
  count();
  void search();
  const closed = open(dialog);
  field.focus();
  return closed.then(() => taken);
}

function detailOf({ nama_ahsp, kode_ahsp, satuan, komponen = [] }: Hit): DocumentFragment {
  const all = document.createDocumentFragment();
  const head = document.createElement("p");
  head.textContent = `${kode_ahsp} ${nama_ahsp}, per ${satuan ?? "satuan"}`;
  const table = document.createElement("table");
  table.className = "library-components";
  table.innerHTML = `<caption class="visually-hidden">Komponen</caption><thead><tr><th scope="col">Komponen</th><th scope="col">Satuan</th><th scope="col" class="number">Koefisien</th></tr></thead><tbody></tbody>`;
  for (const { kategori, uraian, satuan: unit, koefisien } of komponen) {
    const row = table.tBodies[0]?.insertRow();
    for (const text of [`${kategori} · ${uraian}`, unit, printed(koefisien)]) {
      const cell = row?.insertCell();
      if (cell) cell.textContent = text;
    }
    row?.lastElementChild?.classList.add("number");
  }
  all.append(head, komponen.length > 0 ? table : "Analisa ini tidak punya rincian.");
  return all;
}
