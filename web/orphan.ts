// Item tak terpakai: price items that no analysis uses are chosen and deleted. What goes is
// told first, and can be taken back.
import "./live";
import { send } from "./client";
import { ask } from "./dialog";
import { watchUndo } from "./history";
import { complain, say } from "./notice";
import { messageOf } from "./form";
import { indonesian, sum } from "./number";

const chosen = new Set<string>(); // ids, also across refreshes of the page
const boxes = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>("[data-item]")];

const main = document.querySelector("main");
if (main) new MutationObserver(restore).observe(main, { childList: true });
main?.addEventListener("change", (event) => {
  const box = event.target as HTMLInputElement;
  if (box.matches("[data-all]")) for (const item of boxes()) item.checked = box.checked;
  chosen.clear();
  for (const item of boxes()) if (item.checked) chosen.add(item.value);
  count();
});
main?.addEventListener("click", (event) => {
  if ((event.target as HTMLElement).closest("[data-delete]")) void remove();
});
const turn = watchUndo({ before: () => Promise.resolve(), after: () => Promise.resolve(), say, complain: (failure) => complain(failure.message) });
restore();

// restore puts the choice into the content that the page has now.
function restore(): void {
  for (const part of document.querySelectorAll<HTMLElement>("main [data-scripted]")) part.hidden = false;
  const all = document.querySelector<HTMLInputElement>("[data-all]");
  if (all) all.disabled = false;
  const there = new Set<string>();
  for (const item of boxes()) {
    item.disabled = false;
    item.checked = chosen.has(item.value);
    there.add(item.value);
  }
  for (const id of chosen) if (!there.has(id)) chosen.delete(id);
  count();
}

function count(): void {
  const all = document.querySelector<HTMLInputElement>("[data-all]");
  if (all) {
    all.checked = chosen.size > 0 && chosen.size === boxes().length;
    all.indeterminate = chosen.size > 0 && !all.checked;
  }
  const button = document.querySelector<HTMLButtonElement>("[data-delete]");
  if (button) button.disabled = chosen.size === 0;
  const said = document.querySelector("[data-chosen]");
  if (said) said.textContent = chosen.size > 0 ? `${chosen.size} dipilih, jumlah harga satuan Rp ${total(picked())}` : "Pilih item yang akan dihapus.";
}

function picked(): HTMLInputElement[] {
  return boxes().filter((item) => item.checked);
}

function total(items: readonly HTMLInputElement[]): string {
  const [whole = "", fraction = ""] = sum(items.map((item) => item.dataset["price"] ?? "")).total.split(".");
  return indonesian(`${whole}.${fraction.padEnd(2, "0")}`);
}

// remove tells what goes, and deletes what was chosen in one step.
async function remove(): Promise<void> {
  const items = picked();
  const answer = await ask({
    title: `Hapus ${items.length} item harga?`, body: consequences(items), choices: [{ value: "delete", label: `Hapus ${items.length} item`, danger: true }],
  });
  if (!answer) return;
  try {
    const { deleted_count, skipped_ids } = await send<{ deleted_count: number; skipped_ids: number[] }>("POST", "orphaned-items/cleanup/", {
      item_ids: items.map((item) => Number(item.value)), confirm: true,
    });
    const left = skipped_ids.length > 0 ? ` ${skipped_ids.length} item dibiarkan, karena baru saja dipakai atau dihapus orang lain.` : "";
    say(`${deleted_count} item dihapus.${left}`, { label: "Urungkan", act: () => turn("undo/") });
  } catch (error) {
    complain(messageOf(error));
  }
}

function consequences(items: readonly HTMLInputElement[]): Node {
  const said = document.createDocumentFragment();
  const priced = items.filter((item) => item.dataset["price"] !== "").length;
  const bought = items.filter((item) => item.dataset["bought"] !== undefined).length;
  const parts = [`${priced} di antaranya punya harga, jumlahnya Rp ${total(items)}.`, bought > 0 ? `${bought} satuan beli ikut terhapus.` : "", "RAB tidak berubah. Penghapusan dapat diurungkan."];
  const text = document.createElement("p");
  text.textContent = parts.filter(Boolean).join(" ");
  const list = document.createElement("ul");
  for (const { dataset } of items.slice(0, 10)) {
    const line = document.createElement("li");
    line.textContent = `${dataset["kode"] ?? ""} · ${dataset["uraian"] ?? ""}${dataset["harga"] ? ` · Rp ${dataset["harga"]}` : ""}`;
    list.append(line);
  }
  if (items.length > 10) {
    const line = document.createElement("li");
    line.textContent = `… dan ${items.length - 10} item lain`;
    list.append(line);
  }
  said.append(text, list);
  return said;
}
