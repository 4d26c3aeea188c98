// Checks of what needs no browser: keys, movements, clipboard, plans of pasting, exact sums.
// A failed check throws at the end, with all failures listed.
import { readCells, writeCells } from "../clipboard";
import { actionOf, move, type Extent, type Key, type Mode, type Movement, type Place } from "../grid-keys";
import { planFill, planPaste } from "../grid-paste";
import type { Source } from "../grid-source";
import { rank, searchable, wordsOf } from "../match";
import type { ScheduleTime } from "../jadwal-data";
import { cellKey, left, readKey, signed, stored } from "../jadwal-cell";
import { weeksUntil } from "../jadwal-weeks";
import { indonesian, sum } from "../number";

const failures: string[] = [];
let checks = 0;

function check(name: string, got: unknown, want: unknown): void {
  checks++;
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  if (a !== b) failures.push(`${name}: got ${a}, want ${b}`);
}

// ---- keys ----

function key(text: string): Key {
  const parts = text.split("+");
  return { key: parts.at(-1) ?? "", control: parts.includes("Ctrl"), shift: parts.includes("Shift"), alt: parts.includes("Alt") };
}

const keys: [Mode, string, unknown][] = [
  ["ready", "ArrowDown", { act: "move", movement: { by: "one", direction: "down" }, extend: false }],
  ["ready", "Shift+ArrowLeft", { act: "move", movement: { by: "one", direction: "left" }, extend: true }],
  ["ready", "Ctrl+Shift+ArrowUp", { act: "move", movement: { by: "edge", direction: "up" }, extend: true }],
  ["ready", "Home", { act: "move", movement: { by: "end", of: "row", last: false }, extend: false }],
  ["ready", "Ctrl+End", { act: "move", movement: { by: "end", of: "grid", last: true }, extend: false }],
  ["ready", "PageUp", { act: "move", movement: { by: "page", direction: "up" }, extend: false }],
  ["ready", "Shift+Tab", { act: "move", movement: { by: "tab", back: true }, extend: false }],
  ["ready", "Enter", { act: "edit" }],
  ["ready", "F2", { act: "edit" }],
  ["ready", "Delete", { act: "clear" }],
  ["ready", "5", { act: "type" }],
  ["ready", "=", { act: "type" }],
  ["ready", "Dead", { act: "type" }],
  ["ready", "Ctrl+c", null], // the clipboard has events of its own
  ["ready", "Ctrl+z", null], // undo belongs to the page
  ["ready", "Alt+ArrowDown", null],
  ["ready", "F5", null],
  ["ready", "Ctrl+D", { act: "fill", direction: "down" }],
  ["ready", "Ctrl+a", { act: "all" }],
  ["ready", "Escape", { act: "leave" }],
  ["replacing", "ArrowRight", { act: "commit", movement: { by: "one", direction: "right" } }],
  ["editing", "ArrowRight", null],
  ["replacing", "Shift+ArrowRight", null],
  ["editing", "Enter", { act: "commit", movement: { by: "one", direction: "down" } }],
  ["editing", "Shift+Enter", { act: "commit", movement: { by: "one", direction: "up" } }],
  ["editing", "Tab", { act: "commit", movement: { by: "tab", back: false } }],
  ["editing", "Escape", { act: "cancel" }],
  ["editing", "a", null],
];
for (const [mode, text, want] of keys) check(`${mode} ${text}`, actionOf(key(text), mode), want);

// ---- movements ----

// Rows 1 to 3 and 6 of the second column are filled.
const extent: Extent = { rows: 8, columns: 3, page: 3, filled: (row, column) => column === 1 && ([1, 2, 3, 6].includes(row)) };
const moves: [Place, Movement, Place | null][] = [
  [{ row: 0, column: 0 }, { by: "one", direction: "up" }, { row: 0, column: 0 }],
  [{ row: 1, column: 1 }, { by: "edge", direction: "down" }, { row: 3, column: 1 }],
  [{ row: 3, column: 1 }, { by: "edge", direction: "down" }, { row: 6, column: 1 }],
  [{ row: 6, column: 1 }, { by: "edge", direction: "down" }, { row: 7, column: 1 }],
  [{ row: 7, column: 1 }, { by: "edge", direction: "down" }, { row: 7, column: 1 }],
  [{ row: 0, column: 1 }, { by: "edge", direction: "down" }, { row: 1, column: 1 }],
  [{ row: 5, column: 1 }, { by: "edge", direction: "up" }, { row: 3, column: 1 }],
  [{ row: 2, column: 0 }, { by: "edge", direction: "right" }, { row: 2, column: 1 }],
  [{ row: 2, column: 1 }, { by: "edge", direction: "right" }, { row: 2, column: 2 }],
  [{ row: 6, column: 1 }, { by: "page", direction: "down" }, { row: 7, column: 1 }],
  [{ row: 4, column: 2 }, { by: "page", direction: "up" }, { row: 1, column: 2 }],
  [{ row: 1, column: 2 }, { by: "tab", back: false }, { row: 2, column: 0 }],
  [{ row: 0, column: 0 }, { by: "tab", back: true }, null],
  [{ row: 7, column: 2 }, { by: "tab", back: false }, null],
  [{ row: 4, column: 2 }, { by: "end", of: "grid", last: true }, { row: 7, column: 2 }],
];
for (const [from, movement, want] of moves) check(`${JSON.stringify(movement)} from ${from.row},${from.column}`, move(from, movement, extent), want);

// ---- clipboard ----

const texts: [string, string, string[][]][] = [
  ["one cell", "12,5", [["12,5"]]],
  ["a line break at the end", "a\r\n", [["a"]]],
  ["rows and columns", "a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]],
  ["empty cells", "a\t\t\n\tb", [["a", "", ""], ["", "b"]]],
  ["an empty row", "a\n\nb", [["a"], [""], ["b"]]],
  ["several lines in a cell", '"a\nb"\tc', [["a\nb", "c"]]],
  ["quotes in quotes", '"a ""b"""', [['a "b"']]],
  ["an inch mark", '5" pipa\tx', [['5" pipa', "x"]]],
  ["a quote that nothing closes", '"a\tb', [['"a', "b"]]],
  ["text after a closing quote", '"a"b\tc', [['"a"b', "c"]]],
  ["old line breaks", "a\rb", [["a"], ["b"]]],
];
for (const [name, text, want] of texts) check(name, readCells(text), want);

// What is written is read back, whatever it holds.
const parts = ["", "a", '"', '""', "\t", "\n", "1.234,5", ' "x" ', "\r\n"];
for (let seed = 1; seed < 400; seed++) {
  let state = seed;
  const next = (count: number): number => (state = (state * 48271) % 2147483647) % count;
  const width = 1 + next(3);
  const block = Array.from({ length: 1 + next(3) }, () => Array.from({ length: width }, () => (parts[next(parts.length)] ?? "") + (parts[next(parts.length)] ?? "")));
  const want = block.map((row) => row.map((cell) => cell.replace(/\r\n?/g, "\n")));
  check(`block ${seed}`, readCells(writeCells(block) + "\r\n"), want);
}

// ---- pasting and filling ----

// Four rows, the third a heading; the first of three columns cannot be filled.
const table = [["Galian", "", ""], ["Urugan", "", ""], ["Judul", "", ""], ["Beton", "", ""]];
const source: Source = {
  columns: ["uraian", "volume", "harga"].map((name) => ({ key: name, name, width: 100 })),
  count: () => 4,
  id: (row) => String(row),
  text: (row, column) => table[row]?.[["uraian", "volume", "harga"].indexOf(column)] ?? "",
  title: (row) => table[row]?.[0] ?? "",
  heading: (row) => row === 2,
  readOnly: (row, column) => row === 2 || column === "uraian",
  judge: () => [],
  apply: () => undefined,
};
const area = (top: number, left: number, bottom = top, right = left): { top: number; left: number; bottom: number; right: number } => ({ top, left, bottom, right });
const entered = (block: string[][], selection: ReturnType<typeof area>): unknown => {
  const plan = planPaste(block, selection, source);
  return [plan.entries.map((e) => `${e.row} ${e.column} ${e.text}`), plan.refused.map((r) => `${r.place}: ${r.text}`)];
};
check("a column steps over a heading", entered([["1"], ["2"], ["3"]], area(0, 1)), [["0 volume 1", "1 volume 2", "3 volume 3"], []]);
check("a copy of our own brings its heading", entered([["Urugan", "1"], ["Judul", ""], ["Beton", "2"]], area(1, 0)), [["1 volume 1", "3 volume 2"], []]);
check("an empty cell where a heading stands", entered([["1"], [""], ["2"]], area(1, 1)), [["1 volume 1", "3 volume 2"], []]);
check("one cell fills the selection", entered([["7"]], area(0, 1, 1, 2)), [["0 volume 7", "0 harga 7", "1 volume 7", "1 harga 7"], []]);
check("what does not fit is listed", entered([["1", "2", "3"], ["4"]], area(3, 2)), [["3 harga 1"], ["Di kanan kolom terakhir: 2", "Di kanan kolom terakhir: 3", "Di bawah baris terakhir: 4"]]);
check("a name that differs is listed", entered([["Lain", "1"]], area(0, 0)), [["0 volume 1"], ["Galian · uraian: Lain"]]);
table[0] = ["Galian", "5", ""];
check("filling down", planFill(area(0, 1, 3, 1), "down", source).map((e) => `${e.row} ${e.text}`), ["1 5", "3 5"]);
check("filling to the right", planFill(area(0, 1, 0, 2), "right", source), [{ row: 0, column: "harga", text: "5" }]);

// ---- sums ----

check("tenths", sum(["0.1", "0.2"]), { total: "0.3", count: 2 });
check("large and small", sum(["99999999999999999999.99", "0.001", "-1"]), { total: "99999999999999999998.991", count: 3 });
check("texts are no figures", sum(["", "abc", "1e3", "5"]), { total: "5", count: 1 });
check("negative", sum(["-0.5", "0.25"]), { total: "-0.25", count: 2 });
check("nothing", sum([]), { total: "0", count: 0 });
check("printed", ["0", "1234567.5", "-1234.25", "999"].map(indonesian), ["0", "1.234.567,5", "-1.234,25", "999"]);

// ---- finding by a few letters ----

const text = searchable("2.2.1.4.1", "Pemasangan 1 m² dinding bata merah", "Café");
const fit = (query: string): number | null => rank(text, wordsOf(query));
check("words in any order", [fit("bata dinding"), fit("  MERAH masang "), fit("merah pemas")], [0, 1, 0]);
check("another way to write", [fit("m2"), fit("m²"), fit("cafe")], [0, 0, 0]);
check("codes with and without dots", [fit("2.2.1.4"), fit("22141"), fit("1.4.1")], [0, 0, 1]);
check("one wrong letter", [fit("dindng"), fit("dinnding"), fit("dimding"), fit("dniding"), fit("bta")], [2, 2, 2, 2, null]);
check("what does not fit", [fit("beton"), fit("bata beton"), fit("batako")], [null, null, null]);
check("nothing asked", fit(""), 0);

// ---- the schedule ----

const time = (end: string, weeks: [string, string][]): ScheduleTime => ({
  start: "2026-01-05", end, week_end_day: 6, project_weeks: weeks.length, status_week: 0, closed_week: 0, months: [],
  weeks: weeks.map(([start, last], at) => ({ number: at + 1, start, end: last, days: 7, working_days: 6, month: last.slice(0, 7) })),
});
const spans = (schedule: ScheduleTime, count: number): string[] => weeksUntil(schedule, count).map(({ start, end }) => `${start}..${end}`);
// The last week is cut by the end of the project; the one after it begins where the whole one ends.
check("weeks after a cut end", spans(time("2026-01-14", [["2026-01-05", "2026-01-11"], ["2026-01-12", "2026-01-14"]]), 4).slice(2), ["2026-01-19..2026-01-25", "2026-01-26..2026-02-01"]);
check("weeks after a whole end", spans(time("2026-01-11", [["2026-01-05", "2026-01-11"]]), 2), ["2026-01-05..2026-01-11", "2026-01-12..2026-01-18"]);
check("no fewer weeks than there are", spans(time("2026-01-11", [["2026-01-05", "2026-01-11"]]), 0).length, 1);
check("keys of cells", ["pp1", "av12", "ac530", "an3", "kode", "px1", "pp"].map((text) => {
  const found = readKey(text);
  return found && `${found.mode} ${found.what} ${found.week} ${cellKey(found)}`;
}), ["planned percent 1 pp1", "actual volume 12 av12", "actual cost 530 ac530", "actual notes 3 an3", null, null, null]);
const cell = { week: 1, planned: "33.33", planned_volume: "4", planned_by_volume: true, actual: "10", cost: "5.00", notes: "Hujan" };
check("what a cell holds", (["planned percent", "actual volume", "actual cost", "actual notes"] as const).map((text) => {
  const [mode, what] = text.split(" ") as ["planned" | "actual", "percent" | "volume" | "cost" | "notes"];
  return stored(cell, { mode, what });
}), ["v:4", "p:10", "c:5.00", "Hujan"]);
check("an empty cell", [stored(undefined, { mode: "planned", what: "percent" }), stored({ week: 1 }, { mode: "actual", what: "cost" })], ["", ""]);
check("what is left", ["0", "33.33", "100", "100.5"].map(left), ["100", "66.67", "0", "-0.5"]);
check("signs", ["0", "-1,5", "2"].map(signed), ["0", "−1,5", "+2"]);

if (failures.length > 0) throw new Error(`${failures.length} of ${checks} checks failed:\n${failures.join("\n")}`);
console.log(`${checks} checks`);
