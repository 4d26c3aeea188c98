// What may be chosen for a document: its format, and the options that concern it.
import { carried, type Carried } from "./export-carry";
import { formatNames, printed, spans, type Catalogue, type Choice, type Entry, type Options } from "./export-data";
import { made } from "./element";

const selects: [string, string][] = [
  ["report_type", "Laporan"], ["mode", "Kolom waktu"], ["purpose", "Keperluan"], ["unit_mode", "Satuan"], ["paper", "Kertas"], ["orientation", "Arah"], ["status", "Keadaan"],
];

const wide = ["report_type", "mode", "purpose", "period_mode"]; // with long words

// periodSpans are what the needs may be narrowed to.
const periodSpans: Choice[] = [{ value: "", label: "Keseluruhan" }, { value: "week_range", label: "Per minggu" }, { value: "month_range", label: "Per bulan" }];

// ChoiceForm is the part of the dialog in which one chooses. It tells of every change.
export class ChoiceForm {
  readonly element = made("div", "export-choices");
  private readonly page: Carried | null;
  private follows: boolean; // what the page shows

  constructor(private readonly entry: Entry, private readonly catalogue: Catalogue, private format: string, private readonly chosen: Options, private readonly changed: () => void) {
    this.page = carried(entry.kind);
    this.follows = this.page !== null;
    this.draw();
  }

  get chosenFormat(): string {
    return this.format;
  }

  // options is what is chosen, with what the page shows.
  get options(): Options {
    const options = { ...this.chosen };
    if (this.entry.options.includes("weeks")) {
      const list = this.periodList();
      for (const name of ["weeks", "months"]) if (name !== list) delete options[name];
    }
    return this.follows && this.page ? { ...options, ...this.page.options } : options;
  }

  // own is what is chosen here alone, to be remembered.
  get own(): Options {
    return this.chosen;
  }

  // problem says what keeps the document from being made; "" is nothing.
  get problem(): string {
    const list = this.entry.options.includes("weeks") ? this.periodList() : "";
    if (list && !this.chosen[list]) return list === "weeks" ? "Pilih sekurangnya satu minggu." : "Pilih sekurangnya satu bulan.";
    return "";
  }

  private set(name: string, value: string): void {
    if (value) this.chosen[name] = value;
    else delete this.chosen[name];
  }

  private told(redraw = false): void {
    if (redraw) this.draw();
    this.changed();
  }

  private draw(): void {
    const focused = document.activeElement instanceof HTMLElement && this.element.contains(document.activeElement) ? document.activeElement.id : "";
    const parts: Node[] = [this.formats()];
    const reports = this.reports();
    if (reports) parts.push(reports);
    if (this.page) parts.push(this.pageNote(this.page));
    const fields = made("div", "fields");
    for (const [name, label] of selects) {
      if (name === "report_type" || (name === "mode" && this.entry.options.includes("period_mode"))) continue; // of needs: whether of a phase alone
      if (this.follows && this.page?.options[name]) continue;
      const choices = this.entry.options.includes(name) ? this.catalogue.choices[name] : undefined;
      if (choices) fields.append(this.select(name, label, choices));
    }
    if (this.entry.options.includes("period_mode") && !this.follows) fields.append(...this.needsPeriod());
    parts.push(fields);
    const checks = made("div", "export-checks");
    if (this.entry.options.includes("bobot")) checks.append(this.check("bobot", "Kolom bobot", "1", ""));
    if (this.entry.options.includes("signatures")) checks.append(this.check("signatures", "Dengan tanda tangan", "", "0"));
    parts.push(checks);
    this.element.replaceChildren(...parts);
    if (focused) document.getElementById(focused)?.focus();
  }

  private formats(): HTMLElement {
    const set = made("fieldset", "export-formats");
    set.append(made("legend", "", "Bentuk"));
    const row = made("div", "export-radios");
    for (const format of this.entry.formats.filter((name) => printed.includes(name))) {
      const label = made("label", "export-radio");
      const radio = made("input", "form-check-input");
      radio.type = "radio";
      radio.name = "format";
      radio.id = `export-format-${format}`;
      radio.value = format;
      radio.checked = format === this.format;
      radio.addEventListener("change", () => {
        this.format = format;
        this.told();
      });
      label.append(radio, formatNames[format] ?? format);
      row.append(label);
    }
    set.append(row);
    return set;
  }

  // select is a field with choices; the usual one, the first, is said only where it must be.
  private select(name: string, label: string, choices: readonly Choice[], redraw = false, always = false): HTMLElement {
    const field = made("div", wide.includes(name) ? "field field-wide" : "field");
    const text = made("label", "", label);
    const select = made("select", "form-select");
    text.htmlFor = select.id = `export-${name}`;
    select.name = name;
    for (const { value, label: shown } of choices) select.append(new Option(shown, value));
    select.value = this.chosen[name] ?? choices[0]?.value ?? "";
    select.addEventListener("change", () => {
      this.set(name, select.value === choices[0]?.value && !always ? "" : select.value);
      this.told(redraw);
    });
    field.append(text, select);
    return field;
  }

  private check(name: string, label: string, on: string, off: string): HTMLElement {
    const field = made("label", "check");
    const box = made("input", "form-check-input");
    box.type = "checkbox";
    box.id = `export-${name}`;
    box.checked = (this.chosen[name] ?? "") === on;
    box.addEventListener("change", () => {
      this.set(name, box.checked ? on : off);
      this.told();
    });
    field.append(box, label);
    return field;
  }

  // pageNote says what is taken over from the page, and lets one leave it.
  private pageNote({ told }: Carried): HTMLElement {
    const note = made("div", "export-page");
    const field = made("label", "check");
    const box = made("input", "form-check-input");
    box.type = "checkbox";
    box.id = "export-page";
    box.checked = this.follows;
    box.addEventListener("change", () => {
      this.follows = box.checked;
      this.told(true);
    });
    field.append(box, "Seperti di halaman ini");
    note.append(field, made("p", "hint", told.join(" · ")));
    return note;
  }

  private needsPeriod(): HTMLElement[] {
    const { schedule } = this.catalogue;
    if (!schedule) return [];
    const weeks = Array.from({ length: schedule.weeks }, (_, i) => ({ value: `W${String(i + 1).padStart(2, "0")}`, label: `Minggu ${i + 1}` }));
    const mode = this.chosen["period_mode"] ?? "";
    const offered = mode === "week_range" ? weeks : schedule.months;
    const fields = [this.select("period_mode", "Waktu", periodSpans, true)];
    if (!mode) {
      for (const name of ["period_start", "period_end", "week_basis"]) this.set(name, "");
      return fields;
    }
    this.set("week_basis", "project");
    const [first, last] = [offered[0]?.value ?? "", offered.at(-1)?.value ?? ""];
    const known = (value: string | undefined, otherwise: string): string => (offered.some((period) => period.value === value) ? (value ?? "") : otherwise);
    let [from, to] = [known(this.chosen["period_start"], first), known(this.chosen["period_end"], last)];
    if (to < from) [from, to] = [to, from];
    this.set("period_start", from);
    this.set("period_end", to);
    return [...fields, this.select("period_start", "Dari", offered, true, true), this.select("period_end", "Sampai", offered, true, true)];
  }

  // periodList names the parameter with the periods of the chosen report; "" for none.
  private periodList(): "weeks" | "months" | "" {
    const type = this.chosen["report_type"];
    return type === "weekly" ? "weeks" : type === "monthly" ? "months" : "";
  }

  private reports(): HTMLElement | null {
    const choices = this.catalogue.choices["report_type"];
    if (!this.entry.options.includes("report_type") || !choices) return null;
    const part = made("div", "export-reports");
    part.append(this.select("report_type", "Laporan", choices, true));
    const list = this.periodList();
    const { schedule } = this.catalogue;
    if (list && schedule) part.append(this.periods(list, list === "weeks" ? Array.from({ length: schedule.weeks }, (_, i) => `Minggu ${i + 1}`) : schedule.months.map(({ label }) => label), schedule));
    return part;
  }

  // periods is the list of weeks or months to choose from; that of the status date at first.
  private periods(name: "weeks" | "months", labels: readonly string[], { status_week: status, weeks }: { status_week: number; weeks: number }): HTMLElement {
    if (this.chosen[name] === undefined) this.chosen[name] = name === "weeks" ? String(Math.min(status || 1, weeks)) : "1";
    const set = made("fieldset", "export-periods");
    set.append(made("legend", "", name === "weeks" ? "Minggu" : "Bulan"));
    const told = made("p", "hint");
    told.setAttribute("role", "status");
    const list = made("div", "export-period-list");
    const boxes = labels.map((label, i) => {
      const field = made("label", "check");
      const box = made("input", "form-check-input");
      box.type = "checkbox";
      box.id = `export-${name}-${i + 1}`;
      box.value = String(i + 1);
      field.append(box, label);
      list.append(field);
      return box;
    });
    const numbers = (): number[] => (this.chosen[name] ?? "").split(",").filter(Boolean).map(Number);
    const show = (): void => {
      const chosen = numbers();
      for (const box of boxes) box.checked = chosen.includes(Number(box.value));
      told.textContent = chosen.length === 0 ? "Belum ada yang dipilih." : `${chosen.length} laporan dalam satu berkas: ${name === "weeks" ? "minggu" : "bulan"} ${spans(chosen)}.`;
    };
    const choose = (chosen: number[]): void => {
      this.chosen[name] = chosen.join(",");
      show();
      this.told();
    };
    list.addEventListener("change", () => choose(boxes.filter(({ checked }) => checked).map(({ value }) => Number(value))));
    const all = made("div", "actions");
    for (const [text, chosen] of [["Semua", labels.map((_, i) => i + 1)], ["Kosongkan", []]] as [string, number[]][]) {
      const button = made("button", "btn btn-sm btn-outline-secondary", text);
      button.type = "button";
      button.addEventListener("click", () => choose(chosen));
      all.append(button);
    }
    show();
    set.append(list, told, all);
    return set;
  }
}
