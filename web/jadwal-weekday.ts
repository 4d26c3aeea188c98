// Changes on which day weeks end. What becomes of plan and realisasi is told for both ways
// before one is chosen.
import { project, send, type DateEffect } from "./client";
import { FormDialog, undo } from "./form";
import type { JadwalGrid } from "./jadwal-grid";
import { say } from "./notice";
import { choicesOf } from "./schedule-choice";

const field = "progress";

// editWeekEnd asks for the day, shows both ways, and lets the page follow.
export async function editWeekEnd(grid: JadwalGrid): Promise<void> {
  const form = FormDialog.make("[data-weekend-dialog]");
  if (!form) return;
  await grid.settled();
  const address = `/detail_project/api/v2/project/${project}/week-boundary/`;
  const present = String(grid.schedule().timeline.week_end_day);
  const place = form.part("[data-choices]");
  const apply = form.part<HTMLButtonElement>("[data-apply]");
  form.fill("week_end_day", present);
  const day = (): number => Number(form.text("week_end_day"));
  let shown = ""; // the day that the choices are for
  form.tried(async () => {
    const asked = form.text("week_end_day");
    const { choices } = asked === shown ? { choices: null } : await send<{ choices: DateEffect[] }>("POST", address, { week_end_day: day(), preview: true });
    return () => {
      if (choices) {
        place.replaceChildren(...choicesOf(field, choices, "weekend"));
        shown = asked;
      }
      form.tell(asked === present ? "Minggu sudah berakhir pada hari ini." : "");
      apply.disabled = asked === present;
    };
  });
  form.submitted(async () => {
    const progress = new FormData(form.form).get(field);
    await grid.sheet.saver.between(() => send("POST", address, { week_end_day: day(), progress }));
    await grid.sheet.reload();
    say("Hari akhir minggu diubah.", undo);
  });
  await form.show("[name=week_end_day]");
  grid.sheet.grid.focus();
}
