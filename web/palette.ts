// One field that finds everything: pages, pekerjaan of this project, projects, actions. The
// same field with projects alone is the menu behind the name of the project.
import { get, project } from "./client";
import { makeDialog, open } from "./dialog";
import { rank, searchable, wordsOf } from "./match";
import type { Tree } from "./tree";

interface Entry {
  group: string;
  label: string;
  hint: string;
  key: string; // finds it at once
  text: string; // what a search looks into
  go: () => void;
}

interface ProjectList {
  total: number;
  projects: { id: number; nama: string; index_project: string; lokasi_project: string; tahun_project: number }[];
}

// The groups, in their order.
const groups = ["Halaman", "Pekerjaan", "Proyek", "Tindakan"];

const most = 8; // of a group, where there are several
const mostAlone = 100; // of a group that is alone

// watchPalette opens the field by Ctrl+K and by its buttons.
export function watchPalette(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (!document.querySelector("dialog[open]")) new Palette(false);
  });
  document.querySelector("[data-palette]")?.addEventListener("click", () => new Palette(false));
  const name = document.querySelector<HTMLButtonElement>("[data-switch]");
  if (!name) return;
  name.disabled = false;
  name.addEventListener("click", () => new Palette(true));
}

// chooseProject lets somebody choose one of their projects, and leads there.
export function chooseProject(title: string, lead: (project: number) => string): void {
  new Palette(true, title, lead);
}

class Palette {
  private readonly dialog = makeDialog("palette");
  private readonly field = document.createElement("input");
  private readonly list = document.createElement("div");
  private readonly said = document.createElement("p");
  private entries: Entry[] = [];
  private shown: Entry[] = [];
  private active = 0;
  private loading = 0;
  private everyProject = true; // all projects of the person are among the entries
  private asked = new Set<string>(); // queries that the server has answered

  // alone: only projects. lead tells where one leads, the same page of it by default.
  constructor(private readonly alone: boolean, private readonly title = "Ganti proyek", private readonly lead: (project: number) => string = samePage) {
    this.build();
    if (!alone) this.entries = [...pages(), ...actions()];
    void open(this.dialog);
    this.field.focus();
    this.load(this.projects(""));
    if (!alone && project) this.load(get<Tree>("list-pekerjaan/tree/").then((tree) => this.add(pekerjaan(tree))));
    this.find();
  }

  private build(): void {
    const { dialog, field, list, said } = this;
    const label = this.alone ? "Cari proyek" : "Cari halaman, pekerjaan, proyek, tindakan";
    dialog.setAttribute("aria-label", this.alone ? this.title : "Cari dan buka");
    field.type = "text";
    field.className = "palette-field";
    field.placeholder = label;
    field.autocomplete = "off";
    field.spellcheck = false;
    for (const [name, value] of Object.entries({ role: "combobox", "aria-label": label, "aria-autocomplete": "list", "aria-controls": "palette-list" })) {
      field.setAttribute(name, value);
    }
    list.id = "palette-list";
    list.className = "palette-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Hasil");
    said.className = "palette-said";
    said.setAttribute("role", "status");
    dialog.append(field, list, said);
    field.addEventListener("input", () => {
      this.active = 0;
      this.find();
    });
    field.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest<HTMLElement>("[role=option]") : null;
      if (option) this.go(Number(option.dataset["at"]));
    });
  }

  // load waits for entries; without an answer what is there already still works.
  private load(work: Promise<void>): void {
    this.loading++;
    void work
      .catch(() => undefined)
      .finally(() => {
        this.loading--;
        this.find();
      });
  }

  private add(entries: Entry[]): void {
    this.entries = this.entries.concat(entries);
  }

  private async projects(search: string): Promise<void> {
    this.asked.add(search);
    const { total, projects } = await get<ProjectList>(`/detail_project/api/projects/?search=${encodeURIComponent(search)}`);
    if (search === "") this.everyProject = total <= projects.length;
    const known = new Set(this.entries.filter(({ group }) => group === "Proyek").map(({ key }) => key));
    this.add(projects.filter(({ id }) => !known.has(`#${id}`) && String(id) !== project).map((row) => projectEntry(row, this.lead)));
  }

  // find shows what fits the field.
  private find(): void {
    const query = this.field.value.trim();
    const words = wordsOf(query);
    const found: { entry: Entry; score: number }[] = [];
    for (const entry of this.entries) {
      const score = words.length === 0 ? (entry.group === "Pekerjaan" ? null : 0) : entry.key === query.toLowerCase() ? -1 : rank(entry.text, words);
      if (score !== null) found.push({ entry, score });
    }
    const best = Math.min(...found.map(({ score }) => score));
    const close = best < 2 ? found.filter(({ score }) => score < 2) : found; // wrong letters only where nothing fits
    close.sort((a, b) => groups.indexOf(a.entry.group) - groups.indexOf(b.entry.group) || a.score - b.score);
    const counts = new Map<string, number>();
    this.shown = close
      .map(({ entry }) => entry)
      .filter(({ group }) => {
        const count = (counts.get(group) ?? 0) + 1;
        counts.set(group, count);
        return count <= (this.alone ? mostAlone : most);
      });
    const exact = this.shown.findIndex(({ key }) => key === query.toLowerCase());
    if (exact > 0) this.active = exact;
    this.active = Math.min(this.active, Math.max(0, this.shown.length - 1));
    this.draw();
    this.say(close.length);
    const word = query.split(/\s+/).sort((a, b) => b.length - a.length)[0] ?? ""; // the server finds one text, the order is ours
    if (word && !this.everyProject && !this.asked.has(word)) this.load(this.projects(word));
  }

  private say(found: number): void {
    const text = found > 0 ? (found > this.shown.length ? `${this.shown.length} dari ${found} hasil` : `${found} hasil`) : "Tidak ada yang cocok.";
    this.said.textContent = this.loading > 0 ? "Memuat …" : text;
  }

  private draw(): void {
    const { list, field } = this;
    list.replaceChildren();
    let group: HTMLElement | null = null;
    let name = "";
    this.shown.forEach((entry, at) => {
      if (entry.group !== name) {
        name = entry.group;
        group = groupOf(name);
        list.append(group);
      }
      group?.append(optionOf(entry, at, at === this.active));
    });
    list.hidden = this.shown.length === 0;
    field.setAttribute("aria-expanded", String(this.shown.length > 0));
    this.mark();
  }

  private mark(): void {
    for (const option of this.list.querySelectorAll<HTMLElement>("[role=option]")) {
      const active = Number(option.dataset["at"]) === this.active;
      option.setAttribute("aria-selected", String(active));
      if (active) option.scrollIntoView({ block: "nearest" });
    }
    if (this.shown.length > 0) this.field.setAttribute("aria-activedescendant", `palette-${this.active}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  private key(event: KeyboardEvent): void {
    const last = this.shown.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: this.active < last ? this.active + 1 : 0,
      ArrowUp: this.active > 0 ? this.active - 1 : last,
      PageDown: Math.min(last, this.active + 8),
      PageUp: Math.max(0, this.active - 8),
    };
    const to = moves[event.key];
    if (to !== undefined && last >= 0) {
      event.preventDefault();
      this.active = to;
      this.mark();
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      this.go(this.active);
    }
  }

  private go(at: number): void {
    const entry = this.shown[at];
    if (!entry) return;
    this.dialog.close();
    entry.go();
  }
}

function groupOf(name: string): HTMLElement {
  const group = document.createElement("div");
  group.setAttribute("role", "group");
  const title = document.createElement("p");
  title.className = "palette-group";
  title.id = `palette-group-${groups.indexOf(name)}`;
  title.textContent = name;
  title.setAttribute("role", "presentation");
  group.setAttribute("aria-labelledby", title.id);
  group.append(title);
  return group;
}

function optionOf(entry: Entry, at: number, active: boolean): HTMLElement {
  const option = document.createElement("div");
  option.id = `palette-${at}`;
  option.className = "palette-option";
  option.dataset["at"] = String(at);
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", String(active));
  const label = document.createElement("span");
  label.textContent = entry.label;
  const hint = document.createElement("span");
  hint.className = "palette-hint";
  hint.textContent = entry.hint;
  option.append(label, hint);
  return option;
}

// pages are the links of the bars: what exists, for whom it exists.
function pages(): Entry[] {
  return [...document.querySelectorAll<HTMLAnchorElement>("header a[data-page]:not([hidden])")].map((link) => {
    const label = link.dataset["label"] ?? link.textContent ?? "";
    const key = link.dataset["key"] ?? "";
    return entryOf("Halaman", label, key, key, () => location.assign(link.href));
  });
}

function actions(): Entry[] {
  const entries: Entry[] = [];
  for (const [choice, label] of [["light", "Tema terang"], ["dark", "Tema gelap"], ["auto", "Tema ikut perangkat"]]) {
    const button = document.querySelector<HTMLElement>(`[data-theme-choice="${choice}"]`);
    if (button) entries.push(entryOf("Tindakan", label ?? "", "", "tampilan", () => button.click()));
  }
  const help = document.querySelector<HTMLElement>("[data-help]");
  if (help) entries.push(entryOf("Tindakan", "Panduan halaman ini", "F1", "bantuan", () => help.click()));
  for (const link of document.querySelectorAll<HTMLElement>(".account-menu a:not([hidden], [data-logout])")) {
    entries.push(entryOf("Tindakan", link.textContent?.trim() ?? "", "", "akun", () => link.click()));
  }
  const leave = document.querySelector<HTMLElement>("[data-logout]");
  if (leave) entries.push(entryOf("Tindakan", "Keluar", "", "logout", () => leave.click()));
  return entries;
}

function pekerjaan(tree: Tree): Entry[] {
  const volume = document.querySelector<HTMLAnchorElement>('[data-steps] [data-page="volume-pekerjaan"]');
  const page = volume ?? document.querySelector<HTMLAnchorElement>('[data-steps] [data-page="rekap-rab"]');
  if (!page) return [];
  return tree.klasifikasi.flatMap((klasifikasi) =>
    klasifikasi.sub.flatMap((sub) =>
      sub.pekerjaan.map(({ id, snapshot_kode: kode, snapshot_uraian: uraian }) => ({
        group: "Pekerjaan", label: uraian || "Tanpa uraian", hint: kode ?? "", key: `#${id}`,
        text: searchable(kode, uraian, sub.name, klasifikasi.name), go: () => location.assign(`${page.href}#p${id}`),
      })),
    ),
  );
}

// samePage leads to the same page of another project, where there is one.
function samePage(project: number): string {
  const present = document.querySelector<HTMLAnchorElement>("header a[data-page][data-key][aria-current]")?.pathname ?? "";
  return /\/\d+\//.test(present) ? present.replace(/\/\d+\//, `/${project}/`) : `/detail_project/${project}/`;
}

function projectEntry(row: ProjectList["projects"][number], lead: (project: number) => string): Entry {
  const { id, nama, index_project: number, lokasi_project: place, tahun_project: year } = row;
  return { group: "Proyek", label: nama, hint: `${place} · ${year}`, key: `#${id}`, text: searchable(nama, place, number, String(year)), go: () => location.assign(lead(id)) };
}

function entryOf(group: string, label: string, key: string, more: string, go: () => void): Entry {
  return { group, label, hint: key, key: key.toLowerCase(), text: searchable(label, more), go };
}
