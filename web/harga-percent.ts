// Many prices raised or lowered by a percentage. The server tells beforehand what will change.
import { send, type Decimal, type Problem } from "./client";
import { say } from "./notice";
import { exact, money } from "./figures";
import type { Sheet } from "./sheet";
import type { PriceRow } from "./harga-row";
import { FormDialog, table, undo } from "./form";

interface Trial {
  errors: Problem[];
  updated: number;
  items: { kode_item: string; uraian: string; before: Decimal; after: Decimal }[];
}

const examples = 5;

// askPercent shows the dialog, at first for the selection in the table.
export async function askPercent(sheet: Sheet<PriceRow>): Promise<void> {
  const form = FormDialog.make("[data-percent-dialog]");
  if (!form) return;
  const selected = sheet.grid.selection().map(Number);
  form.part("[data-selection]").textContent = `Pilihan di tabel (${selected.length} item)`;
  const body = (): Record<string, unknown> => {
    const scope = form.text("scope");
    const only = scope === "" ? { ids: selected } : scope === "semua" ? {} : { kategori: [scope] };
    return { percent_text: form.text("percent"), ...only };
  };
  const settled = async (): Promise<void> => {
    await sheet.grid.idle();
    await sheet.saver.idle();
  };
  form.tried(async () => {
    if (form.text("percent").trim() === "") return () => show(form, null);
    await settled();
    const trial = await send<Trial>("POST", "harga-items/percent/", { ...body(), dry_run: true });
    return () => (form.wrong(trial.errors) ? undefined : show(form, trial));
  });
  form.submitted(async () => {
    await settled();
    const { updated } = await send<{ updated: number }>("POST", "harga-items/percent/", body());
    await sheet.reload();
    say(`${updated} harga diubah ${form.text("percent").trim()}%.`, undo);
  });
  await form.show("#percent-number");
  sheet.grid.focus();
}

function show(form: FormDialog, trial: Trial | null): void {
  const list = form.part("[data-list]");
  form.part<HTMLButtonElement>("[data-apply]").disabled = !trial?.updated;
  list.hidden = !trial?.updated;
  if (!trial) {
    form.tell("");
    return;
  }
  form.tell(trial.updated === 0 ? "Tidak ada harga yang berubah." : `${trial.updated} harga akan berubah. ${trial.updated > examples ? "Contohnya:" : ""}`);
  const rows = trial.items.slice(0, examples).map(({ kode_item, uraian, before, after }) => [kode_item, uraian, money(exact(before)), money(exact(after))]);
  list.replaceChildren(table(["Kode", "Uraian", "Sekarang", "Menjadi"], rows, [2, 3]));
}
