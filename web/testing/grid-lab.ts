// Two grids on data of their own, for the tests of the grid in a real browser: a bill of
// 5,000 rows, and 1,000 rows by 160 weeks with totals at the bottom. Not part of the program.
import { mountGrid, type Change, type Column, type Entry, type GridHandle, type Judged, type Operation, type Refused, type Source } from "../grid";

interface Done {
  operation: Operation;
  changes: Change[];
}

// Lab is what the tests ask.
interface Lab {
  grid: GridHandle;
  done: Done[];
  said: string[];
  refused: Refused[];
  take: boolean; // what to answer when a part of a paste is refused
  delay: number; // of judgements, in milliseconds; 0 answers at once
  offered: boolean; // suggestions are on
  text(row: number, column: number): string;
  set(row: number, column: number, text: string): void;
  goTo(row: number, column: number): void;
}

declare global {
  interface Window {
    lab: Lab;
  }
}

const weeks = document.body.dataset["lab"] === "weeks";
const columns = weeks ? weekColumns() : billColumns();
const heads = weeks ? 0 : 100; // every so many rows one is a heading
const pinned = weeks ? 5 : 0;
const total = (weeks ? 1000 : 5000) + pinned;
const cells = new Map<string, string>();

function billColumns(): Column[] {
  const fixed: Column[] = [{ key: "no", name: "No", width: 60 }, { key: "uraian", name: "Uraian", width: 320 }];
  const figures = ["volume", "harga", "jumlah", "bobot", "a", "b", "c", "d", "e", "f"];
  return [...fixed, ...figures.map((key) => ({ key, name: `Kolom ${key}`, width: 110, right: true }))];
}

function weekColumns(): Column[] {
  const fixed = ["no", "uraian", "satuan", "volume", "mulai", "selesai", "total"].map((key) => ({ key, name: key, width: key === "uraian" ? 220 : 70 }));
  return [...fixed, ...Array.from({ length: 156 }, (_, i) => ({ key: `w${i + 1}`, name: `M${i + 1}`, width: 64, right: true }))];
}

function initial(row: number, column: string): string {
  if (column === "no") return String(row + 1);
  if (column === "uraian") return isHeading(row) ? `Judul ${row}` : `Pekerjaan ${row}`;
  if (isHeading(row) || ["d", "e", "f"].includes(column)) return "";
  return weeks || column === "volume" ? String((row * 7) % 100) : "";
}

function isHeading(row: number): boolean {
  return heads > 0 && row % heads === 0;
}

const text = (row: number, column: string): string => cells.get(`${row}/${column}`) ?? initial(row, column);

function judgeOne({ text: typed }: Entry): Judged {
  if (typed === "") return { value: "" };
  const number = typed.replaceAll(".", "").replace(",", ".");
  if (!/^-?\d+(\.\d+)?$/.test(number)) return { refused: `"${typed}" bukan angka.` };
  return Number(number) < 0 ? { refused: "Angka tidak boleh negatif." } : { value: number };
}

const source: Source = {
  columns,
  pinned,
  count: () => total,
  id: (row) => `r${row}`,
  text,
  value: (row, column) => (text(row, column).match(/^[\d.,]+$/) ? text(row, column).replaceAll(".", "").replace(",", ".") : ""),
  title: (row) => text(row, "uraian"),
  heading: isHeading,
  rowClass: (row) => (isHeading(row) ? "row-level-0" : ""),
  readOnly: (row, column) => isHeading(row) || row >= total - pinned || ["no", "uraian", "jumlah"].includes(column) || (weeks && columns.findIndex((c) => c.key === column) < 7),
  judge: (entries) => {
    const judged = entries.map(judgeOne);
    const { delay } = window.lab;
    return delay === 0 ? judged : new Promise((resolve) => setTimeout(() => resolve(judged), delay));
  },
  apply: (operation, changes) => {
    window.lab.done.push({ operation, changes: [...changes] });
    const rows = new Set<number>();
    for (const change of changes) {
      const row = Number(change.id.slice(1));
      cells.set(`${row}/${change.column}`, change.text);
      rows.add(row);
    }
    window.lab.grid.refresh([...rows]);
  },
  suggest: (_row, _column, typed) => (window.lab.offered && typed.startsWith("=") ? [{ text: "panjang", from: 1, detail: "12,5" }, { text: "100", label: "seratus", commit: true }] : []),
  preview: (_row, _column, typed) => (window.lab.offered ? { text: `menjadi ${typed}` } : { text: "" }),
};

const host = document.querySelector<HTMLElement>("#grid");
if (!host) throw new Error("no place for the grid");
window.lab = {
  done: [], said: [], refused: [], take: true, delay: 0, offered: false,
  text: (row, column) => text(row, columns[column]?.key ?? ""),
  set: (row, column, value) => cells.set(`${row}/${columns[column]?.key}`, value),
  goTo: (row, column) => void window.lab.grid.goTo(`r${row}`, columns[column]?.key),
  grid: undefined as unknown as GridHandle,
};
performance.mark("mount");
window.lab.grid = mountGrid(host, source, {
  name: document.body.dataset["lab"] ?? "", label: "Coba", frozen: weeks ? 7 : 2,
  decide: (refused) => {
    window.lab.refused.push(...refused);
    return Promise.resolve(window.lab.take);
  },
  say: (said) => window.lab.said.push(said),
  failed: (error) => window.lab.said.push(String(error)),
});
performance.measure("mounted", "mount");
