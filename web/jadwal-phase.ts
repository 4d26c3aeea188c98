// The phases of a project that people make by hand: a name, dates, and the pekerjaan in it.
// How much of the plan lies in a phase follows from the weeks; nothing of them changes here.
import { get, send, type Decimal } from "./client";
import { ask } from "./dialog";
import { button, made } from "./element";
import { printed } from "./figures";
import { FormDialog, told, undo } from "./form";
import { onSchedule, readSchedule, type Schedule } from "./jadwal-data";
import { say } from "./notice";
import { sheetPlace } from "./sheet-page";
import { treeRows, type TreeRow } from "./tree";

interface Phase {
  tahapan_id: number;
  nama: string;
  deskripsi: string;
  tanggal_mulai: string | null;
  tanggal_selesai: string | null;
  is_auto_generated: boolean;
  jumlah_pekerjaan: number;
  rencana: Decimal | null; // percent of its pekerjaan at the status date; null: nothing is known
  realisasi: Decimal | null;
  version: number;
}

interface Phases {
  tahapan: Phase[];
}

interface PhaseDetail {
  tahapan: { pekerjaan: { pekerjaan_id: number; proporsi: Decimal; catatan: string }[] };
}

// mount shows the phases in a panel and follows the schedule.
export function mount(panel: HTMLElement): void {
  new PhaseView(panel);
}

class PhaseView {
  private readonly writable = sheetPlace().writable;
  private phases: Phase[] = [];
  private schedule: Schedule | null = null;

  constructor(private readonly panel: HTMLElement) {
    panel.classList.add("phase-view");
    panel.addEventListener("click", (event) => {
      const button = (event.target as HTMLElement).closest<HTMLElement>("button[data-act]");
      if (button) void this.act(button.dataset["act"] ?? "", Number(button.closest<HTMLElement>("[data-tahapan]")?.dataset["tahapan"]));
    });
    onSchedule((schedule) => {
      this.schedule = schedule;
      void this.read();
    });
  }

  private async read(): Promise<void> {
    try {
      const { tahapan } = await get<Phases>("tahapan/");
      this.phases = tahapan.filter(({ is_auto_generated }) => !is_auto_generated);
      this.draw();
    } catch (error) {
      told(error);
    }
  }

  // ---- what people do ----

  private act(what: string, id: number): Promise<void> | void {
    const at = this.phases.findIndex(({ tahapan_id }) => tahapan_id === id);
    const phase = this.phases[at];
    switch (what) {
      case "add":
        return this.write(null);
      case "edit":
        return phase && this.write(phase);
      case "members":
        return phase && this.choose(phase);
      case "delete":
        return phase && this.remove(phase);
      case "up":
        return this.move(at, at - 1);
      case "down":
        return this.move(at, at + 1);
    }
  }

  // done follows a command of this view: its own revision, too, is read anew.
  private async done(text: string): Promise<void> {
    await readSchedule();
    await this.read();
    say(text, undo);
  }

  private async write(phase: Phase | null): Promise<void> {
    const form = FormDialog.make("[data-phase-dialog]");
    if (!form) return;
    form.part("h2").textContent = phase ? `Ubah ${phase.nama}` : "Tambah tahapan";
    for (const name of ["nama", "tanggal_mulai", "tanggal_selesai", "deskripsi"] as const) form.fill(name, phase?.[name] ?? "");
    form.submitted(async () => {
      const body = {
        nama: form.text("nama"), tanggal_mulai: form.text("tanggal_mulai"), tanggal_selesai: form.text("tanggal_selesai"), deskripsi: form.text("deskripsi"),
        ...(phase ? { version: phase.version } : {}),
      };
      if (phase) await send("PUT", `tahapan/${phase.tahapan_id}/`, body);
      else await send("POST", "tahapan/", body);
      await this.done(phase ? "Tahapan diubah." : "Tahapan ditambahkan. Pilih pekerjaannya dengan tombol Pekerjaan.");
    });
    await form.show("[name=nama]");
  }

  private async remove(phase: Phase): Promise<void> {
    const answer = await ask({ title: `Hapus ${phase.nama}?`, body: "Rencana dan realisasi pekerjaan tidak berubah.", choices: [{ value: "yes", label: "Hapus tahapan", danger: true }] });
    if (!answer) return;
    try {
      await send("DELETE", `tahapan/${phase.tahapan_id}/?version=${phase.version}`);
      await this.done("Tahapan dihapus.");
    } catch (error) {
      told(error);
    }
  }

  private async move(from: number, to: number): Promise<void> {
    const order = this.phases.map(({ tahapan_id }) => tahapan_id);
    const [moved] = order.splice(from, 1);
    if (moved === undefined || to < 0 || to > order.length) return;
    order.splice(to, 0, moved);
    try {
      await send("POST", "tahapan/reorder/", { tahapan_order: order });
      await this.done("Urutan tahapan diubah.");
      this.panel.querySelector<HTMLElement>(`[data-tahapan="${moved}"] [data-act="${to < from ? "up" : "down"}"]`)?.focus();
    } catch (error) {
      told(error);
    }
  }

  // choose says which pekerjaan belong to a phase.
  private async choose(phase: Phase): Promise<void> {
    const form = FormDialog.make("[data-phase-members-dialog]");
    if (!form || !this.schedule) return;
    let before: Set<number>;
    try {
      const { tahapan } = await get<PhaseDetail>(`tahapan/${phase.tahapan_id}/`);
      before = new Set(tahapan.pekerjaan.map(({ pekerjaan_id }) => pekerjaan_id));
    } catch (error) {
      return told(error);
    }
    form.part("h2").textContent = `Pekerjaan dalam ${phase.nama}`;
    const list = form.part("[data-list]");
    list.replaceChildren(...treeRows<TreeRow>(this.schedule.tree, (row) => row).map((row) => memberLine(row, before)));
    const chosen = (): number[] => [...list.querySelectorAll<HTMLInputElement>("input:checked")].map(({ value }) => Number(value));
    const count = (): void => form.tell(`${chosen().length} pekerjaan dipilih.`);
    const search = form.part<HTMLInputElement>("[type=search]");
    search.addEventListener("input", () => narrow(list, search.value));
    list.addEventListener("change", count);
    count();
    form.submitted(async () => {
      const now = new Set(chosen());
      const added = [...now].filter((id) => !before.has(id));
      const removed = [...before].filter((id) => !now.has(id));
      if (removed.length > 0) await send("POST", `tahapan/${phase.tahapan_id}/unassign/`, { pekerjaan_ids: removed });
      if (added.length > 0) await send("POST", `tahapan/${phase.tahapan_id}/assign/`, { assignments: added.map((id) => ({ pekerjaan_id: id, proporsi: 100 })) });
      if (added.length + removed.length > 0) await this.done("Isi tahapan disimpan.");
    });
    await form.show("[type=search]");
  }

  // ---- what they see ----

  private draw(): void {
    const add = button("add", "Tambah tahapan", "btn btn-primary");
    const lead = made("p", "phase-lead", "Tahapan mengelompokkan pekerjaan menurut masa pelaksanaannya, misalnya Tahap I Struktur. Jadwal tidak berubah karenanya.");
    if (this.phases.length === 0) {
      const empty = made("div", "empty");
      empty.append(made("p", "", "Belum ada tahapan."), lead, ...(this.writable ? [add] : []));
      this.panel.replaceChildren(empty);
      return;
    }
    const list = made("ol", "phase-list");
    list.append(...this.phases.map((phase, at) => this.card(phase, at)));
    this.panel.replaceChildren(lead, ...(this.writable ? [add] : []), list);
  }

  private card(phase: Phase, at: number): HTMLElement {
    const card = made("li", "phase-item");
    card.dataset["tahapan"] = String(phase.tahapan_id);
    card.append(made("h2", "", phase.nama), made("p", "phase-facts", factsOf(phase)));
    if (phase.deskripsi) card.append(made("p", "phase-facts", phase.deskripsi));
    if (!this.writable) return card;
    const tools = made("div", "phase-tools");
    const [up, down] = [button("up", "", "btn btn-outline-secondary"), button("down", "", "btn btn-outline-secondary")];
    for (const [move, icon, label] of [[up, "arrow-up", "Naikkan"], [down, "arrow-down", "Turunkan"]] as const) {
      move.setAttribute("aria-label", `${label} ${phase.nama}`);
      move.insertAdjacentHTML("beforeend", `<i class="bi bi-${icon}" aria-hidden="true"></i>`);
    }
    up.disabled = at === 0;
    down.disabled = at === this.phases.length - 1;
    tools.append(button("members", "Pekerjaan", "btn btn-outline-primary"), button("edit", "Ubah", "btn btn-outline-secondary"), up, down, button("delete", "Hapus", "btn btn-outline-secondary"));
    for (const tool of tools.querySelectorAll<HTMLElement>("button:not([aria-label])")) tool.setAttribute("aria-label", `${tool.textContent} ${phase.nama}`);
    card.append(tools);
    return card;
  }
}

function factsOf(phase: Phase): string {
  const from = phase.tanggal_mulai ? date(phase.tanggal_mulai) : "awal proyek";
  const to = phase.tanggal_selesai ? date(phase.tanggal_selesai) : "akhir proyek";
  const parts = [`${from} – ${to}`, `${phase.jumlah_pekerjaan} pekerjaan`];
  if (phase.jumlah_pekerjaan > 0 && phase.rencana !== null) parts.push(`rencana ${printed(phase.rencana)} %`, `realisasi ${printed(phase.realisasi)} %`);
  return parts.join(" · ");
}

function date(iso: string): string {
  return `${iso.slice(8)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}`;
}

// memberLine is a heading, or a pekerjaan to be chosen.
function memberLine(row: TreeRow, members: ReadonlySet<number>): HTMLElement {
  const { pekerjaan } = row;
  if (!pekerjaan) return made("p", `phase-heading level-${row.level ?? 0}`, `${row.number} ${row.title}`);
  const line = made("label", "phase-choice");
  const box = document.createElement("input");
  Object.assign(box, { type: "checkbox", className: "form-check-input", value: String(pekerjaan.id), checked: members.has(pekerjaan.id) });
  line.append(box, made("span", "", `${row.number} ${row.title}`), made("span", "phase-kode", pekerjaan.snapshot_kode ?? ""));
  return line;
}

// narrow leaves the pekerjaan that hold all words; what is chosen stays chosen.
function narrow(list: HTMLElement, typed: string): void {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  for (const line of list.querySelectorAll<HTMLElement>(".phase-choice")) line.hidden = !words.every((word) => (line.textContent ?? "").toLowerCase().includes(word));
  for (const heading of list.querySelectorAll<HTMLElement>(".phase-heading")) heading.hidden = words.length > 0;
}
