// The columns of the schedule's grid: what stays in sight at the left, and the weeks or months.
import type { Decimal } from "./client";
import { exact, money, printed } from "./figures";
import type { ScheduleMonth, ScheduleTime, ScheduleWeek } from "./jadwal-data";
import { amount, cellKey, left, signed, stored, type CellKey } from "./jadwal-cell";
import type { Choice, JadwalRow } from "./jadwal-row";
import { monthOf, printedDate, shortDate } from "./jadwal-time";
import type { SheetColumn } from "./sheet";

export type JadwalColumn = SheetColumn<JadwalRow>;

// Surroundings are what columns need to know besides their rows.
export interface Surroundings {
  writable: boolean;
  prices: boolean;
  time(): ScheduleTime; // as it is when a cell is drawn
}

const quiet = (): string => "is-quiet";
const printedMoney = (value: Decimal | null | undefined): string => money(value).replace(/,00$/, "");

// leading are the columns at the left, and how many of them stay in sight.
export function leading({ mode, display }: Choice, { prices }: Surroundings, room: "wide" | "narrow" | "phone"): { columns: JadwalColumn[]; frozen: number } {
  const total = (row: JadwalRow): Decimal | undefined => (mode === "planned" ? row.work?.planned : row.work?.actual);
  const named = mode === "planned" ? "rencana" : "realisasi";
  const all: Record<string, JadwalColumn> = {
    kode: { key: "kode", name: "Kode", width: 94, show: (row) => (row.level === undefined ? (row.pekerjaan?.snapshot_kode ?? "") : row.number), className: quiet },
    uraian: { key: "uraian", name: "Uraian pekerjaan", width: room === "phone" ? 132 : 240, least: 100, show: (row) => row.title },
    volume: { key: "volume", name: "Volume", width: 84, right: true, show: (row) => printed(row.work?.volume), className: (row) => (row.work && row.work.volume === null ? "is-missing" : "") },
    satuan: { key: "satuan", name: "Satuan", width: 72, show: (row) => row.pekerjaan?.snapshot_satuan ?? "" },
    bobot: { key: "bobot", name: "Bobot %", width: 82, right: true, hint: "Bagian dari nilai seluruh pekerjaan", show: (row) => (row.foot ? "" : printed(row.bobot)), value: (row) => row.bobot },
    total: {
      key: "total", name: "Total %", width: 72, right: true, hint: `Jumlah ${named} semua minggu`, show: (row) => printed(total(row)), value: (row) => exact(total(row)),
      className: (row) => fullness(left(total(row) ?? "0"), row),
    },
    sisa: {
      key: "sisa", name: "Sisa %", width: 68, right: true, hint: `100% dikurangi ${named} semua minggu`,
      show: (row) => (row.work ? printed(left(total(row) ?? "0")) : ""), className: (row) => (row.work && left(total(row) ?? "0").startsWith("-") ? "is-over" : "is-quiet"),
    },
    anggaran: { key: "anggaran", name: "Anggaran (Rp)", width: 124, right: true, show: (row) => printedMoney(row.work?.budget), value: (row) => exact(row.work?.budget) },
    biaya: {
      key: "biaya", name: "Biaya (Rp)", width: 124, right: true, hint: "Biaya realisasi semua minggu; ▲ melebihi anggaran",
      show: (row) => (row.work?.over_budget ? "▲ " : "") + printedMoney(row.work?.cost), value: (row) => exact(row.work?.cost), className: (row) => (row.work?.over_budget ? "is-over" : ""),
    },
  };
  const costs = display === "cost";
  const order = {
    wide: costs ? ["kode", "uraian", "anggaran", "biaya", "total", "sisa"] : ["kode", "uraian", "volume", "satuan", "bobot", "total", "sisa"],
    narrow: costs ? ["uraian", "biaya", "total", "anggaran", "sisa", "kode"] : ["uraian", "total", "sisa", "kode", "volume", "satuan", "bobot"],
    phone: costs ? ["uraian", "biaya", "anggaran", "total", "kode"] : ["uraian", "total", "sisa", "volume", "satuan", "bobot", "kode"],
  }[room];
  const columns = order.filter((key) => prices || key !== "bobot").flatMap((key) => all[key] ?? []);
  return { columns, frozen: { wide: columns.length, narrow: 2, phone: 1 }[room] };
}

function fullness(rest: string, row: JadwalRow): string {
  if (!row.work) return "";
  if (rest.startsWith("-")) return "is-over";
  return rest === "0" ? "is-full" : "";
}

// weekColumn shows one week; its key tells of what.
export function weekColumn(week: ScheduleWeek, key: Omit<CellKey, "week">, around: Surroundings): JadwalColumn {
  const at: CellKey = { ...key, week: week.number };
  const value = (row: JadwalRow): Decimal | undefined => (row.series ? row.series.weeks[week.number - 1] : amount(row.cells.get(week.number), at));
  const why = (row: JadwalRow): string => (row.work && around.writable ? closedReason(at, around.time()) : "");
  return {
    key: cellKey(at), name: `M${week.number}`, width: key.what === "cost" ? 112 : 88, least: 44, right: true,
    head: () => weekHead(week, around.time()),
    headClass: weekClass(week.number, around.time()),
    hint: weekHint(week, around.time()),
    number: key.what === "percent" ? "persen" : key.what === "volume" ? "volume" : "anggaran",
    show: (row) => (row.series ? seriesText(row, value(row)) : key.what === "cost" ? printedMoney(value(row)) : printed(value(row))),
    value: (row) => exact(value(row)),
    edit: (row) => (key.what === "cost" ? printedMoney(value(row)) : printed(value(row))),
    editable: (row) => row.work !== undefined && why(row) === "",
    fixed: why,
    className: (row) => cellClass(row, at, value(row), around.time()),
  };
}

// closedReason says why a week cannot be filled in; "" where it can.
function closedReason({ mode, week }: CellKey, { closed_week, project_weeks }: ScheduleTime): string {
  if (week <= closed_week) return `Minggu ${week} sudah ditutup. Buka dulu minggunya untuk mengubahnya.`;
  if (mode === "planned" && week > project_weeks) return `Minggu ${week} lewat tanggal selesai: hanya realisasi yang dapat diisi di sini.`;
  return "";
}

function cellClass(row: JadwalRow, key: CellKey, value: Decimal | undefined, time: ScheduleTime): string {
  const classes = [weekClass(key.week, time)];
  if (row.series?.sign && value !== undefined) classes.push(exact(value).startsWith("-") ? "is-late" : /[1-9]/.test(exact(value)) ? "is-early" : "");
  const cell = row.cells.get(key.week);
  if (cell?.notes) classes.push("has-note");
  if (key.what === "cost" && row.work?.over_budget && cell?.cost !== undefined) classes.push("is-over");
  return classes.filter(Boolean).join(" ");
}

function weekClass(week: number, { closed_week, status_week, project_weeks }: ScheduleTime): string {
  return [week <= closed_week ? "is-closed" : "", week === status_week ? "is-status" : "", week > project_weeks ? "is-beyond" : ""].filter(Boolean).join(" ");
}

function seriesText(row: JadwalRow, value: Decimal | undefined): string {
  if (value === undefined || !row.series) return "";
  if (!row.series.running && !/[1-9]/.test(exact(value))) return "–";
  return row.series.sign ? signed(money(value)) : money(value);
}

function span(className: string, text: string): HTMLElement {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  return made;
}

// weekHead shows the month where it begins, the week, and its days.
function weekHead(week: ScheduleWeek, time: ScheduleTime): HTMLElement {
  const head = span("grid-week", "");
  const before = time.weeks[week.number - 2];
  const beyond = week.number > time.project_weeks;
  head.append(span(beyond ? "grid-week-month grid-week-late" : "grid-week-month", beyond ? "lewat kontrak" : before?.month === week.month ? "" : monthOf(week.month)));
  const name = span("grid-week-name", `M${week.number}`);
  if (week.number <= time.closed_week) name.append(mark("bi-lock-fill", "ditutup"));
  if (week.number === time.status_week) name.append(mark("bi-flag-fill", "minggu status"));
  head.append(name, span("grid-week-days", `${shortDate(week.start)}–${shortDate(week.end)}`));
  return head;
}

function mark(icon: string, meaning: string): Node {
  const part = document.createElement("i");
  part.className = `bi ${icon}`;
  part.setAttribute("aria-hidden", "true");
  const all = document.createDocumentFragment();
  all.append(" ", part, span("visually-hidden", meaning));
  return all;
}

function weekHint(week: ScheduleWeek, time: ScheduleTime): string {
  const parts = [`Minggu ${week.number}: ${printedDate(week.start)} – ${printedDate(week.end)}`];
  if (week.number <= time.project_weeks) parts.push(`${week.working_days} hari kerja`);
  else parts.push("lewat kontrak");
  if (week.number <= time.closed_week) parts.push("ditutup");
  if (week.number === time.status_week) parts.push("minggu status");
  return parts.join(", ");
}

// monthColumn shows what a calendar month has of the weeks; months are only read.
export function monthColumn(month: ScheduleMonth, place: number, { mode }: Choice): JadwalColumn {
  const value = (row: JadwalRow): Decimal | undefined =>
    row.series ? row.series.months[place] : mode === "planned" ? row.months?.planned[place] : row.months?.actual[place];
  return {
    key: `${mode}-${month.value}`, name: month.label, width: 96, least: 60, right: true,
    head: () => {
      const head = span("grid-week", "");
      head.append(span("grid-week-name", monthOf(month.value)), span("grid-week-days", `${shortDate(month.start)}–${shortDate(month.end)}`));
      return head;
    },
    hint: `${month.label}: ${printedDate(month.start)} – ${printedDate(month.end)}`,
    show: (row) => (row.series ? seriesText(row, value(row)) : zeroAsNothing(value(row))),
    value: (row) => exact(value(row)),
    className: (row) => {
      const text = exact(value(row));
      return row.series?.sign && text ? (text.startsWith("-") ? "is-late" : /[1-9]/.test(text) ? "is-early" : "") : "";
    },
  };
}

function zeroAsNothing(value: Decimal | undefined): string {
  return value === undefined || !/[1-9]/.test(exact(value)) ? "" : printed(value);
}

// noteColumn is never shown: what is written about a week goes through the sheet like every
// other entry.
export function noteColumn(week: number): JadwalColumn {
  const key: CellKey = { mode: "actual", what: "notes", week };
  return { key: cellKey(key), name: `Catatan M${week}`, width: 100, show: (row) => stored(row.cells.get(week), key) };
}
