// Choosing projects of the list, over its pages, and what is done with the chosen ones.
import { Failure, get, send } from "./client";
import { complain, say } from "./notice";
import type { ProjectList } from "./projects-list";

// Picked is a chosen project, as the list showed it.
export interface Picked {
  id: number;
  name: string;
  active: boolean;
  write: boolean;
  manage: boolean;
}

const most = 200; // projects that one command takes

export class Picking {
  private readonly picked = new Map<number, Picked>();
  private readonly bar = document.querySelector<HTMLElement>("[data-bulk]");

  constructor(
    private readonly list: ProjectList,
    private readonly acts: { copy(projects: Picked[]): void; edit(projects: Picked[]): void },
  ) {
    document.addEventListener("change", ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return;
      if (target.dataset["pick"] !== undefined) this.pick(target.closest<HTMLElement>("[data-row]"), target.checked);
      else if (target.dataset["pickAll"] !== undefined) for (const row of rows()) this.pick(row, target.checked);
      else return;
      this.show();
    });
    this.on("[data-pick-none]", () => this.none());
    this.on("[data-pick-matching]", () => this.pickMatching());
    this.on("[data-edit-table]", () => this.acts.edit(this.chosen().filter(({ write, active }) => write && active)));
    this.on("[data-copy]", () => this.acts.copy(this.chosen()));
    this.on("[data-export]", () => download(this.chosen().map(({ id }) => id)));
    this.on("[data-archive-picked]", () => this.archive(this.chosen().filter(({ active }) => active)));
    this.on("[data-restore-picked]", () => this.restore(this.chosen().filter(({ active }) => !active)));
    list.onShown(() => this.show());
  }

  // archive asks for no confirmation: it is taken back with one click.
  async archive(projects: readonly Picked[]): Promise<void> {
    const ids = projects.filter(({ manage }) => manage).map(({ id }) => id);
    const others = projects.length - ids.length;
    await this.carryOut("archive", ids, (changed) => {
      const name = changed.length === 1 ? `Proyek ${nameOf(projects, changed[0])} diarsipkan.` : `${changed.length} proyek diarsipkan.`;
      say(name + left(others), { label: "Pulihkan", act: () => void this.restore(projects.filter(({ id }) => changed.includes(id))) });
    });
  }

  async restore(projects: readonly Picked[]): Promise<void> {
    const ids = projects.filter(({ manage }) => manage).map(({ id }) => id);
    await this.carryOut("unarchive", ids, (changed) => {
      const name = changed.length === 1 ? `Proyek ${nameOf(projects, changed[0])} dipulihkan.` : `${changed.length} proyek dipulihkan.`;
      say(name + left(projects.length - ids.length));
    });
  }

  none(): void {
    this.picked.clear();
    this.show();
  }

  private async carryOut(command: "archive" | "unarchive", ids: number[], done: (changed: number[]) => void): Promise<void> {
    if (ids.length === 0) {
      complain("Hanya pemilik proyek yang dapat mengarsipkan dan memulihkannya.");
      return;
    }
    try {
      const { project_ids: changed } = await send<{ project_ids: number[] }>("POST", `/dashboard/bulk/${command}/`, { project_ids: ids });
      for (const id of ids) this.picked.delete(id);
      await this.list.refresh();
      done(changed);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      complain(error.message);
    }
  }

  private chosen(): Picked[] {
    return [...this.picked.values()];
  }

  private pick(row: HTMLElement | null, chosen: boolean): void {
    if (!row) return;
    const project = pickedOf(row);
    if (chosen) this.picked.set(project.id, project);
    else this.picked.delete(project.id);
  }

  // pickMatching chooses all projects of the list, those of other pages too.
  private async pickMatching(): Promise<void> {
    const asked = document.querySelector<HTMLElement>("[data-list]")?.dataset["matching"] ?? "";
    try {
      const { projects } = await get<{ projects: Matching[] }>(`/detail_project/api/projects/?${asked}&page_size=${most}`);
      for (const { id, nama, role, is_active } of projects) {
        this.picked.set(id, { id, name: nama, active: is_active, write: role !== "reader", manage: role === "owner" });
      }
      this.show();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      complain(error.message);
    }
  }

  private show(): void {
    const { bar, picked } = this;
    if (!bar) return;
    const shown = rows();
    for (const row of shown) {
      const project = pickedOf(row);
      const box = row.querySelector<HTMLInputElement>("[data-pick]");
      const chosen = picked.has(project.id);
      if (chosen) picked.set(project.id, project); // as it is now
      if (box) box.checked = chosen;
      row.toggleAttribute("data-picked", chosen);
    }
    const here = shown.filter((row) => picked.has(Number(row.dataset["row"]))).length;
    const all = document.querySelector<HTMLInputElement>("[data-pick-all]");
    if (all) {
      all.checked = here > 0 && here === shown.length;
      all.indeterminate = here > 0 && here < shown.length;
    }
    bar.hidden = picked.size === 0;
    document.body.toggleAttribute("data-picking", picked.size > 0);
    if (picked.size === 0) return;
    this.offer();
  }

  // offer shows what can be done with the chosen projects.
  private offer(): void {
    const chosen = this.chosen();
    const count = this.part("[data-picked]");
    if (count) count.textContent = String(chosen.length);
    const total = Number(document.querySelector<HTMLElement>("[data-list]")?.dataset["total"] ?? "0");
    const matching = this.part<HTMLButtonElement>("[data-pick-matching]");
    if (matching) {
      matching.hidden = total <= rows().length || chosen.length >= total || total > most;
      matching.textContent = `Pilih semua ${total} yang cocok`;
    }
    const able = (selector: string, can: boolean): void => {
      const button = this.part<HTMLButtonElement>(selector);
      if (button) button.hidden = !can;
    };
    able("[data-edit-table]", chosen.some(({ write, active }) => write && active));
    able("[data-archive-picked]", chosen.some(({ manage, active }) => manage && active));
    able("[data-restore-picked]", chosen.some(({ manage, active }) => manage && !active));
  }

  private part<Part extends HTMLElement = HTMLElement>(selector: string): Part | null {
    return this.bar?.querySelector<Part>(selector) ?? null;
  }

  private on(selector: string, act: () => unknown): void {
    this.part(selector)?.addEventListener("click", () => void act());
  }
}

interface Matching {
  id: number;
  nama: string;
  role: string;
  is_active: boolean;
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-list] [data-row]")];
}

// pickedOf reads a row of the list.
export function pickedOf({ dataset }: HTMLElement): Picked {
  const has = (name: string): boolean => dataset[name] !== undefined;
  return { id: Number(dataset["row"]), name: dataset["name"] ?? "", active: has("active"), write: has("write"), manage: has("manage") };
}

function nameOf(projects: readonly Picked[], id: number | undefined): string {
  return projects.find((project) => project.id === id)?.name ?? "";
}

function left(others: number): string {
  return others > 0 ? ` ${others} bukan milik Anda dan tetap seperti semula.` : "";
}

function download(ids: readonly number[]): void {
  const link = document.createElement("a");
  link.href = `/dashboard/bulk/export/excel/?${ids.map((id) => `ids=${id}`).join("&")}`;
  link.download = "";
  link.click();
}
