// Copies of the chosen projects, made by the server one after the other: how far it is, what
// it has made, and a way to stop the rest.
import { Failure, get, send } from "./client";
import { open } from "./dialog";
import type { Picked } from "./projects-pick";

interface Job {
  job_id: number;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  done: number;
  total: number;
  current: string;
  error?: string;
  result?: { projects: { id: number; nama: string }[]; summary: { errors: string[] } };
  status_url: string;
  cancel_url: string;
}

const pause = 250; // milliseconds between two looks at the jobs
const words = { queued: "Menunggu giliran", running: "Menyalin", done: "Selesai", failed: "Gagal", cancelled: "Dihentikan" };

// copyProjects asks how, and shows the work until it is done or the dialog is closed; made is
// called when there may be new projects.
export async function copyProjects(projects: readonly Picked[], made: () => Promise<void>): Promise<void> {
  const held = document.querySelector<HTMLTemplateElement>("[data-copy-dialog]")?.content.querySelector("dialog");
  if (!held || projects.length === 0) return;
  const copying = new Copying(held.cloneNode(true) as HTMLDialogElement, projects);
  await copying.show();
  if (copying.begun) await made();
}

class Copying {
  begun = false;
  private readonly form: HTMLFormElement;
  private jobs: Job[] = [];

  constructor(private readonly dialog: HTMLDialogElement, private readonly projects: readonly Picked[]) {
    this.form = this.part<HTMLFormElement>("form");
    const [first] = projects;
    const one = projects.length === 1;
    this.part("[data-title]").textContent = one ? "Salin proyek" : `Salin ${projects.length} proyek`;
    this.part("[data-explain]").textContent = `Salinan berisi daftar pekerjaan, volume, analisa, harga dan kebijakan harga, dan menjadi milik Anda. Realisasi tidak ikut. ${one ? "Proyek asli tidak berubah." : "Nama dasar setiap salinan adalah nama proyeknya."}`;
    this.part("[data-base]").hidden = !one;
    if (one && first) this.field("base").value = first.name.slice(0, 180);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.begin();
    });
    for (const button of dialog.querySelectorAll("[data-close]")) button.addEventListener("click", () => dialog.close());
    this.part("[data-cancel]").addEventListener("click", () => void this.stop());
  }

  show(): Promise<void> {
    const closed = open(this.dialog);
    this.field(this.projects.length === 1 ? "base" : "count").focus();
    return closed;
  }

  private part<Part extends HTMLElement = HTMLElement>(selector: string): Part {
    const found = this.dialog.querySelector<Part>(selector);
    if (!found) throw new Error(`the dialog has no ${selector}`);
    return found;
  }

  private field(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  private async begin(): Promise<void> {
    const wrong = this.part("[data-wrong]");
    wrong.textContent = "";
    const count = Number(this.field("count").value);
    if (!Number.isInteger(count) || count < 1 || count > 50) {
      wrong.textContent = "Jumlah salinan harus 1 sampai 50.";
      this.field("count").focus();
      return;
    }
    const start = this.field("start").value;
    const button = this.part<HTMLButtonElement>("button[type=submit]");
    button.disabled = true;
    for (const { id, name } of this.projects) {
      const base = this.projects.length === 1 ? this.field("base").value.trim() : name.slice(0, 180);
      try {
        const job = await send<Job>("POST", `/detail_project/api/project/${id}/batch-copy/`, {
          base_name: base, count, background: true, ...(start ? { new_tanggal_mulai: start } : {}), copy_jadwal: this.field("schedule").checked,
        });
        this.jobs.push(job);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        wrong.textContent = `${name}: ${error.message}`;
        button.disabled = false;
        if (this.jobs.length === 0) return;
        break; // the others have begun: show them
      }
    }
    this.begun = true;
    this.form.hidden = true;
    this.part("[data-running]").hidden = false;
    await this.watch();
  }

  private async watch(): Promise<void> {
    this.draw();
    while (this.dialog.isConnected && this.jobs.some(isOpen)) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      this.jobs = await Promise.all(this.jobs.map((job) => (isOpen(job) ? get<Job>(job.status_url).catch(() => job) : job)));
      this.draw();
    }
  }

  private draw(): void {
    const total = this.jobs.reduce((all, job) => all + job.total, 0);
    const done = this.jobs.reduce((all, job) => all + job.done, 0);
    const bar = this.part<HTMLProgressElement>("[data-progress]");
    bar.max = total;
    bar.value = done;
    const going = this.jobs.find(({ state }) => state === "running") ?? this.jobs.find(isOpen);
    const made = this.jobs.flatMap(({ result }) => result?.projects ?? []);
    const wrong = this.jobs.flatMap(({ result, error }) => [...(result?.summary.errors ?? []), ...(error ? [error] : [])]);
    const said = going
      ? `${words[going.state]}${going.current ? ` ${going.current}` : ""}: ${done} dari ${total}`
      : `${this.jobs.some(({ state }) => state === "cancelled") ? "Dihentikan" : "Selesai"}: ${made.length} dari ${total} salinan dibuat.`;
    if (this.part("[data-state]").textContent !== said) this.part("[data-state]").textContent = said;
    const list = this.part("[data-results]");
    for (const { id, nama } of made.slice(list.querySelectorAll("a").length)) {
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = `/detail_project/${id}/`;
      link.textContent = nama;
      line.append(link);
      list.append(line);
    }
    this.part("[data-cancel]").hidden = !going;
    this.part("[data-goes-on]").hidden = !going;
    if (going) return;
    for (const text of wrong) {
      const line = document.createElement("li");
      line.className = "wrong";
      line.textContent = text;
      list.append(line);
    }
  }

  // stop cancels what has not been made; what is made stays.
  private async stop(): Promise<void> {
    this.part<HTMLButtonElement>("[data-cancel]").disabled = true;
    await Promise.all(this.jobs.filter(isOpen).map((job) => send("POST", job.cancel_url).catch(() => undefined)));
  }
}

function isOpen({ state }: Job): boolean {
  return state === "queued" || state === "running";
}
