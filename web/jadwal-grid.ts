// The grid of the schedule: weeks of pekerjaan, saved as they are typed, each week by itself.
import { decideOnPaste } from "./paste-report";
import { complain, say } from "./notice";
import { onSchedule, readMonths, readSchedule, schedulePath, takeAnswer, type Schedule, type ScheduleMonths, type ScheduleSaved, type ScheduleWeek } from "./jadwal-data";
import { leading, monthColumn, noteColumn, weekColumn, type JadwalColumn, type Surroundings } from "./jadwal-columns";
import { cellKey, readKey, stored } from "./jadwal-cell";
import { footRows, scheduleRows, type Choice, type JadwalRow } from "./jadwal-row";
import { weeksUntil, weekOf } from "./jadwal-weeks";
import type { Command } from "./saving";
import { Sheet, type RowEdit } from "./sheet";
import type { SheetPlace } from "./sheet-page";
import { today } from "./today";
import type { Problem } from "./client";

export type JadwalSheet = Sheet<JadwalRow>;

// JadwalGrid is the sheet, with the choice of what it shows.
export interface JadwalGrid {
  sheet: JadwalSheet;
  schedule(): Schedule;
  weeks(): readonly ScheduleWeek[]; // that have a column
  choice(): Choice;
  choose(choice: Choice): Promise<void>;
  // extend adds a week after the end of the project, for work that is done late.
  extend(): void;
  // settled resolves once everything that was typed is stored or refused.
  settled(): Promise<void>;
  // open shows the grid in the width there is, the first time at the week where work stands.
  open(): void;
}

export interface JadwalGridOptions {
  place: SheetPlace;
  choice: Choice;
  loaded(rows: readonly JadwalRow[]): void;
  key(event: KeyboardEvent, row: JadwalRow): boolean;
}

const kinds = [
  { mode: "planned", what: "percent" }, { mode: "planned", what: "volume" }, { mode: "actual", what: "percent" }, { mode: "actual", what: "volume" },
  { mode: "actual", what: "cost" },
] as const;

// openGrid reads the schedule and shows it.
export async function openGrid(options: JadwalGridOptions): Promise<JadwalGrid> {
  const { place } = options;
  let schedule = await readSchedule();
  let { choice } = options;
  let months: ScheduleMonths | null = choice.scale === "month" ? await readMonths() : null;
  let more = 0; // weeks after those that the schedule has
  let sheet: JadwalSheet | null = null;
  const around: Surroundings = { writable: place.writable, prices: place.prices, time: () => schedule.timeline };
  onSchedule((next) => {
    schedule = next;
  });

  const weeks = (): ScheduleWeek[] => {
    const { timeline } = schedule;
    // Work that goes on after the end of the project needs the weeks until now.
    const now = choice.mode === "actual" && today() > timeline.end ? weekOf(weeksUntil(timeline, 530), today()) : 0;
    return weeksUntil(timeline, Math.max(timeline.weeks.length, now) + (choice.mode === "actual" ? more : 0));
  };
  const room = (): "wide" | "narrow" | "phone" => (innerWidth <= 640 ? "phone" : innerWidth < 1100 ? "narrow" : "wide");
  const shown = (): { columns: JadwalColumn[]; frozen: number } => {
    const { columns, frozen } = leading(choice, around, room());
    const what = choice.display;
    const rest = choice.scale === "month" && months
      ? months.months.map((month, at) => monthColumn(month, at, choice))
      : weeks().map((week) => weekColumn(week, { mode: choice.mode, what }, around));
    return { columns: [...columns, ...rest], frozen };
  };
  const known = (): JadwalColumn[] => [
    ...schedule.timeline.weeks.flatMap((week) => [...kinds.map((kind) => weekColumn(week, kind, around)), noteColumn(week.number)]),
    ...shown().columns,
  ];
  const looks = (): string => JSON.stringify([schedule.timeline, choice, weeks().length, months?.months.length, room()]);

  const load = async (): Promise<JadwalRow[]> => {
    [schedule, months] = await Promise.all([readSchedule(), choice.scale === "month" ? readMonths() : null]);
    return scheduleRows(schedule, months);
  };
  let looked = looks();
  const arrange = (always = false): void => {
    const now = looks();
    if (!sheet || (now === looked && !always)) return;
    looked = now;
    const { columns, frozen } = shown();
    sheet.arrange(columns, frozen);
  };

  place.host.classList.add("jadwal-grid"); // before the grid measures its headings
  const commands = makeCommands(() => sheet);
  const first = scheduleRows(schedule, months);
  const { columns, frozen } = shown();
  sheet = new Sheet<JadwalRow>(place.host, place.sign, {
    name: "jadwal", label: "Jadwal pekerjaan", frozen, writable: place.writable, columns: known(), shown: columns, load,
    foot: () => footRows(schedule, months),
    command: commands.command,
    answered: commands.answered,
    versions: () => [],
    seen: (row, column) => {
      const key = readKey(column);
      return key ? stored(row.cells.get(key.week), key) : "";
    },
    clashed: commands.cellOf,
    placed: (problem: Problem) => {
      const cell = commands.cellOf(problem.path);
      return cell && { ...cell, message: problem.message };
    },
    key: options.key,
    loaded: (rows) => {
      arrange();
      options.loaded(rows);
    },
    say, complain, decide: decideOnPaste,
  }, first);
  let revealed = false;
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width) return;
    width = innerWidth;
    arrange();
  });
  const grid = sheet;
  return {
    sheet: grid,
    schedule: () => schedule,
    weeks,
    choice: () => choice,
    choose: async (next) => {
      choice = next;
      if (choice.scale === "month" || months) await grid.reload();
      arrange();
    },
    extend: () => {
      more++;
      arrange();
    },
    settled: async () => {
      await grid.grid.idle();
      await grid.saver.idle();
    },
    open: () => {
      arrange(true);
      if (revealed) return;
      revealed = true;
      const key = grid.grid.columns().find((column) => readKey(column)?.week === schedule.timeline.status_week);
      if (key) grid.grid.reveal(key);
    },
  };
}

interface Commands {
  command(rows: readonly RowEdit[]): Command;
  answered(answer: unknown): void;
  cellOf(path: string): { id: string; column: string } | null;
}

interface Sent {
  id: string;
  column: string;
}

// makeCommands turns entries into requests. Each tells what its week held when it was typed,
// or what this page itself has stored there since: then somebody else's change of the same
// week is noticed, and only that.
function makeCommands(sheet: () => JadwalSheet | null): Commands {
  const ours = new Map<string, string>(); // what this page stored last, by cell
  let sent: Sent[] = [];
  const held = ({ id, column }: Sent): string => {
    const key = readKey(column);
    const row = sheet()?.row(id);
    return key && row ? stored(row.cells.get(key.week), key) : "";
  };
  const place = ({ id, column }: Sent): string => {
    const key = readKey(column);
    const side = key?.what === "cost" || key?.what === "notes" ? key.what : key?.mode;
    return `${id}/${side}/${key?.week}`;
  };
  return {
    command: (rows) => {
      sent = [];
      const cells: Record<string, unknown>[] = [];
      let mode = "actual";
      for (const { id, cells: edits } of rows) {
        for (const [column, edit] of Object.entries(edits)) {
          const key = readKey(column);
          if (!edit || !key) continue;
          const cell = { id, column };
          const now = held(cell);
          const was = ours.get(place(cell)) === now ? now : (edit.was ?? "");
          mode = key.mode;
          sent.push(cell);
          cells.push({ pekerjaan_id: Number(id), week_number: key.week, ...entry(key.what, edit.value, was) });
        }
      }
      return { path: schedulePath("save/"), body: { mode, cells } };
    },
    answered: (answer) => {
      const saved = answer as ScheduleSaved;
      takeAnswer(saved);
      const works = new Map(saved.works.map((work) => [String(work.pekerjaan_id), work]));
      for (const cell of sent) {
        const key = readKey(cell.column);
        const found = works.get(cell.id)?.cells.find(({ week }) => week === key?.week);
        if (key) ours.set(place(cell), stored(found, key));
      }
    },
    cellOf: (path) => {
      const at = /^cells\[(\d+)\]/.exec(path)?.[1];
      return at === undefined ? null : (sent[Number(at)] ?? null);
    },
  };
}

// entry says what is to stand in a week, and what stood there.
function entry(what: "percent" | "volume" | "cost" | "notes", value: string | null, was: string): Record<string, unknown> {
  if (what === "notes") return { notes: value ?? "", was_notes: was };
  if (what === "cost") return { actual_cost: value, was_actual_cost: was ? was.slice(2) : null };
  return { [what]: value, was: was.startsWith("v:") ? { volume: was.slice(2) } : { percent: was ? was.slice(2) : null } };
}

// noteOf is the key under which a note goes through the sheet.
export function noteOf(week: number): string {
  return cellKey({ mode: "actual", what: "notes", week });
}
