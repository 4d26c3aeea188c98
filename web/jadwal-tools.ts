// What the buttons above the schedule do: fill and empty, close and open weeks, notes. Each is
// one command and one step to undo.
import { project, send, type Decimal } from "./client";
import { ask } from "./dialog";
import { exact, printed } from "./figures";
import { FormDialog, table, told, undo } from "./form";
import { takeAnswer, schedulePath, type ScheduleSaved, type ScheduleWeek } from "./jadwal-data";
import { noteOf, type JadwalGrid } from "./jadwal-grid";
import { readKey, stored } from "./jadwal-cell";
import type { JadwalRow } from "./jadwal-row";
import { weekName, weekOf } from "./jadwal-weeks";
import { say } from "./notice";
import { today } from "./today";

// command carries out a command of the schedule after everything typed is stored.
export async function command(grid: JadwalGrid, path: string, body: unknown): Promise<ScheduleSaved> {
  await grid.settled();
  const answer = await grid.sheet.saver.between(() => send<ScheduleSaved>("POST", schedulePath(path), body));
  takeAnswer(answer);
  await grid.sheet.reload();
  return answer;
}

// chosenWork lists the pekerjaan of the selection; of a selection of headings those under them.
function chosenWork({ sheet }: JadwalGrid): JadwalRow[] {
  const chosen = new Set(sheet.grid.selection());
  const work: JadwalRow[] = [];
  const under: JadwalRow[] = [];
  let within: number | null = null; // level of the chosen heading that we are under
  for (const row of sheet.shown()) {
    if (row.level !== undefined) {
      if (within === null || row.level <= within) within = chosen.has(row.id) ? row.level : null;
      continue;
    }
    if (chosen.has(row.id)) work.push(row);
    else if (within !== null) under.push(row);
  }
  return work.length > 0 ? work : under;
}

// chosenWeeks is the range of weeks in the selection; without one the whole project.
function chosenWeeks(grid: JadwalGrid): [number, number] {
  const { project_weeks: last, closed_week } = grid.schedule().timeline;
  const open = Math.min(closed_week + 1, last); // the first week that can be filled
  const weeks = grid.sheet.grid.chosen().flatMap((key) => readKey(key)?.week ?? []);
  const [from, to] = [weeks[0], weeks.at(-1)];
  if (from === undefined || to === undefined || from > last || to < open) return [open, last];
  return [Math.max(from, open), from === to ? last : Math.min(to, last)];
}

function offerWeeks(field: HTMLSelectElement, weeks: readonly ScheduleWeek[], chosen: number): void {
  field.replaceChildren(...weeks.map((week) => new Option(weekName(week), String(week.number), false, week.number === chosen)));
}

const wayHints: Record<string, string> = {
  even: "Sama setiap hari kerja di minggu yang dipilih.",
  front: "Banyak di awal, makin sedikit ke akhir.",
  back: "Sedikit di awal, makin banyak ke akhir.",
  bell: "Sedikit di awal dan akhir, banyak di tengah.",
  rest: "Isian yang ada tetap; sisanya dibagi rata ke minggu yang kosong.",
  right: "Isian minggu pertama diulang selama masih ada sisa.",
};

interface Trial {
  updated: number;
  cells: { pekerjaan_id: number; week: number; planned: Decimal }[];
}

// fillPlan spreads the plan of the chosen pekerjaan over weeks, shown before it is done.
export async function fillPlan(grid: JadwalGrid): Promise<void> {
  const work = chosenWork(grid);
  const [first] = work;
  if (!first) {
    say("Pilih dulu pekerjaan di tabel: satu baris, beberapa, atau satu klasifikasi.");
    return;
  }
  const form = FormDialog.make("[data-fill-dialog]");
  if (!form) return;
  form.part("[data-chosen]").textContent = work.length === 1 ? first.title : `${work.length} pekerjaan: ${first.title}, …`;
  const [from, to] = chosenWeeks(grid);
  const weeks = grid.schedule().timeline.weeks.slice(0, grid.schedule().timeline.project_weeks);
  offerWeeks(form.part("[name=from_week]"), weeks, from);
  offerWeeks(form.part("[name=to_week]"), weeks, to);
  const body = (): Record<string, unknown> => ({
    pekerjaan_ids: work.map(({ id }) => Number(id)), from_week: Number(form.text("from_week")), to_week: Number(form.text("to_week")), way: form.text("way"),
  });
  form.tried(async () => {
    form.part("[data-way-hint]").textContent = wayHints[form.text("way")] ?? "";
    await grid.settled();
    const trial = await send<Trial>("POST", schedulePath("fill/"), { ...body(), dry_run: true });
    return () => showTrial(form, trial, work);
  });
  form.submitted(async () => {
    await command(grid, "fill/", body());
    say(work.length === 1 ? `Rencana ${first.title} diisi.` : `Rencana ${work.length} pekerjaan diisi.`, undo);
  });
  await form.show("#fill-from");
  grid.sheet.grid.focus();
}

const shownWeeks = 16; // of a pekerjaan in the trial

function showTrial(form: FormDialog, { updated, cells }: Trial, work: readonly JadwalRow[]): void {
  form.part<HTMLButtonElement>("[data-apply]").disabled = updated === 0;
  const list = form.part("[data-list]");
  list.hidden = updated === 0;
  if (updated === 0) return form.tell("Rencananya sudah seperti ini: tidak ada yang berubah.");
  const byWork = new Map<number, string[]>();
  for (const { pekerjaan_id, week, planned } of cells) byWork.set(pekerjaan_id, [...(byWork.get(pekerjaan_id) ?? []), `M${week} ${printed(exact(planned))}%`]);
  const more = work.length > byWork.size ? ` Contohnya:` : "";
  form.tell(`${updated} isian minggu akan berubah.${more}`);
  list.replaceChildren(table(["Pekerjaan", "Menjadi"], [...byWork].map(([id, weeks]) => [
    work.find((row) => row.id === String(id))?.title ?? "", weeks.slice(0, shownWeeks).join(" · ") + (weeks.length > shownWeeks ? ` · … ${weeks.length - shownWeeks} minggu lagi` : ""),
  ])));
}

// emptySchedule clears plan, realisasi, or both.
export async function emptySchedule(grid: JadwalGrid): Promise<void> {
  const prices = document.querySelector("[data-sheet][data-prices]") !== null;
  const mode = await ask<"planned" | "actual" | "both">({
    title: "Kosongkan jadwal",
    body: `Isian semua minggu dari seluruh pekerjaan menjadi kosong. Catatan dan minggu yang sudah ditutup tetap.\n${prices ? "Realisasi dikosongkan beserta biayanya." : "Realisasi yang punya biaya hanya dapat dikosongkan oleh yang boleh melihat harga."} Urungkan (Ctrl+Z) mengembalikan semuanya.`,
    choices: [
      { value: "planned", label: "Kosongkan rencana", danger: true }, { value: "actual", label: "Kosongkan realisasi", danger: true },
      { value: "both", label: "Kosongkan keduanya", danger: true },
    ],
  });
  if (!mode) return;
  await grid.settled();
  try {
    const path = `/detail_project/api/v2/project/${project}/reset-progress/`;
    const { changed, closed_week } = await grid.sheet.saver.between(() => send<{ changed: boolean; closed_week: number }>("POST", path, { mode }));
    await grid.sheet.reload();
    const what = { planned: "Rencana", actual: "Realisasi", both: "Rencana dan realisasi" }[mode];
    const kept = closed_week > 0 ? ` Minggu 1 sampai ${closed_week} sudah ditutup, jadi tetap.` : "";
    if (changed) say(`${what} dikosongkan.${kept}`, undo);
    else say(`${what} sudah kosong.${kept}`);
  } catch (error) {
    told(error);
  }
}

// closeWeeks closes a week and all before it.
export async function closeWeeks(grid: JadwalGrid): Promise<void> {
  const form = FormDialog.make("[data-close-dialog]");
  if (!form) return;
  const { timeline } = grid.schedule();
  const weeks = grid.weeks().filter(({ number }) => number > timeline.closed_week);
  const past = weekOf(grid.weeks(), today()) - 1; // of a week that is over
  const usual = Math.max(timeline.closed_week + 1, Math.min(timeline.status_week || past, weeks.at(-1)?.number ?? 1));
  offerWeeks(form.part("[name=week_number]"), weeks, usual);
  form.submitted(async () => {
    const week = Number(form.text("week_number"));
    await command(grid, "close/", { week_number: week });
    say(`Minggu 1 sampai ${week} ditutup.`, undo);
  });
  await form.show("#close-week");
  grid.sheet.grid.focus();
}

// openWeeks opens a closed week and all after it, for a reason.
export async function openWeeks(grid: JadwalGrid): Promise<void> {
  const form = FormDialog.make("[data-open-dialog]");
  const closed = grid.schedule().timeline.closed_week;
  if (!form || closed === 0) return;
  offerWeeks(form.part("[name=week_number]"), grid.weeks().filter(({ number }) => number <= closed), closed);
  form.submitted(async () => {
    const week = Number(form.text("week_number"));
    await command(grid, "open/", { week_number: week, reason: form.text("reason").trim() });
    say(`Minggu ${week} dan sesudahnya dibuka.`, undo);
  });
  await form.show("#open-week");
  grid.sheet.grid.focus();
}

// writeNote writes about the week of the cursor.
export async function writeNote(grid: JadwalGrid): Promise<void> {
  const { sheet } = grid;
  const at = sheet.grid.at();
  const key = at && readKey(at.column);
  const row = at && sheet.row(at.id);
  if (!at || !key || !row?.work) {
    say("Pilih dulu satu minggu dari satu pekerjaan.");
    return;
  }
  const form = FormDialog.make("[data-note-dialog]");
  if (!form) return;
  const column = noteOf(key.week);
  const was = stored(row.cells.get(key.week), { mode: "actual", what: "notes" });
  form.part("[data-chosen]").textContent = `${row.title} · minggu ${key.week}`;
  form.fill("notes", sheet.unsettled(row.id, column)?.edit.text ?? was);
  form.submitted(() => {
    const text = form.text("notes").trim();
    if (text !== was) sheet.enter({ operation: "edit", edits: [{ id: row.id, column, text, shown: text, value: text, version: 0, was }] });
    return Promise.resolve();
  });
  await form.show("#note-text");
  sheet.grid.focus();
}
