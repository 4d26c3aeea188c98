// Rincian RAB: every component of every pekerjaan, down to the lines that lead to its total.
import { followChanges, get, type Decimal } from "./client";
import { decideOnPaste } from "./paste-report";
import { complain, say } from "./notice";
import { exact, money, printed } from "./figures";
import { Sheet, type Row, type SheetColumn } from "./sheet";
import { filterTools, sheetPlace } from "./sheet-page";

interface RincianRow extends Row {
  number: string;
  kategori: string;
  kode: string;
  satuan: string;
  koefisien: string;
  volume: string;
  harga: string;
  jumlah: string;
  search: string;
  missing: boolean; // no price
}

interface Answer {
  rows: {
    pekerjaan_id: number; pekerjaan_kode: string | null; pekerjaan_uraian: string; component_id: number; kategori: string; kode: string; uraian: string;
    satuan: string | null; koefisien: Decimal; volume: Decimal; harga_satuan: Decimal; subtotal: Decimal; state: string;
  }[];
  pekerjaan: { pekerjaan_id: number; langsung: Decimal; buk_amount: Decimal; selisih_pembulatan: Decimal; total: Decimal }[];
}

const place = sheetPlace();
const blank = { kategori: "", kode: "", satuan: "", koefisien: "", volume: "", harga: "", jumlah: "", number: "", missing: false };

async function load(): Promise<RincianRow[]> {
  const answer = await get<Answer>("rincian-rab/");
  const sums = new Map(answer.pekerjaan.map((sum) => [sum.pekerjaan_id, sum]));
  const rows: RincianRow[] = [];
  let of = 0;
  let number = 0;
  let named = "";
  const close = (): void => {
    const sum = sums.get(of);
    if (!sum || !place.prices) return;
    const line = (key: string, title: string, amount: Decimal): RincianRow => ({ ...blank, id: `${key}${of}`, title, jumlah: exact(amount), search: named });
    rows.push(line("b", "BUK (biaya umum dan keuntungan)", sum.buk_amount));
    if (!/^-?0(\.0*)?$/.test(exact(sum.selisih_pembulatan))) rows.push(line("s", "Selisih pembulatan", sum.selisih_pembulatan));
  };
  for (const row of answer.rows) {
    if (row.pekerjaan_id !== of) {
      close();
      of = row.pekerjaan_id;
      number = 0;
      named = `${row.pekerjaan_kode ?? ""} ${row.pekerjaan_uraian}`;
      rows.push({
        ...blank, id: String(of), title: row.pekerjaan_uraian, level: 1, kode: row.pekerjaan_kode ?? "", volume: exact(row.volume),
        jumlah: place.prices ? exact(sums.get(of)?.total) : "", search: named,
      });
    }
    const missing = row.state === "missing";
    rows.push({
      id: `k${row.component_id}`, title: row.uraian, number: String(++number), kategori: row.kategori, kode: row.kode, satuan: row.satuan ?? "",
      koefisien: exact(row.koefisien), volume: "", harga: missing ? "" : exact(row.harga_satuan), jumlah: missing ? "" : exact(row.subtotal),
      search: `${named} ${row.kode} ${row.uraian}`, missing,
    });
  }
  close();
  return rows;
}

const columns: SheetColumn<RincianRow>[] = [
  { key: "no", name: "No", width: 56, show: (row) => row.number },
  { key: "uraian", name: "Uraian", width: 340, least: 120, show: (row) => row.title },
  { key: "kategori", name: "Kategori", width: 84, show: (row) => row.kategori, className: () => "is-quiet" },
  { key: "kode", name: "Kode", width: 110, show: (row) => row.kode, className: () => "is-quiet" },
  { key: "satuan", name: "Satuan", width: 80, show: (row) => row.satuan },
  { key: "koefisien", name: "Koefisien", width: 100, right: true, show: (row) => printed(row.koefisien), value: (row) => row.koefisien },
  { key: "volume", name: "Volume", width: 110, right: true, show: (row) => printed(row.volume), value: (row) => row.volume },
  ...(place.prices
    ? [
        {
          key: "harga", name: "Harga satuan (Rp)", width: 140, right: true, show: (row: RincianRow) => money(row.harga), value: (row: RincianRow) => row.harga,
          className: (row: RincianRow) => (row.missing ? "is-missing" : ""),
        },
        { key: "jumlah", name: "Jumlah (Rp)", width: 160, right: true, show: (row: RincianRow) => money(row.jumlah), value: (row: RincianRow) => row.jumlah },
      ]
    : []),
];

async function start(): Promise<void> {
  const sheet = new Sheet<RincianRow>(place.host, place.sign, {
    name: "rincian-rab", label: "Rincian RAB", frozen: 2, writable: false, columns, load,
    command: () => ({ path: "", body: null }), versions: () => [], loaded: (rows) => filters.count(rows), say, complain, decide: decideOnPaste,
  }, await load());
  filters.attach(sheet);
  followChanges();
}

const filters = filterTools<RincianRow>({
  column: "uraian", text: (row) => row.search,
  filters: Object.fromEntries(["TK", "BHN", "ALT", "LAIN"].map((kategori) => [kategori, (row: RincianRow) => row.kategori === kategori])),
});

void start();
