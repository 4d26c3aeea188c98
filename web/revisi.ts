// Revisi: saved states are made, named, locked, deleted and restored here; the lists are the
// server's.
import { Failure, send } from "./client";
import { ask } from "./dialog";
import { FormDialog, told } from "./form";
import { followContent, renewContent } from "./live-content";
import { say } from "./notice";

// State is a saved state as its row tells of it.
interface State {
  id: string;
  version: string;
  name: string;
  note: string;
  pekerjaan: string;
}

const address = ({ id }: State): string => `revisions/${id}/`;

async function save(): Promise<void> {
  const form = FormDialog.make("[data-save-dialog]");
  if (!form) return;
  form.submitted(async () => {
    const name = form.text("name").trim();
    await send("POST", "revisions/", { name, note: form.text("note") });
    await renew(`Tersimpan: ${name}`);
  });
  await form.show("#state-name");
  document.querySelector<HTMLElement>("[data-state-do=save]")?.focus();
}

function rename(state: State): void {
  const form = FormDialog.make("[data-save-dialog]");
  if (!form) return;
  form.part("[data-title]").textContent = "Ubah nama dan catatan";
  form.fill("name", state.name);
  form.fill("note", state.note);
  form.submitted(async () => {
    const name = form.text("name").trim();
    await send("PUT", address(state), { name, note: form.text("note"), version: Number(state.version) });
    await renew(`Disimpan: ${name}`);
  });
  void form.show("#state-name");
}

async function setLock(state: State, locked: boolean): Promise<void> {
  await send("POST", `${address(state)}${locked ? "lock" : "unlock"}/`, { version: Number(state.version) });
  await renew(locked ? `${state.name} terkunci: tidak dapat diubah namanya atau dihapus.` : `Kunci ${state.name} dibuka.`);
}

async function remove(state: State): Promise<void> {
  const answer = await ask({
    title: `Hapus ${state.name}?`, body: "Revisi ini hilang untuk selamanya dan tidak dapat diurungkan. Proyeknya sendiri tetap seperti sekarang.",
    choices: [{ value: "hapus", label: "Hapus revisi", danger: true }],
  });
  if (answer !== "hapus") return;
  await send("DELETE", `${address(state)}?version=${state.version}`);
  await renew(`Dihapus: ${state.name}`);
  document.querySelector<HTMLElement>("[data-state-do=save]")?.focus();
}

function restore(state: State): void {
  const form = FormDialog.make("[data-restore-dialog]");
  if (!form) return;
  form.part("[data-state-name]").textContent = state.name;
  form.submitted(async () => {
    form.tell(`Memulihkan ${state.pekerjaan} pekerjaan…`);
    const { new_project: made } = await send<{ new_project: { id: number } }>("POST", `${address(state)}restore/`, { new_name: form.text("new_name").trim() });
    form.tell("Selesai. Membuka proyek baru…");
    location.assign(`/detail_project/${made.id}/rekap-rab/`);
  });
  void form.show("#restore-name");
}

async function renew(text: string): Promise<void> {
  await renewContent(true);
  say(text);
}

const commands: Record<string, (state: State) => void | Promise<void>> = {
  save, rename, restore, delete: remove, lock: (state) => setLock(state, true), unlock: (state) => setLock(state, false),
};

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest("[data-print-page]")) print();
  const button = event.target.closest<HTMLElement>("[data-state-do]");
  const command = commands[button?.dataset["stateDo"] ?? ""];
  if (!button || !command) return;
  const { id = "", version = "", name = "", note = "", pekerjaan = "" } = button.closest<HTMLElement>("[data-state]")?.dataset ?? {};
  Promise.resolve(command({ id, version, name, note, pekerjaan })).catch((error: unknown) => {
    told(error);
    if (error instanceof Failure && (error.status === 409 || error.status === 404)) void renewContent(true);
  });
});
for (const part of document.querySelectorAll<HTMLElement>("main [data-scripted]")) part.hidden = false;
followContent();
