// The rows of List Pekerjaan and the columns that show them.
import { money, printed } from "./figures";
import type { ListPlace } from "./list-tree";
import type { SheetColumn } from "./sheet";
import type { TreeRow } from "./tree";

// ListRow is a heading or a pekerjaan with its figures.
export interface ListRow extends TreeRow {
  quantity: string;
  hsp: string;
  total: string;
  partial: boolean;
  draft?: Draft;
}

export type Kind = "klasifikasi" | "sub" | "pekerjaan";

// Draft is a row that stands here and is stored once it has a name. Its id says where it
// belongs, so that it finds its place even after the browser was closed.
export interface Draft {
  id: string;
  kind: Kind;
  place: ListPlace;
}

const quiet = "is-quiet";
const badges = { ref: "REF", ref_modified: "MOD", custom: "KUSTOM", "": "" };
const sourceOf = (row: ListRow): keyof typeof badges => row.pekerjaan?.source_type ?? (row.draft?.kind === "pekerjaan" ? "custom" : "");

function badge(row: ListRow): HTMLElement | null {
  const source = sourceOf(row);
  const text = marksOf(row);
  if (!text) return null;
  const made = document.createElement("span");
  made.className = `source-badge is-${source || "smkk"}`;
  made.textContent = text;
  if (row.smkk) made.title = "Biaya SMKK: tanpa BUK";
  return made;
}

// marksOf says where a pekerjaan comes from, and of a klasifikasi that it holds the costs of
// SMKK.
const marksOf = (row: ListRow): string => (row.smkk ? "SMKK" : badges[sourceOf(row)]);

// columnsOf lists the columns for who may write and see prices.
export function columnsOf(place: { writable: boolean; prices: boolean }): SheetColumn<ListRow>[] {
  return [
    { key: "no", name: "No", width: 64, show: (row) => row.number, className: () => (place.writable ? "is-handle" : "") },
    {
      key: "uraian", name: "Uraian pekerjaan", width: 360, least: 120, most: 2000, required: true, hint: "Ganti sumbernya untuk mengubah uraian dari pustaka",
      show: (row) => row.title, editable: (row) => row.level !== undefined || sourceOf(row) !== "ref", className: (row) => (row.draft ? "is-missing" : ""),
    },
    { key: "sumber", name: "Sumber", width: 100, show: marksOf, content: badge },
    { key: "kode", name: "Kode", width: 110, show: (row) => row.pekerjaan?.snapshot_kode ?? "", className: () => quiet },
    {
      key: "satuan", name: "Satuan", width: 80, most: 50, show: (row) => row.pekerjaan?.snapshot_satuan ?? "",
      editable: (row) => row.level === undefined && (sourceOf(row) !== "ref" || !row.pekerjaan?.snapshot_satuan),
      className: (row) => (row.pekerjaan && !row.pekerjaan.snapshot_satuan ? "is-missing" : ""),
    },
    { key: "volume", name: "Volume", width: 100, right: true, show: (row) => printed(row.quantity), value: (row) => row.quantity },
    ...(place.prices
      ? [
          { key: "hsp", name: "Harga satuan (Rp)", width: 160, right: true, show: (row: ListRow) => money(row.hsp), value: (row: ListRow) => row.hsp },
          {
            key: "total", name: "Jumlah (Rp)", width: 150, right: true, show: (row: ListRow) => money(row.total), value: (row: ListRow) => row.total,
            className: (row: ListRow) => (row.partial ? "is-partial" : ""),
          },
        ]
      : []),
  ];
}
