// The pricing policy of a project: what a change does to the total is seen before it is saved.
// All figures are the server's.
import { Failure, get, onChange, send, type Conflict, type Decimal } from "./client";
import { exact, money, printed } from "./figures";
import { FormDialog, table } from "./form";
import { say } from "./notice";

interface Pricing {
  markup_percent: Decimal;
  ppn_percent: Decimal;
  rounding_base: number;
  ppn_scheme: string;
  rounding_mode: string;
  hsp_rounding: number;
  version: number;
}

type Sum = Record<"jumlah" | "ppn" | "total" | "dibulatkan", Decimal>;

interface Trial {
  changed: boolean;
  own_markup: number;
  totals: { before: Sum; after: Sum; difference: Sum };
}

const sums = [["jumlah", "Jumlah (sebelum PPN)"], ["ppn", "PPN"], ["total", "Total termasuk PPN"], ["dibulatkan", "Total dibulatkan"]] as const;
const path = "pricing/";

let shown: FormDialog | null = null;

// What others change meanwhile is part of the effect.
onChange(() => shown?.form.dispatchEvent(new Event("input")));

// editPolicy shows the form; undo takes a save back.
export async function editPolicy(undo: () => void): Promise<void> {
  const form = FormDialog.make("[data-policy-dialog]");
  if (!form || shown) return;
  const stored = await get<Pricing>(path);
  let version = stored.version;
  let last: Trial | null = null;
  show(form, stored);
  arrange(form);

  // Whoever else changes the policy is named; what was typed here stays.
  const sent = async <Answer>(at: string): Promise<Answer> => {
    try {
      return await send<Answer>("POST", at, bodyOf(form, version));
    } catch (error) {
      const conflict = error instanceof Failure ? error.conflicts[0] : undefined;
      if (!conflict) throw error;
      const theirs = conflict.current as Pricing;
      version = theirs.version;
      tellOfOthers(form, conflict, theirs);
      throw new Failure(409, "Periksa lagi pengaruhnya, lalu simpan sekali lagi.");
    }
  };
  form.tried(async () => {
    const trial: Trial | Failure = await sent<Trial>("pricing/preview/").catch<Trial | Failure>((error: unknown): Failure | Promise<Trial> => {
      if (error instanceof Failure && error.status === 409) return sent<Trial>("pricing/preview/");
      if (error instanceof Failure) return error;
      throw error;
    });
    return () => {
      form.mark(trial instanceof Failure ? trial : null, false);
      if (trial instanceof Failure) throw trial;
      last = trial;
      tellEffect(form, trial);
    };
  });
  form.submitted(async () => {
    await sent(path).catch((error: unknown) => {
      form.form.dispatchEvent(new Event("input"));
      throw error;
    });
    say(`Kebijakan harga disimpan.${last ? ` Total dibulatkan Rp ${money(exact(last.totals.after.dibulatkan))}.` : ""}`, { label: "Urungkan", act: undo });
  });
  shown = form;
  await form.show("#policy-preset");
  shown = null;
}

function show(form: FormDialog, { markup_percent, ppn_percent, rounding_base, ppn_scheme, rounding_mode, hsp_rounding }: Pricing): void {
  form.fill("markup_percent", printed(exact(markup_percent)));
  form.fill("ppn_percent", printed(exact(ppn_percent)));
  form.fill("ppn_scheme", ppn_scheme);
  form.fill("rounding_mode", rounding_mode);
  for (const [name, value] of [["rounding_base", rounding_base], ["hsp_rounding", hsp_rounding]] as const) {
    const field = form.part<HTMLSelectElement>(`[name=${name}]`);
    if (![...field.options].some((option) => option.value === String(value))) field.add(new Option(printed(value), String(value)));
    field.value = String(value);
  }
}

// arrange lets presets fill the fields, and the fields name the preset that they are.
function arrange(form: FormDialog): void {
  const preset = form.part<HTMLSelectElement>("[name=preset]");
  const settle = (): void => {
    form.part("[data-ppn]").hidden = form.text("ppn_scheme") !== "percent";
    const same = [...preset.options].find(({ dataset: { scheme, percent, mode, base } }) =>
      scheme === form.text("ppn_scheme") && mode === form.text("rounding_mode") && base === form.text("rounding_base") &&
      (scheme !== "percent" || percent === form.text("ppn_percent").trim()));
    preset.value = same?.value ?? "";
  };
  preset.addEventListener("input", () => {
    const { scheme, percent, mode, base } = preset.selectedOptions[0]?.dataset ?? {};
    if (!scheme) return;
    form.fill("ppn_scheme", scheme);
    if (scheme === "percent") form.fill("ppn_percent", percent ?? "");
    form.fill("rounding_mode", mode ?? "");
    form.fill("rounding_base", base ?? "");
  });
  form.form.addEventListener("input", settle);
  settle();
}

function bodyOf(form: FormDialog, version: number): Record<string, unknown> {
  const scheme = form.text("ppn_scheme");
  return {
    markup_percent_text: form.text("markup_percent").trim(), ppn_scheme: scheme, rounding_mode: form.text("rounding_mode"),
    ...(scheme === "percent" ? { ppn_percent_text: form.text("ppn_percent").trim() } : {}),
    rounding_base: Number(form.text("rounding_base")), hsp_rounding: Number(form.text("hsp_rounding")), version,
  };
}

function tellEffect(form: FormDialog, { changed, own_markup, totals }: Trial): void {
  form.part<HTMLButtonElement>("[data-apply]").disabled = !changed;
  const own = form.part("[data-own]");
  own.hidden = own_markup === 0;
  own.textContent = `${own_markup} pekerjaan punya BUK sendiri atau termasuk SMKK (tanpa BUK) dan tidak ikut berubah.`;
  if (!changed) return form.tell("Sama dengan yang tersimpan.");
  const signed = (value: Decimal): string => (exact(value).startsWith("-") || /^[0.]+$/.test(exact(value)) ? "" : "+") + money(exact(value));
  form.tell(table(["Pengaruhnya", "Sekarang (Rp)", "Menjadi (Rp)", "Selisih (Rp)"],
    sums.map(([key, label]) => [label, money(exact(totals.before[key])), money(exact(totals.after[key])), signed(totals.difference[key])]), [1, 2, 3]));
}

function tellOfOthers(form: FormDialog, { who }: Conflict, theirs: Pricing): void {
  const note = form.part("[data-theirs]");
  note.hidden = false;
  const tax = theirs.ppn_scheme === "percent" ? `PPN ${printed(exact(theirs.ppn_percent))}%` : theirs.ppn_scheme === "none" ? "tanpa PPN" : "PPN 12% × 11/12";
  note.textContent = `${who || "Orang lain"} baru mengubah kebijakan ini: BUK ${printed(exact(theirs.markup_percent))}%, ${tax}. Isian Anda tetap di sini, dan menggantikannya bila disimpan.`;
}
