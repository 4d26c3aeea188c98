// Where the price of an item comes from, and who set it last: asked for on demand.
import { get } from "./client";
import { ask } from "./dialog";
import { money } from "./figures";
import { dayShown, type PriceRow } from "./harga-row";
import { told } from "./form";

interface Origin {
  price_source: string;
  price_date: string | null;
  region: string;
  changed_by: string;
  changed_at: string;
}

// showOrigin asks the server and shows its answer.
export async function showOrigin(row: PriceRow): Promise<void> {
  try {
    const origin = await get<Origin>(`harga-items/${row.id}/origin/`);
    await ask({ title: "Asal harga", body: describe(row, origin), choices: [], cancel: "Tutup" });
  } catch (error) {
    told(error);
  }
}

function describe(row: PriceRow, origin: Origin): Node {
  const list = document.createElement("dl");
  list.className = "facts";
  const add = (name: string, value: string): void => {
    const [term, text] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    text.textContent = value;
    list.append(term, text);
  };
  add("Item", `${row.kode} · ${row.title}`);
  add("Harga satuan", row.harga === "" ? "Belum ada harga" : `Rp ${money(row.harga)} per ${row.satuan}`);
  add("Sumber harga", origin.price_source || "Tidak disebutkan");
  add("Tanggal", dayShown(origin.price_date ?? "") || "Tidak disebutkan");
  add("Wilayah", origin.region || "Tidak disebutkan");
  const when = new Intl.DateTimeFormat("id-ID", { dateStyle: "long", timeStyle: "short" }).format(new Date(origin.changed_at));
  add("Terakhir diubah", `${origin.changed_by || "Takar"}, ${when}`);
  return list;
}
