// The dialog of exports: what is to be made and how on one side, a preview of it on the other.
// What takes long goes on when the dialog is closed.
import { Failure, project, receive, send } from "./client";
import { ask, open } from "./dialog";
import { button, made } from "./element";
import { formatNames, loadCatalogue, queryOf, recall, remember, type Catalogue, type Entry, type Finding } from "./export-data";
import { ChoiceForm } from "./export-form";
import { begin, follow, stop, take, watchBehind, type Progress, type Task } from "./export-job";
import { Preview } from "./export-preview";
import { messageOf, told } from "./form";
import { renewContent } from "./live-content";
import { complain } from "./notice";

interface Issued {
  issued: { number: number; title: string; files: { format: string; name: string; url: string }[] };
}

const busyPause = 2000; // milliseconds before a busy server is asked again
const busyMost = 15; // times

// openExport offers the documents of a page; the first of them is chosen.
export async function openExport(kinds: readonly string[]): Promise<void> {
  let catalogue: Catalogue;
  try {
    catalogue = await loadCatalogue();
  } catch (error) {
    return told(error);
  }
  const entries = kinds.flatMap((kind) => catalogue.documents.find((entry) => entry.kind === kind) ?? []);
  const first = entries.find(({ available }) => available) ?? entries[0];
  if (!first) return complain("Dokumen ini tidak tersedia untuk proyek ini.");
  await new ExportDialog(catalogue, entries, first).show();
}

class ExportDialog {
  private readonly dialog = made("dialog", "sheet-dialog export-dialog");
  private readonly form = made("form");
  private readonly title = made("h2", "", "Ekspor");
  private readonly left = made("div", "export-left");
  private readonly preview = new Preview();
  private readonly work = made("div", "export-work");
  private readonly bar = made("progress");
  private readonly said = made("p", "export-progress");
  private readonly ready = made("p", "export-ready");
  private readonly make = made("button", "btn btn-primary");
  private readonly cancel = button("cancel", "Batalkan", "btn btn-outline-secondary");
  private readonly issue = button("issue", "Terbitkan", "btn btn-outline-primary");
  private readonly fold = button("preview", "Pratinjau", "btn btn-outline-secondary export-fold");
  private choices: ChoiceForm | null = null;
  private held = ""; // address of a file that the browser holds
  private task: Task | null = null; // made apart from the dialog
  private request: AbortController | null = null; // made while somebody waits

  constructor(private readonly catalogue: Catalogue, private readonly entries: readonly Entry[], private entry: Entry) {
    this.title.id = "export-title";
    this.dialog.setAttribute("aria-labelledby", this.title.id);
    const close = button("close", "", "btn-close");
    close.setAttribute("aria-label", "Tutup");
    const head = made("header", "export-head");
    head.append(this.title, close);
    const body = made("div", "export-body");
    body.append(this.left, this.preview.element);
    this.said.setAttribute("role", "status");
    this.bar.setAttribute("aria-label", "Kemajuan");
    this.bar.max = 100;
    this.work.append(this.bar, this.said);
    this.work.hidden = this.ready.hidden = this.cancel.hidden = true;
    this.ready.setAttribute("role", "status");
    this.make.type = "submit";
    const leave = button("close", "Tutup", "btn btn-outline-secondary export-leave");
    this.fold.setAttribute("aria-expanded", "false");
    const actions = made("div", "actions");
    actions.append(this.make, this.cancel, this.issue, this.fold, leave);
    this.form.append(head, body, this.work, this.ready, actions);
    this.dialog.append(this.form);
    for (const way of [close, leave]) way.addEventListener("click", () => this.dialog.close());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.make.disabled) void this.run();
    });
    this.cancel.addEventListener("click", () => void this.giveUp());
    this.issue.addEventListener("click", () => void this.hand());
    this.fold.addEventListener("click", () => {
      const shown = this.dialog.classList.toggle("shows-preview");
      this.fold.setAttribute("aria-expanded", String(shown));
      if (shown) this.preview.element.scrollIntoView({ block: "nearest" });
    });
    this.choose(entry);
  }

  async show(): Promise<void> {
    const closed = open(this.dialog);
    this.dialog.querySelector<HTMLElement>("input:checked, select")?.focus();
    await closed;
    this.preview.end();
    if (this.held) setTimeout(() => URL.revokeObjectURL(this.held), 10_000);
    if (this.task) watchBehind(this.task);
  }

  // choose shows what there is to choose for a document.
  private choose(entry: Entry): void {
    this.entry = entry;
    this.title.textContent = `Ekspor ${entry.name}`;
    const parts: Node[] = [];
    if (this.entries.length > 1) parts.push(this.documents());
    if (entry.available) {
      const { format, options } = recall(entry, this.catalogue.choices);
      this.choices = new ChoiceForm(entry, this.catalogue, format, options, () => this.changed("here"));
      parts.push(this.choices.element);
    } else {
      this.choices = null;
      parts.push(made("p", "note note-warn", entry.reason));
    }
    if (entry.available && entry.findings.length > 0) parts.push(findingsOf(entry.findings));
    if (entry.available) parts.push(rawOf(entry));
    this.left.replaceChildren(...parts);
    this.preview.element.hidden = this.fold.hidden = !entry.available;
    this.issue.hidden = !entry.available || !this.catalogue.can_issue;
    this.changed("first");
  }

  private documents(): HTMLElement {
    const field = made("div", "field");
    const label = made("label", "", "Dokumen");
    const select = made("select", "form-select");
    label.htmlFor = select.id = "export-document";
    for (const { kind, name } of this.entries) select.append(new Option(name, kind));
    select.value = this.entry.kind;
    select.addEventListener("change", () => {
      const next = this.entries.find(({ kind }) => kind === select.value);
      if (!next) return;
      this.choose(next);
      document.getElementById("export-document")?.focus();
    });
    field.append(label, select);
    return field;
  }

  // changed follows what is chosen: the button, the preview, and what was ready before.
  private changed(page: "first" | "here"): void {
    const format = this.choices?.chosenFormat ?? "";
    const problem = this.choices?.problem ?? this.entry.reason;
    this.make.textContent = `Unduh ${formatNames[format] ?? ""}`.trim();
    this.make.disabled = problem !== "" || this.busy;
    this.make.title = problem;
    this.issue.disabled = this.make.disabled;
    this.ready.hidden = true;
    if (!this.busy) this.work.hidden = true;
    if (!this.choices || problem) return;
    const query = queryOf(this.entry, this.choices.options);
    this.preview.show(this.entry.name, `/detail_project/api/v2/project/${project}/documents/preview/?kind=${this.entry.kind}${query ? `&${query}` : ""}`, page);
  }

  private get busy(): boolean {
    return this.task !== null || this.request !== null;
  }

  // run makes the document, here or apart, and hands it over.
  private async run(): Promise<void> {
    if (!this.choices || this.busy) return;
    const format = this.choices.chosenFormat;
    const { options } = this.choices;
    remember(this.entry.kind, { format, options: this.choices.own });
    const name = `${this.entry.name} (${formatNames[format] ?? format})`;
    const entry = this.entry;
    const request = (this.request = new AbortController());
    this.working(entry.long ? "Menunggu giliran." : `${name} sedang dibuat…`);
    try {
      if (entry.long) {
        const known = Object.fromEntries(new URLSearchParams(queryOf(entry, options)));
        this.task = await this.patiently(() => begin(name, entry.kind, format, known), request.signal);
        this.request = null;
        if (!this.dialog.isConnected) return watchBehind(this.task);
        const task = this.task;
        await follow(task, (progress) => this.follows(progress), () => this.dialog.isConnected && this.task === task);
        return;
      }
      const query = queryOf(entry, options);
      const { content, name: file } = await this.patiently(() => receive(`${entry.export_url}${format}/${query ? `?${query}` : ""}`, request.signal), request.signal);
      this.request = null;
      this.held = URL.createObjectURL(content);
      this.done({ name: file, address: this.held });
    } catch (error) {
      this.request = null;
      if (!(error instanceof Failure)) throw error;
      this.ended(error.code === "ABORTED" ? "Dibatalkan." : `${name} gagal dibuat. ${messageOf(error)}`, error.code !== "ABORTED");
    }
  }

  // patiently asks again while the server is busy, and says so.
  private async patiently<T>(act: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let turn = 1; ; turn++) {
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof Failure) || error.status !== 503 || turn >= busyMost) throw error;
        this.tell("Server sedang sibuk. Giliran Anda dicoba lagi sebentar.");
        await new Promise((resolve) => setTimeout(resolve, busyPause));
        if (signal.aborted) throw new Failure(0, "Dibatalkan.", "ABORTED");
      }
    }
  }

  // hand issues the document under the next number, after a question: it stays as it is now.
  private async hand(): Promise<void> {
    if (!this.choices || this.busy) return;
    const { entry } = this;
    const known = Object.fromEntries(new URLSearchParams(queryOf(entry, this.choices.options)));
    const partial = entry.findings.some(({ severity }) => severity === "error") ? "\nMasih ada yang belum lengkap: dokumen ini terbit sebagai dokumen sebagian." : "";
    const sure = await ask({
      title: `Terbitkan ${entry.name}?`, choices: [{ value: "issue", label: "Terbitkan" }],
      body: `Dokumen mendapat nomor berikutnya dan disimpan dalam semua bentuknya. Setelah terbit, isinya tidak berubah lagi walaupun proyek berubah, dan tidak dapat dihapus.${partial}`,
    });
    if (!sure || !this.dialog.isConnected) return;
    const request = (this.request = new AbortController());
    this.working(`${entry.name} sedang diterbitkan…`);
    this.cancel.hidden = true; // it has a number as soon as the server has made it
    try {
      const { issued } = await this.patiently(() => send<Issued>("POST", `/detail_project/api/v2/project/${project}/documents/issued/`, { kind: entry.kind, options: known, revision: this.catalogue.revision }), request.signal);
      this.request = null;
      this.ended("", false);
      this.ready.replaceChildren(`Terbit sebagai nomor ${issued.number}: ${issued.title}. `, ...issued.files.flatMap(({ format, name, url }) => {
        const link = made("a", "", formatNames[format] ?? format);
        link.href = url;
        link.download = name;
        return [link, " "];
      }));
      this.ready.hidden = false;
      await renewContent(true);
    } catch (error) {
      this.request = null;
      if (!(error instanceof Failure)) throw error;
      const changed = error.conflicts.length > 0;
      this.ended(changed ? "Proyek berubah sejak dialog ini dibuka. Tutup, periksa, lalu terbitkan lagi." : `${entry.name} tidak dapat diterbitkan. ${messageOf(error)}`, true);
      this.make.textContent = `Unduh ${formatNames[this.choices.chosenFormat] ?? ""}`;
    }
  }

  private working(text: string): void {
    this.ready.hidden = true;
    this.work.hidden = this.cancel.hidden = false;
    this.work.classList.remove("is-wrong");
    this.cancel.disabled = false;
    this.make.disabled = this.issue.disabled = true;
    this.bar.hidden = false;
    this.bar.removeAttribute("value");
    this.tell(text);
    this.cancel.focus();
  }

  private follows({ state, percent, text, file }: Progress): void {
    if (state === "going") {
      this.bar.value = percent;
      return this.tell(`${percent}% · ${text}`);
    }
    this.task = null;
    if (file) this.done(file);
    else this.ended(state === "stopped" ? "Dibatalkan." : `Gagal dibuat. ${text}`, state === "failed");
  }

  // done begins the download; the link stays.
  private done(file: { name: string; address: string }): void {
    take(file);
    if (!this.dialog.isConnected) return;
    this.ended("", false);
    const link = made("a", "", file.name);
    link.href = file.address;
    link.download = file.name;
    this.ready.replaceChildren(made("i", "bi bi-check-circle"), " Siap: ", link);
    this.ready.querySelector("i")?.setAttribute("aria-hidden", "true");
    this.ready.hidden = false;
  }

  // ended makes the dialog ready for the next document; a failure says why and offers it again.
  private ended(text: string, wrong: boolean): void {
    if (!this.dialog.isConnected) {
      if (wrong) complain(text);
      return;
    }
    const led = this.cancel === document.activeElement;
    this.task = null;
    this.cancel.hidden = true;
    this.bar.hidden = true;
    this.work.hidden = text === "";
    this.work.classList.toggle("is-wrong", wrong);
    this.make.disabled = this.issue.disabled = (this.choices?.problem ?? "none") !== "";
    if (wrong) this.make.textContent = "Coba lagi";
    this.tell(text);
    if (led) this.make.focus();
  }

  private tell(text: string): void {
    if (this.said.textContent !== text) this.said.textContent = text;
  }

  private async giveUp(): Promise<void> {
    this.cancel.disabled = true;
    this.request?.abort();
    if (!this.task) return;
    try {
      await stop(this.task); // what follows it tells when it has stopped
    } catch (error) {
      this.cancel.disabled = false;
      if (error instanceof Failure) this.tell(messageOf(error));
    }
  }
}

// findingsOf lists what the document lacks, with the way to where that is mended.
function findingsOf(findings: readonly Finding[]): HTMLElement {
  const wrong = findings.some(({ severity }) => severity === "error");
  const part = made("details", "export-findings");
  part.open = wrong;
  const summary = made("summary", "", `${findings.reduce((all, { count }) => all + count, 0)} hal untuk diperiksa`);
  if (wrong) summary.append(" ", made("span", "missing", "sebagian"));
  const list = made("ul");
  for (const { sentence, page, pekerjaan_id, harga_item_id } of findings) {
    const line = made("li");
    if (page) {
      const row = page === "harga-items" ? harga_item_id : pekerjaan_id;
      const link = made("a", "", sentence);
      link.href = `/detail_project/${project}/${page}/${row ? `#p${row}` : ""}`;
      line.append(link);
    } else line.textContent = sentence;
    list.append(line);
  }
  part.append(summary, list);
  return part;
}

// rawOf offers what programs read.
function rawOf({ name, formats, json, export_url }: Entry): HTMLElement {
  const line = made("p", "hint export-raw");
  const links = [...(formats.includes("csv") ? ["csv"] : []), ...(json ? ["json"] : [])].map((format) => {
    const link = made("a", "", formatNames[format] ?? format);
    link.href = `${export_url}${format}/`;
    link.setAttribute("aria-label", `${formatNames[format] ?? format}, ${name}`);
    link.download = "";
    return link;
  });
  line.hidden = links.length === 0;
  line.append("Data mentah: ", ...links.flatMap((link, i) => (i > 0 ? [", ", link] : [link])));
  return line;
}
