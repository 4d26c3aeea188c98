// Moves the plan of a pekerjaan by whole weeks, or stretches it: with the mouse on its bar, or
// in the dialog "Geser rencana". The server divides the amounts.
import { Failure, send } from "./client";
import { FormDialog, messageOf, undo } from "./form";
import { bodyOf, placeText } from "./jadwal-bars";
import { readSchedule, schedulePath, takeAnswer, type Schedule, type ScheduleSaved } from "./jadwal-data";
import { ends, type GanttRow, type Segment } from "./jadwal-rows";
import { complain, say } from "./notice";

async function carryOut(row: GanttRow, to: Segment): Promise<void> {
  const body = bodyOf(row, to);
  if (!body) return;
  takeAnswer(await send<ScheduleSaved>("POST", schedulePath("move/"), body));
  const after = await readSchedule();
  say(`${row.title}: rencana sekarang ${placeText(to, after).replace("Minggu", "minggu")}.`, undo);
}

// moveBar carries out what was done with the mouse.
export async function moveBar(row: GanttRow, to: Segment): Promise<void> {
  try {
    await carryOut(row, to);
  } catch (error) {
    complain(conflictText(row, error) ?? messageOf(error));
    if (error instanceof Failure && error.status === 409) await readSchedule();
  }
}

function conflictText(row: GanttRow, error: unknown): string | null {
  const who = error instanceof Failure && error.conflicts[0] ? error.conflicts[0].who : "";
  return who ? `Rencana ${row.title} baru saja diubah ${who}. Tidak ada yang digeser; lihat keadaan terbaru, lalu ulangi.` : null;
}

// askMove asks in a dialog where the plan is to go.
export function askMove(row: GanttRow, schedule: Schedule): void {
  const now = ends(row.planned);
  if (!now) {
    say(`${row.title} belum punya rencana yang dapat digeser. Isi dulu rencananya di tab Grid.`);
    return;
  }
  const form = FormDialog.make("[data-move-dialog]");
  if (!form) return;
  const last = schedule.timeline.project_weeks;
  form.part("[data-row]").textContent = row.title;
  form.part("[data-now]").textContent = placeText(now, schedule);
  for (const name of ["from_week", "to_week"]) form.part<HTMLInputElement>(`[name="${name}"]`).max = String(last);
  const asked = (): Segment => ({ from: Number(form.text("from_week")), to: Number(form.text("to_week")) });
  const fill = ({ from, to }: Segment): void => {
    form.fill("from_week", String(from));
    form.fill("to_week", String(to));
    tell();
  };
  const apply = form.part<HTMLButtonElement>("[data-apply]");
  const tell = (): void => {
    const to = asked();
    const wrong = judge(to, last);
    apply.disabled = wrong !== "" || bodyOf(row, to) === null;
    form.tell(wrong || effect(now, to, schedule), wrong !== "");
  };
  form.form.addEventListener("input", tell);
  for (const [selector, step] of [["[data-earlier]", -1], ["[data-later]", 1]] as const) {
    form.part(selector).addEventListener("click", () => {
      const { from, to } = asked();
      const held = Math.max(1 - from, Math.min(step, last - to)); // not beyond the ends of the project
      if (judge({ from, to }, last) === "") fill({ from: from + held, to: to + held });
    });
  }
  form.submitted(async () => {
    try {
      await carryOut(row, asked());
    } catch (error) {
      const text = conflictText(row, error);
      if (!text) throw error;
      void readSchedule();
      throw new Failure(409, text);
    }
  });
  fill(now);
  void form.show('[name="from_week"]');
}

function judge({ from, to }: Segment, last: number): string {
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 1 || to > last) return `Isi minggu 1 sampai ${last}.`;
  return to < from ? "Minggu terakhir lebih awal dari minggu pertama." : "";
}

function effect(now: Segment, to: Segment, schedule: Schedule): string {
  const place = placeText(to, schedule);
  const [before, after] = [now.to - now.from + 1, to.to - to.from + 1];
  if (before !== after) return `${place}. Lamanya berubah dari ${before} menjadi ${after} minggu: rencana dibagi ulang menurut hari, jumlahnya tetap sama.`;
  const weeks = to.from - now.from;
  if (weeks === 0) return `${place}. Belum ada yang berubah.`;
  return `${place}. ${weeks > 0 ? `${weeks} minggu lebih lambat` : `${-weeks} minggu lebih awal`}; jumlah tiap minggu tetap.`;
}
