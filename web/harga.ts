// Harga Items: the price of every item that the analyses of a project use, and where it
// comes from. All figures come from the server; nothing here computes.
import { followChanges, get, type Decimal } from "./client";
import { decideOnPaste } from "./paste-report";
import { say, complain } from "./notice";
import { exact, money, printed } from "./figures";
import { Sheet, type RowEdit, type SheetColumn } from "./sheet";
import { filterTools, sheetPlace } from "./sheet-page";
import { watchMarkup } from "./harga-buk";
import { askByCode, codesIn } from "./harga-code";
import { askConversion, type Profile } from "./harga-conversion";
import { showOrigin } from "./harga-origin";
import { askPercent } from "./harga-percent";
import { dayShown, isZero, zeroReason, type PriceRow } from "./harga-row";

interface Prices {
  items: {
    id: number; kode_item: string; kategori: string; uraian: string; satuan: string | null; harga_satuan: Decimal | null;
    price_source: string; price_date: string | null; region: string; used_by: number; version: number;
  }[];
  meta: { markup_percent: Decimal; pricing_version: number };
}

const place = sheetPlace();
const markup = watchMarkup();

async function load(): Promise<PriceRow[]> {
  const [prices, conversions] = await Promise.all([get<Prices>("harga-items/list/"), get<{ profiles: Record<string, Profile> }>("conversion-profiles/")]);
  markup?.show(prices.meta.markup_percent, prices.meta.pricing_version);
  return prices.items.map((item, at) => ({
    id: String(item.id), title: item.uraian, version: item.version, number: String(at + 1), kategori: item.kategori, kode: item.kode_item,
    satuan: item.satuan ?? "", harga: exact(item.harga_satuan), source: item.price_source, day: item.price_date ?? "", region: item.region,
    usedBy: item.used_by, profile: conversions.profiles[item.kode_item] ?? null,
  }));
}

const quiet = (): string => "is-quiet";
const priced: SheetColumn<PriceRow>[] = [
  {
    key: "harga", name: "Harga satuan (Rp)", width: 176, right: true, editable: true, number: "harga", hint: "Kosong = belum ada harga, 0 = memang gratis",
    show: (row) => money(row.harga), value: (row) => row.harga, edit: (row) => printed(row.harga), className: (row) => (row.harga === "" ? "is-missing" : ""),
    objection: (row, value, of) => (of > 1 && isZero(value) && !isZero(row.harga) ? zeroReason : ""),
  },
  { key: "sumber", name: "Sumber harga", width: 140, editable: true, most: 255, show: (row) => row.source },
  { key: "tanggal", name: "Tanggal", width: 112, editable: true, number: "tanggal", hint: "Tanggal harga, misalnya 5/1/2026", show: (row) => dayShown(row.day) },
  { key: "wilayah", name: "Wilayah", width: 130, editable: true, most: 255, show: (row) => row.region },
];
const all: SheetColumn<PriceRow>[] = [
  { key: "no", name: "No", width: 46, show: (row) => row.number },
  { key: "kategori", name: "Kategori", width: 92, show: (row) => row.kategori, className: quiet },
  { key: "kode", name: "Kode", width: 92, show: (row) => row.kode, className: quiet },
  { key: "uraian", name: "Uraian", width: 230, least: 120, show: (row) => row.title },
  { key: "satuan", name: "Satuan", width: 84, show: (row) => row.satuan },
  ...(place.prices ? priced : []),
  {
    key: "beli", name: "Satuan beli", width: 190, hint: "Enter membuka konversi satuan beli", show: bought,
    className: (row) => (row.profile && !row.profile.agrees ? "is-stale" : "is-quiet"),
    problem: (row) => (place.prices && row.profile && !row.profile.agrees ? "Harga satuan tidak sama dengan hasil konversi satuan beli." : ""),
  },
  { key: "dipakai", name: "Dipakai", width: 92, right: true, hint: "Banyaknya pekerjaan yang memakai item ini", show: (row) => (row.usedBy > 0 ? `${row.usedBy} pek.` : "–"), className: quiet },
];

// On a phone the item and its price come first.
const narrow = ["uraian", "harga", "satuan", "sumber", "tanggal", "wilayah", "beli", "dipakai", "kode", "kategori"];
const columns = matchMedia("(max-width: 40rem)").matches
  ? narrow.flatMap((key) => all.filter((column) => column.key === key)).map((column) => (column.key === "uraian" ? { ...column, width: 170 } : column))
  : all;

// bought tells how an item is bought: "zak = 50 kg @ 77.500,00".
function bought({ profile, satuan }: PriceRow): string {
  if (!profile) return "";
  const unit = `${profile.market_unit} = ${printed(profile.factor_to_base)} ${satuan}`;
  return place.prices ? `${unit} @ ${money(profile.market_price)}` : unit;
}

// rowOf makes a row of the request: only what was changed.
function rowOf({ id, version, cells }: RowEdit): unknown {
  const row: Record<string, unknown> = { id: Number(id), version };
  if (cells["harga"]) row["harga_satuan"] = cells["harga"].value;
  if (cells["sumber"]) row["price_source"] = cells["sumber"].value ?? "";
  if (cells["tanggal"]) row["price_date"] = cells["tanggal"].value ?? "";
  if (cells["wilayah"]) row["region"] = cells["wilayah"].value ?? "";
  return row;
}

async function start(): Promise<void> {
  const sheet = new Sheet<PriceRow>(place.host, place.sign, {
    name: "harga", label: "Harga item", frozen: 4, writable: place.writable, columns, load,
    preview: (_row, column, text) => ({ text: column === "harga" && isZero(text.trim()) ? "0 = memang gratis. Kosongkan bila belum ada harga." : "" }),
    command: (rows) => ({ path: "harga-items/save/", body: { items: rows.map(rowOf) } }),
    versions: (answer) => (answer as Prices).items.map(({ id, version }) => [String(id), version]),
    key: (event, row) => {
      if (!place.writable || sheet.grid.at()?.column !== "beli" || !["Enter", "F2"].includes(event.key) || event.ctrlKey || event.metaKey) return false;
      void askConversion(sheet, row);
      return true;
    },
    loaded: (rows) => filters.count(rows),
    say, complain, decide: decideOnPaste,
  }, await load());
  filters.attach(sheet);
  tools(sheet);
  followChanges();
}

// tools connects the buttons above the sheet. What concerns one item means that of the cursor.
function tools(sheet: Sheet<PriceRow>): void {
  const on = (selector: string, act: () => void): void => document.querySelector(selector)?.addEventListener("click", act);
  const present = (act: (row: PriceRow) => void) => (): void => {
    const row = sheet.row(sheet.grid.at()?.id ?? "");
    if (row) act(row);
    else say("Pilih dulu satu item di tabel.");
  };
  on("[data-by-code]", () => void askByCode(sheet, ""));
  on("[data-percent]", () => void askPercent(sheet));
  on("[data-convert]", present((row) => void askConversion(sheet, row)));
  on("[data-origin]", present((row) => void showOrigin(row)));
  place.host.addEventListener("dblclick", () => {
    const at = sheet.grid.at();
    const row = sheet.row(at?.id ?? "");
    if (place.writable && row && at?.column === "beli") void askConversion(sheet, row);
  });
  if (!place.writable) return;
  // Two columns of codes and prices mean the items of these codes, wherever the cursor stands.
  place.host.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (document.activeElement?.matches("input, textarea") || !codesIn(text, sheet.list())) return;
    event.preventDefault();
    event.stopPropagation();
    void askByCode(sheet, text);
  }, { capture: true });
}

const filters = filterTools<PriceRow>({
  column: place.prices ? "harga" : "uraian",
  text: (row) => `${row.kode} ${row.title} ${row.kategori} ${row.source} ${row.region}`,
  filters: {
    ...Object.fromEntries(["TK", "BHN", "ALT", "LAIN"].map((kategori) => [kategori, (row: PriceRow) => row.kategori === kategori])),
    kosong: (row) => row.harga === "",
  },
});

void start();
