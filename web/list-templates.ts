// Templates of work lists: chosen from the library or a file, looked at before they are
// imported, saved, shared and deleted.
import { Failure, get, parseExactly, send } from "./client";
import { ask } from "./dialog";
import { FormDialog, messageOf, told } from "./form";
import { complain, say } from "./notice";

interface Template {
  id: number;
  name: string;
  description: string;
  category_display: string;
  total_pekerjaan: number;
  usage_count: number;
  is_own: boolean;
  is_public: boolean;
  visibility: "private" | "shared" | "public";
}

// Content is what a template holds, as far as it is shown.
interface Content {
  klasifikasi?: { _export_id: number; name: string }[];
  sub_klasifikasi?: { _export_id: number; _klasifikasi_ref: number; name: string }[];
  pekerjaan?: { _sub_klasifikasi_ref: number; snapshot_uraian: string; snapshot_satuan: string }[];
  parameters?: unknown[];
}

// Imported is what an import did, or would do.
export interface Imported {
  message: string;
  stats: Record<"klasifikasi" | "sub" | "pekerjaan" | "detail" | "parameters" | "formulas" | "harga_items", number>;
  warnings?: string[];
}

// Bring carries an import out and shows what has come.
export type Bring = (path: string, body: unknown) => Promise<Imported>;

const library = "/detail_project/api/templates/";
const importPath = ({ id }: Template): string => `templates/${id}/import/`;
const filePath = "templates/import-file/";
const pause = 200; // milliseconds after the last key
const warningsShown = 8;
const visibilities = { private: "hanya Anda", shared: "dibagikan", public: "publik" };

// countsOf says what comes in.
function countsOf({ stats }: Imported): string {
  const parts = ([["klasifikasi", "klasifikasi"], ["sub", "sub-klasifikasi"], ["pekerjaan", "pekerjaan"], ["detail", "komponen"], ["harga_items", "item harga baru tanpa harga"], ["parameters", "parameter"], ["formulas", "formula volume"]] as const)
    .filter(([key]) => stats[key] > 0).map(([key, name]) => `${stats[key].toLocaleString("id-ID")} ${name}`);
  return parts.join(", ");
}

// sayImported tells what came, and offers to take it back.
function sayImported(answer: Imported): void {
  say(`${answer.message.replace(/\.$/, "")}: ${countsOf(answer)}.`, { label: "Urungkan", act: () => document.querySelector<HTMLElement>("[data-undo]")?.click() });
}

// chooseTemplate shows the templates that one may use, and imports the chosen one.
export async function chooseTemplate(bring: Bring): Promise<void> {
  const form = FormDialog.make("[data-templates-dialog]");
  if (!form) return;
  const [said, list, detail, own] = [form.part("[data-said]"), form.part("[data-list]"), form.part("[data-detail]"), form.part("[data-own]")];
  const apply = form.part<HTMLButtonElement>("[data-apply]");
  let chosen: Template | null = null;
  let asked = 0;
  let timer = 0;

  const choose = async (template: Template | null): Promise<void> => {
    const turn = ++asked;
    chosen = template;
    apply.disabled = true;
    own.hidden = !template?.is_own;
    form.tell("");
    form.part("[data-parameters]").hidden = true;
    detail.replaceChildren();
    if (!template) return;
    detail.replaceChildren(text("p", "Membaca isi template…"));
    try {
      const [{ template: full }, trial] = await Promise.all([
        get<{ template: { content: Content } }>(`${library}${template.id}/`),
        send<Imported>("POST", importPath(template), { dry_run: true, overwrite_parameters: overwrites(form) }),
      ]);
      if (turn !== asked) return;
      detail.replaceChildren(text("h3", template.name), ...(template.description ? [text("p", template.description)] : []), ...previewOf(trial), outlineOf(full.content));
      form.part("[data-parameters]").hidden = (full.content.parameters ?? []).length === 0;
      apply.disabled = false;
    } catch (error) {
      if (turn === asked) detail.replaceChildren(text("p", `Tidak dapat diimpor. ${messageOf(error)}`));
    }
  };
  const line = (template: Template): HTMLElement => {
    const item = document.createElement("li");
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "radio";
    box.name = "template";
    box.addEventListener("change", () => void choose(template));
    const name = text("span", template.name);
    const whose = template.is_own ? `milik Anda, ${visibilities[template.visibility]}` : template.is_public ? "publik" : "dibagikan kepada Anda";
    name.append(text("small", `${template.category_display} · ${template.total_pekerjaan} pekerjaan · ${whose}`));
    label.append(box, name);
    item.append(label);
    return item;
  };
  const search = async (): Promise<void> => {
    const query = new URLSearchParams({ q: form.text("q").trim(), category: form.text("category") });
    const { templates, total } = await get<{ templates: Template[]; total: number }>(`${library}?${query}`);
    const whose = form.text("whose");
    const shown = templates.filter(({ is_own, is_public }) => whose === "" || (whose === "own" ? is_own : whose === "public" ? is_public : !is_own && !is_public));
    await choose(null);
    list.replaceChildren(...shown.map(line));
    const narrowed = query.get("q") || query.get("category") || whose;
    said.textContent = shown.length > 0
      ? `${shown.length} template${total > templates.length ? ` dari ${total}: persempit pencarian untuk melihat yang lain` : ""}`
      : narrowed ? "Tidak ada template yang cocok." : "Belum ada template. Simpan sebuah proyek sebagai template untuk memulai.";
  };
  form.form.addEventListener("input", (event) => {
    const name = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement ? event.target.name : "";
    if (name === "parameters") void choose(chosen);
    if (!["q", "category", "whose"].includes(name)) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => void search().catch(told), pause);
  });
  form.form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target instanceof HTMLInputElement && event.target.type === "search") event.preventDefault();
    event.stopPropagation();
  });
  form.part("[data-share]").addEventListener("click", () => {
    if (chosen) void shareTemplate(chosen).then(search).catch(told);
  });
  form.part("[data-delete]").addEventListener("click", () => {
    if (chosen) void deleteTemplate(chosen).then(search).catch(told);
  });
  form.submitted(async () => {
    if (!chosen) return;
    form.tell("Mengimpor…");
    sayImported(await bring(importPath(chosen), { overwrite_parameters: overwrites(form) }));
  });
  const closed = form.show("#templates-cari");
  await search().catch(told);
  await closed;
}

// importFile imports a template, or the export of a work list, from a file.
export async function importFile(bring: Bring): Promise<void> {
  const form = FormDialog.make("[data-template-file-dialog]");
  if (!form) return;
  const apply = form.part<HTMLButtonElement>("[data-apply]");
  const detail = form.part("[data-detail]");
  let content: unknown;
  let turn = 0;
  const look = async (): Promise<void> => {
    const mine = ++turn;
    apply.disabled = true;
    detail.replaceChildren();
    const [file] = form.part<HTMLInputElement>("[name=file]").files ?? [];
    if (!file) return form.tell("");
    form.tell("Memeriksa berkas…");
    try {
      content = parseExactly(await file.text());
    } catch {
      return form.tell("Berkas ini bukan JSON yang utuh: pilih berkas hasil Ekspor ke berkas.", true);
    }
    const trial = await send<Imported>("POST", filePath, { content, dry_run: true, overwrite_parameters: overwrites(form) }).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      return error;
    });
    if (mine !== turn) return;
    if (trial instanceof Failure) return form.tell(refusal(trial), true);
    form.tell("");
    detail.replaceChildren(...previewOf(trial));
    form.part("[data-parameters]").hidden = typeof content !== "object" || ((content as Content | null)?.parameters ?? []).length === 0;
    apply.disabled = false;
  };
  form.form.addEventListener("change", () => void look().catch(told));
  form.submitted(async () => {
    form.tell("Mengimpor…");
    sayImported(await bring(filePath, { content, overwrite_parameters: overwrites(form) }));
  });
  await form.show("[name=file]");
}

// refusal names the first places of a file that are wrong.
function refusal({ message, problems }: Failure): string {
  if (problems.length === 0) return message;
  const shown = problems.slice(0, 3).map(({ path, message: why }) => `${path.replace(/^content\.?/, "") || "Berkas"}: ${why}`);
  return [...shown, ...(problems.length > 3 ? [`dan ${problems.length - 3} lagi.`] : [])].join("\n");
}

// saveTemplate makes a template of the project; only its maker sees it unless told otherwise.
export async function saveTemplate(): Promise<void> {
  const form = FormDialog.make("[data-template-save-dialog]");
  if (!form) return;
  form.submitted(async () => {
    const name = form.text("name").trim();
    const open = form.text("visibility") === "public";
    await send("POST", "templates/create/", { name, description: form.text("description"), category: form.text("category"), is_public: open });
    say(open ? `Template ${name} disimpan dan dapat dipakai semua pengguna.` : `Template ${name} disimpan. Hanya Anda yang melihatnya.`);
  });
  await form.show("#template-nama");
}

interface Person {
  id: number;
  email: string;
  full_name: string;
  username: string;
}

async function shareTemplate(template: Template): Promise<void> {
  const form = FormDialog.make("[data-template-share-dialog]");
  if (!form) return;
  const path = `${library}${template.id}/people/`;
  form.part("[data-lead]").textContent = template.is_public
    ? `${template.name} sudah publik: semua pengguna dapat memakainya.`
    : `${template.name} dapat dipakai Anda dan orang-orang di bawah ini.`;
  const show = ({ people }: { people: Person[] }): void => {
    form.part("[data-people]").replaceChildren(...people.map((person) => {
      const item = text("li", `${person.full_name || person.username} (${person.email})`);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-outline-secondary";
      button.textContent = "Cabut";
      button.setAttribute("aria-label", `Cabut ${person.full_name || person.username}`);
      button.addEventListener("click", () => void send<{ people: Person[] }>("DELETE", `${path}${person.id}/`).then(show).catch((error: unknown) => form.tell(messageOf(error), true)));
      item.append(button);
      return item;
    }));
  };
  show(await get<{ people: Person[] }>(path));
  form.form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.mark(null);
    form.tell("");
    send<{ people: Person[] }>("POST", path, { login: form.text("person").trim() }).then((answer) => {
      show(answer);
      form.fill("person", "");
      form.tell("Dibagikan.");
    }).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      form.tell(messageOf(error), true);
      form.mark(error);
    });
  });
  await form.show("#template-orang");
}

async function deleteTemplate({ id, name }: Template): Promise<void> {
  const answer = await ask({
    title: `Hapus template ${name}?`, body: "Yang sudah dibuat dari template ini tetap ada. Templatenya sendiri tidak dapat dikembalikan.",
    choices: [{ value: "hapus", label: "Hapus template", danger: true }],
  });
  if (answer !== "hapus") return;
  await send("POST", `${library}${id}/delete/`);
  say(`Template ${name} dihapus.`);
}

// exportTemplate downloads the work list as a template.
export function exportTemplate(rows: number): void {
  if (rows === 0) return complain("Belum ada pekerjaan untuk diekspor.");
  location.assign(`/detail_project/api/project/${document.body.dataset["project"]}/templates/export/`);
}

const overwrites = (form: FormDialog): boolean => form.text("parameters") === "ganti";

function text(tag: string, content: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = content;
  return made;
}

// previewOf tells what an import would bring, and what differs from the template.
function previewOf(trial: Imported): Node[] {
  const nodes: Node[] = [text("p", `Yang masuk: ${countsOf(trial)}.`)];
  const { warnings = [] } = trial;
  if (warnings.length === 0) return nodes;
  const told = text("ul", "");
  told.className = "template-warnings";
  told.append(...warnings.slice(0, warningsShown).map((warning) => text("li", warning)));
  if (warnings.length > warningsShown) told.append(text("li", `dan ${warnings.length - warningsShown} hal lain.`));
  return [...nodes, text("h4", "Yang perlu diketahui"), told];
}

// outlineOf lists the headings with their pekerjaan.
function outlineOf({ klasifikasi = [], sub_klasifikasi: subs = [], pekerjaan = [] }: Content): HTMLElement {
  const outline = text("ul", "");
  outline.className = "template-outline";
  for (const top of klasifikasi) {
    const item = text("li", top.name);
    const below = document.createElement("ul");
    for (const sub of subs.filter(({ _klasifikasi_ref }) => _klasifikasi_ref === top._export_id)) {
      const line = text("li", sub.name);
      const rows = document.createElement("ul");
      rows.append(...pekerjaan.filter(({ _sub_klasifikasi_ref }) => _sub_klasifikasi_ref === sub._export_id)
        .map(({ snapshot_uraian, snapshot_satuan }) => text("li", snapshot_satuan ? `${snapshot_uraian} (${snapshot_satuan})` : snapshot_uraian)));
      line.append(rows);
      below.append(line);
    }
    item.append(below);
    outline.append(item);
  }
  return outline;
}
