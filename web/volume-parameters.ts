// The parameters of volume formulas, beside the sheet: their values are changed in a grid of
// their own, lists are taken in from a spreadsheet or a file, and handed out as CSV.
import { readCells } from "./clipboard";
import { Failure, get, send, type Decimal } from "./client";
import { ask, makeDialog, open } from "./dialog";
import { complain, say } from "./notice";
import { decideOnPaste } from "./paste-report";
import { exact, printed } from "./figures";
import { Sheet, type Row, type RowEdit, type SheetColumn } from "./sheet";

interface ParameterRow extends Row {
  id: string;
  name: string;
  value: string;
  unit: string;
  label: string;
}

interface Parameters {
  parameters: { id: number; name: string; value: Decimal; label: string; unit: string; version: number }[];
}

interface Volumes {
  volumes: { uraian: string; failure?: string }[];
}

const columns: SheetColumn<ParameterRow>[] = [
  { key: "name", name: "Kode", width: 130, show: (row) => row.name },
  { key: "value", name: "Nilai", width: 90, right: true, editable: true, number: "parameter", required: true, show: (row) => printed(row.value), value: (row) => row.value },
  { key: "unit", name: "Satuan", width: 70, editable: true, most: 50, show: (row) => row.unit },
  { key: "label", name: "Keterangan", width: 160, editable: true, most: 200, show: (row) => row.label },
];

async function load(): Promise<ParameterRow[]> {
  const { parameters } = await get<Parameters>("parameters/");
  return parameters.map(({ id, name, value, unit, label, version }) => ({ id: String(id), title: name, name, value: exact(value), unit, label: label === name ? "" : label, version }));
}

// openParameters runs the panel: its button, its grid, and what stands around it.
export function openParameters(panel: HTMLElement, button: HTMLElement, writable: boolean): void {
  let started = false;
  button.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden && !started) {
      started = true;
      void start(panel, writable);
    }
    dispatchEvent(new Event("resize")); // the sheet beside it has another width
  });
}

async function start(panel: HTMLElement, writable: boolean): Promise<void> {
  const host = part(panel, "[data-parameters]");
  const sign = part(panel, "[data-parameters-sign]");
  const sheet: Sheet<ParameterRow> = new Sheet<ParameterRow>(host, sign, {
    name: "parameter", label: "Parameter", writable, columns, load, history: false,
    command: (rows) => ({ path: "parameters/sync/", body: { mode: "merge", parameters: Object.fromEntries(rows.map((row) => named(sheet, row))) } }),
    versions: () => [], say, complain, decide: decideOnPaste,
    key: (event, row) => {
      if (event.key !== "Delete" || !event.ctrlKey || !writable) return false;
      void remove(row, sheet);
      return true;
    },
  }, await load());
  const form = panel.querySelector<HTMLFormElement>("[data-add-parameter]");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void add(form, sheet);
  });
  panel.querySelector("[data-remove-parameter]")?.addEventListener("click", () => {
    const row = sheet.row(sheet.grid.at()?.id ?? "");
    if (row) void remove(row, sheet);
    else say("Pilih dulu parameternya.");
  });
  panel.querySelector("[data-take-parameters]")?.addEventListener("click", () => void take(sheet));
  panel.querySelector("[data-give-parameters]")?.addEventListener("click", () => give(sheet.list()));
}

function part(panel: HTMLElement, selector: string): HTMLElement {
  const found = panel.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`the panel has no ${selector}`);
  return found;
}

// named makes an entry of the request: a parameter is found by its name.
function named(sheet: Sheet<ParameterRow>, { id, version, cells }: RowEdit): [string, unknown] {
  const entry: Record<string, unknown> = { version };
  for (const key of ["value", "unit", "label"]) {
    const edit = cells[key];
    if (edit) entry[key] = edit.value ?? "";
  }
  return [sheet.row(id)?.name ?? "", entry];
}

async function add(form: HTMLFormElement, sheet: Sheet<ParameterRow>): Promise<void> {
  const wrong = part(form, "[data-wrong]");
  const [name, value] = ["name", "value"].map((field) => form.elements.namedItem(field) as HTMLInputElement);
  if (!name || !value) return;
  wrong.textContent = "";
  try {
    await send("POST", "parameters/", { name: codeOf(name.value), value_text: value.value });
    form.reset();
    name.focus();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    wrong.textContent = error.problems[0]?.message ?? error.message;
    (error.problems[0]?.path.startsWith("value") ? value : name).focus();
  }
  await sheet.reload();
}

// codeOf makes a code that formulas can name: "Panjang pagar" becomes panjang_pagar.
function codeOf(text: string): string {
  return text.trim().toLowerCase().replaceAll("'", "_aksen").replace(/[^a-z0-9_]+/g, "_");
}

async function remove(row: ParameterRow, sheet: Sheet<ParameterRow>): Promise<void> {
  try {
    const { volumes } = await send<Volumes>("DELETE", `parameters/${row.id}/?version=${row.version ?? 0}`);
    const failing = volumes.filter(({ failure }) => failure).length;
    const told = failing > 0 ? ` ${failing} formula yang memakainya kini gagal; volumenya tetap.` : "";
    say(`Parameter ${row.name} dihapus.${told}`, { label: "Urungkan", act: () => document.querySelector<HTMLElement>("[data-undo]")?.click() });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    complain(error.message);
  }
  await sheet.reload();
}

// take asks for a list as a spreadsheet copies it, or a file, and stores it as one operation.
async function take(sheet: Sheet<ParameterRow>): Promise<void> {
  const dialog = makeDialog("sheet-dialog");
  dialog.setAttribute("aria-labelledby", "take-title");
  const form = document.createElement("form");
  form.method = "dialog";
  form.innerHTML = `<h2 id="take-title">Ambil parameter</h2>
    <p class="hint">Tempel dari Excel: kolom kode, nilai, satuan, keterangan. Atau pilih file CSV. Parameter dengan kode yang sama diperbarui, yang lain tetap.</p>
    <label class="visually-hidden" for="take-text">Daftar parameter</label><textarea class="form-control" id="take-text" rows="8" spellcheck="false"></textarea>
    <label class="visually-hidden" for="take-file">File CSV</label><input class="form-control" id="take-file" type="file" accept=".csv,.txt,text/csv,text/plain">
    <p class="wrong" role="alert" data-wrong></p>
    <div class="actions"><button class="btn btn-primary" type="submit">Ambil</button><button class="btn btn-outline-secondary" type="button" data-close>Batal</button></div>`;
  dialog.append(form);
  const text = form.querySelector<HTMLTextAreaElement>("#take-text");
  const file = form.querySelector<HTMLInputElement>("#take-file");
  const wrong = part(form, "[data-wrong]");
  form.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  file?.addEventListener("change", () => void file.files?.[0]?.text().then((content) => text && (text.value = content.replaceAll(";", "\t"))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void store(text?.value ?? "").then((failure) => {
      if (failure) wrong.textContent = failure;
      else dialog.close();
    });
  });
  const closed = open(dialog);
  text?.focus();
  await closed;
  await sheet.reload();
}

// store sends a list and returns what is wrong with it, or "".
async function store(text: string): Promise<string> {
  const rows = readCells(text.trim()).filter((cells) => cells.some((cell) => cell.trim()));
  const body: Record<string, unknown> = {};
  for (const [at, [code = "", value = "", unit = "", label = ""]] of rows.entries()) {
    if (at === 0 && /^(kode|nama|parameter)$/i.test(code.trim())) continue; // a heading
    const name = codeOf(code);
    if (!name) return `Baris ${at + 1}: kodenya kosong.`;
    if (name in body) return `Baris ${at + 1}: kode ${name} sudah ada di baris lain.`;
    body[name] = { value_text: value, ...(unit ? { unit } : {}), ...(label ? { label } : {}) };
  }
  if (Object.keys(body).length === 0) return "Tidak ada baris yang dapat dibaca.";
  try {
    const { created, updated } = await send<{ created: number; updated: number }>("POST", "parameters/sync/", { mode: "merge", parameters: body });
    say(`${created} parameter ditambah, ${updated} diperbarui.`);
    return "";
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.problems.slice(0, 5).map(({ path, message }) => `${path.replace(/^parameters\./, "").replace(/\.value.*$/, "")}: ${message}`).join("\n") || error.message;
  }
}

// give hands out the list as a CSV that spreadsheets here open: semicolons, decimal commas.
function give(rows: readonly ParameterRow[]): void {
  if (rows.length === 0) {
    void ask({ title: "Belum ada parameter.", choices: [], cancel: "Tutup" });
    return;
  }
  const cell = (text: string): string => (/[";\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [["Kode", "Nilai", "Satuan", "Keterangan"], ...rows.map((row) => [row.name, row.value.replace(".", ","), row.unit, row.label])];
  const link = document.createElement("a");
  link.download = "parameter.csv";
  link.href = URL.createObjectURL(new Blob(["\uFEFF" + lines.map((line) => line.map(cell).join(";")).join("\r\n")], { type: "text/csv" }));
  link.click();
  URL.revokeObjectURL(link.href);
}
