// A project from a backup: the server tells what the file holds before anything is made of it.
import { Failure, send, type Decimal } from "./client";
import { open } from "./dialog";
import { say } from "./notice";
import { money } from "./figures";

interface Note {
  path: string;
  message: string;
}

interface Restored {
  nama: string;
  project_id: number | null;
  stats: Record<string, number>;
  totals: { dibulatkan: Decimal; state: string };
  report: { export_version: string; dropped: Note[] | null; changed: Note[] | null; dropped_count: number; changed_count: number };
}

const path = "/detail_project/api/project/import/json/";
const shown = 20; // notes of a kind; the number of all is told
const names: Record<string, string> = {
  klasifikasi: "klasifikasi", sub_klasifikasi: "sub-klasifikasi", pekerjaan: "pekerjaan", volume_pekerjaan: "volume",
  detail_ahsp: "baris analisa", harga_items: "item harga", project_parameters: "parameter", progress_weekly: "minggu jadwal", tahap_pelaksanaan: "tahapan",
};

// importBackup shows the dialog; made is called once there is a new project.
export async function importBackup(made: () => Promise<void>): Promise<void> {
  const held = document.querySelector<HTMLTemplateElement>("[data-import-dialog]")?.content.querySelector("dialog");
  if (!held) return;
  const dialog = held.cloneNode(true) as HTMLDialogElement;
  const part = <Part extends HTMLElement>(selector: string): Part => dialog.querySelector<Part>(selector) as Part;
  const field = part<HTMLInputElement>("input[type=file]");
  const schedule = part<HTMLInputElement>("[name=import_progress]");
  const button = part<HTMLButtonElement>("button[type=submit]");
  const report = part("[data-report]");
  let asked = 0;
  const upload = (dry: boolean): Promise<Restored> => {
    const body = new FormData();
    const [file] = field.files ?? [];
    if (file) body.append("file", file);
    if (schedule.checked) body.append("import_progress", "1");
    return send<Restored>("POST", dry ? `${path}?dry_run=1` : path, body);
  };
  const examine = (): void => {
    const turn = ++asked;
    button.disabled = true;
    if (!field.files?.length) {
      report.replaceChildren();
      return;
    }
    report.replaceChildren(line("Memeriksa berkas …", "quiet"));
    upload(true).then(
      (told) => {
        if (turn !== asked) return;
        report.replaceChildren(...describe(told));
        button.disabled = false;
      },
      (error: unknown) => turn === asked && report.replaceChildren(...refusal(error)),
    );
  };
  field.addEventListener("change", examine);
  schedule.addEventListener("change", examine);
  part("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    upload(false).then(
      async ({ project_id: id, nama }) => {
        dialog.close();
        await made();
        say(`Proyek ${nama} dibuat dari cadangan.`, { label: "Buka", act: () => location.assign(`/detail_project/${id}/`) });
      },
      (error: unknown) => {
        report.replaceChildren(...refusal(error));
        button.disabled = false;
      },
    );
  });
  part("[data-close]").addEventListener("click", () => dialog.close());
  const closed = open(dialog);
  field.focus();
  await closed;
}

function describe({ nama, stats, totals, report }: Restored): Node[] {
  const counts = Object.entries(names).filter(([key]) => (stats[key] ?? 0) > 0).map(([key, name]) => `${stats[key]} ${name}`);
  const nodes: Node[] = [line(nama, "import-name"), line(counts.length > 0 ? counts.join(", ") : "Belum ada pekerjaan di dalamnya.")];
  if (totals.state !== "empty") nodes.push(line(`Total RAB dibulatkan Rp ${money(totals.dibulatkan).replace(/,00$/, "")}${totals.state === "complete" ? "" : " (sebagian)"}`));
  nodes.push(...notes("Tidak diambil", report.dropped, report.dropped_count), ...notes("Diambil dengan perubahan", report.changed, report.changed_count));
  if (report.dropped_count + report.changed_count === 0) nodes.push(line("Semua isi berkas diambil tanpa perubahan.", "hint"));
  return nodes;
}

function notes(title: string, list: Note[] | null, count: number): Node[] {
  if (!list || count === 0) return [];
  const made = document.createElement("details");
  made.className = "more";
  made.open = true;
  const head = document.createElement("summary");
  head.textContent = `${title}: ${count}`;
  const lines = document.createElement("ul");
  for (const { path: at, message } of list.slice(0, shown)) {
    const item = document.createElement("li");
    item.textContent = `${message} (${at})`;
    lines.append(item);
  }
  made.append(head, lines);
  if (count > shown) made.append(line(`… dan ${count - shown} lagi.`, "hint"));
  return [made];
}

function refusal(error: unknown): Node[] {
  if (!(error instanceof Failure)) throw error;
  const told = error.problems.slice(0, shown).map(({ message }) => message);
  return (told.length > 0 ? told : [error.message]).map((text) => line(text, "wrong"));
}

function line(text: string, className = ""): HTMLElement {
  const made = document.createElement("p");
  made.className = className;
  made.textContent = text;
  return made;
}
