// List Pekerjaan: headings and pekerjaan as a tree in a grid, built, moved and emptied by keys.
import { Failure, followChanges, get, send, type Decimal } from "./client";
import { ask } from "./dialog";
import { contents } from "./list-contents";
import { watchDrag } from "./list-drag";
import { allowDeletion, allowModified, chooseVolume, effectOf } from "./list-effect";
import { pick } from "./list-library";
import { columnsOf, type Draft, type Kind, type ListRow } from "./list-row";
import { chooseTemplate, exportTemplate, importFile, saveTemplate, type Imported } from "./list-templates";
import { idOf, nodesOf, stepOf, type ListPlace, type Node } from "./list-tree";
import { complain, say } from "./notice";
import { decideOnPaste } from "./paste-report";
import { exact } from "./figures";
import { told } from "./form";
import { restoring, withScheduleChoices } from "./schedule-choice";
import { Sheet, type RowEdit } from "./sheet";
import { readTree, treeRows } from "./tree";
import { filterTools, sheetPlace } from "./sheet-page";

interface Changed {
  operation_id?: number;
  rows: { id: number; version: number }[];
  id_map: Record<Kind, Record<string, number>>;
  deleted: { headings: { name: string }[]; pekerjaan: { uraian: string }[] };
}

interface Volumes {
  items: { pekerjaan_id: number; quantity: Decimal; state: "missing" | "set" | "formula_failed" }[];
}

interface Recap {
  rows: { pekerjaan_id: number; G: Decimal; total: Decimal; state: string; missing_prices: number }[];
}

const changesPath = "list-pekerjaan/changes/";
const place = sheetPlace();
const first = document.querySelector<HTMLElement>("[data-first]");
const levels: Record<Kind, number | undefined> = { klasifikasi: 0, sub: 1, pekerjaan: undefined };
const names: Record<Kind, string> = { klasifikasi: "klasifikasi", sub: "sub-klasifikasi", pekerjaan: "pekerjaan" };

let stored: ListRow[] = []; // as the server has them
let treeVersion = 0;
let drafts: Draft[] = [];
let sheet: Sheet<ListRow>;
const made = new Map<string, number>(); // ids that drafts have become

async function load(): Promise<ListRow[]> {
  const [tree, volumes, recap] = await Promise.all([
    readTree(), get<Volumes>("volume-pekerjaan/list/"), place.prices ? get<Recap>("rekap/") : Promise.resolve<Recap>({ rows: [] }),
  ]);
  treeVersion = tree.version;
  const quantities = new Map(volumes.items.map((item) => [item.pekerjaan_id, item]));
  const lines = new Map(recap.rows.map((line) => [line.pekerjaan_id, line]));
  stored = treeRows<ListRow>(tree, (row) => {
    const id = row.pekerjaan?.id ?? 0;
    const [volume, line] = [quantities.get(id), lines.get(id)];
    const known = volume !== undefined && volume.state !== "missing";
    const analysed = line !== undefined && line.state !== "no_analysis";
    return {
      ...row, quantity: known ? exact(volume.quantity) : "", hsp: analysed ? exact(line.G) : "",
      total: analysed && known ? exact(line.total) : "", partial: (line?.missing_prices ?? 0) > 0,
    };
  });
  return withDrafts();
}

// ---- drafts ----

function withDrafts(): ListRow[] {
  const rows = [...stored];
  for (const draft of drafts) {
    const { kind, id, place: to } = draft;
    const level = levels[kind];
    const at = indexOf(rows, to, level ?? 2);
    rows.splice(at, 0, { id, title: "", number: "", quantity: "", hsp: "", total: "", partial: false, draft, ...(level === undefined ? {} : { level }) });
  }
  return rows;
}

// indexOf finds where a row of a depth goes among all rows.
function indexOf(rows: readonly ListRow[], { parent, after }: ListPlace, depth: number): number {
  const depthOf = (row: ListRow | undefined): number => (row ? (row.level ?? 2) : -1);
  const from = rows.findIndex((row) => idOf(row) === (after || parent));
  if (from < 0) return after || parent ? rows.length : 0;
  if (!after) return from + 1;
  let at = from + 1;
  while (depthOf(rows[at]) > depth) at++;
  return at;
}

function draftOf(id: string): Draft | null {
  const [, kind, parent, after] = id.split("~");
  return after === undefined ? null : { id, kind: kind as Kind, place: { parent: Number(parent), after: Number(after) } };
}

function addDraft(kind: Kind, to: ListPlace): void {
  const id = `baru-${Date.now().toString(36)}~${kind}~${to.parent}~${to.after}`;
  drafts.push({ id, kind, place: to });
  sheet.show(null);
  sheet.replace(withDrafts());
  sheet.grid.goTo(id, "uraian");
  say(`Ketik ${kind === "pekerjaan" ? "uraian pekerjaan" : `nama ${names[kind]}`} baru, lalu Enter.`);
}

function dropDraft(id: string): void {
  drafts = drafts.filter((draft) => draft.id !== id);
  sheet.replace(withDrafts());
  sheet.grid.focus();
}

// ---- requests ----

// changeOf makes a row of the request: a change of a stored row, or a new row at its place.
function changeOf({ id, version, cells }: RowEdit): unknown {
  const [uraian, satuan] = [cells["uraian"]?.value, cells["satuan"]?.value];
  const draft = draftOf(id);
  const known = made.get(id) ?? (draft ? 0 : idOf({ id } as ListRow));
  const heading = draft ? draft.kind !== "pekerjaan" : id.startsWith("h");
  const texts = heading ? { name: uraian ?? undefined } : { snapshot_uraian: uraian ?? undefined, snapshot_satuan: satuan ?? undefined };
  if (known) return { id: known, ...(version > 0 ? { version } : {}), ...texts };
  return { temp_id: id, kind: draft?.kind, ...placeOf(draft?.place ?? { parent: 0, after: 0 }), ...(heading ? {} : { source_type: "custom" }), ...texts };
}

function placeOf({ parent, after }: ListPlace): object {
  return { ...(parent ? { parent_id: parent } : {}), after_id: after || null };
}

// versionsOf reads what rows of a sheet have become, those that were drafts under both names.
function versionsOf(answer: Changed): [string, number][] {
  const versions: [string, number][] = [];
  for (const [temp, id] of Object.values(answer.id_map).flatMap((map) => Object.entries(map))) made.set(temp, id);
  for (const { id, version } of answer.rows) {
    versions.push([`h${id}`, version], [String(id), version]);
    for (const [temp, of] of made) if (of === id) versions.push([temp, version]);
  }
  drafts = drafts.filter(({ id }) => !made.has(id));
  return versions;
}

// ---- commands of the page ----

let turns: Promise<unknown> = Promise.resolve();

// inTurn does what changes the list one after the other, each on the rows as they are then.
function inTurn(work: () => Promise<void>): void {
  turns = turns.then(() => sheet.grid.idle()).then(() => sheet.saver.idle()).then(work).catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    complain(error.message);
    return sheet.reload();
  });
}

// carry sends a change and shows what it has made of the list.
function carry(make: () => unknown): Promise<Changed> {
  return sheet.saver.between(async () => {
    const answer = await send<Changed>("POST", changesPath, make());
    for (const [id, version] of versionsOf(answer)) sheet.learn(id, version);
    await sheet.reload();
    return answer;
  });
}

const nodes = (): Node<ListRow>[] => nodesOf(sheet.list());
const cursor = (): string => sheet.grid.at()?.id ?? "";

function nodeAtCursor(): Node<ListRow> | undefined {
  const id = cursor();
  const known = made.get(id);
  return nodes().find((node) => node.row.id === id || node.id === known);
}

// placeFor finds where a new row of a kind goes: behind the cursor. Null asks for what has to
// be there first.
function placeFor(kind: Kind): { kind: Kind; place: ListPlace } {
  const all = nodes();
  const node = nodeAtCursor() ?? all.at(-1);
  const at = (depth: number): Node<ListRow> | null => {
    let found: Node<ListRow> | null = node ?? null;
    while (found && found.depth > depth) found = found.parent;
    return found?.depth === depth ? found : null;
  };
  const top = at(0);
  if (!top || kind === "klasifikasi") return { kind: "klasifikasi", place: { parent: 0, after: top?.id ?? 0 } };
  const sub = at(1) ?? top.children[0];
  if (kind === "sub" || !sub) return { kind: "sub", place: { parent: top.id, after: at(1)?.id ?? top.children.at(-1)?.id ?? 0 } };
  return { kind, place: { parent: sub.id, after: node?.depth === 2 ? node.id : 0 } };
}

function add(kind: Kind): void {
  const waiting = drafts.find(({ id }) => id === cursor());
  if (waiting && sheet.saver.waiting.length === 0) {
    sheet.grid.goTo(waiting.id, "uraian"); // it has no name yet
    return;
  }
  const go = (): void => {
    const { kind: possible, place: to } = placeFor(kind);
    addDraft(possible, to);
  };
  if (sheet.saver.waiting.length === 0) go();
  else inTurn(() => Promise.resolve(go()));
}

function addFromLibrary(text = ""): void {
  inTurn(async () => {
    const { kind, place: to } = placeFor("pekerjaan");
    if (kind !== "pekerjaan") {
      addDraft(kind, to);
      complain("Pekerjaan berada di bawah sub-klasifikasi: beri nama judulnya dulu.");
      return;
    }
    const chosen = await pick("Tambah dari pustaka AHSP", true, "Tambahkan", text);
    if (chosen.length === 0) return;
    const temp = (at: number): string => `pustaka-${at}`;
    const answer = await carry(() => ({
      changes: chosen.map(({ id }, at) => ({
        temp_id: temp(at), kind: "pekerjaan", source_type: "ref", ref_id: id, parent_id: to.parent,
        ...(at === 0 ? { after_id: to.after || null } : { after_temp_id: temp(at - 1) }),
      })),
    }));
    for (let at = 0; at < chosen.length; at++) made.delete(temp(at));
    sheet.grid.goTo(String(answer.id_map.pekerjaan[temp(0)] ?? ""), "uraian");
    say(chosen.length === 1 ? `Ditambahkan: ${chosen[0]?.nama ?? ""}` : `Ditambahkan: ${chosen.length} pekerjaan dari pustaka.`);
  });
}

function move(node: Node<ListRow>, to: ListPlace): Promise<void> {
  return carry(() => ({ changes: [{ id: node.id, version: node.row.version, ...placeOf(to) }] })).then(() => {
    sheet.grid.goTo(node.row.id);
  });
}

function step(down: boolean): void {
  inTurn(async () => {
    const node = nodeAtCursor();
    const to = node && stepOf(node.id, nodes(), down);
    if (node && to) await move(node, to);
  });
}

function duplicate(): void {
  inTurn(async () => {
    const node = nodeAtCursor();
    if (node?.depth !== 2) return say("Pilih sebuah pekerjaan untuk digandakan.");
    const answer = await carry(() => ({ changes: [{ temp_id: "ganda", kind: "pekerjaan", copy_of: node.id, after_id: node.id }] }));
    made.delete("ganda");
    sheet.grid.goTo(String(answer.id_map.pekerjaan["ganda"] ?? ""), "uraian");
    say(`Digandakan: ${node.row.title}`);
  });
}

function remove(): void {
  const draft = drafts.find(({ id }) => id === cursor());
  if (draft && sheet.saver.waiting.length === 0) return dropDraft(draft.id);
  inTurn(async () => {
    const ids = new Set(sheet.grid.selection());
    const all = nodes().filter(({ row }) => ids.has(row.id));
    const gone = all.filter((node) => !all.some((other) => other === node.parent || other === node.parent?.parent));
    const [one] = gone;
    if (!one) return say("Pilih baris yang akan dihapus.");
    const body = { deleted_ids: gone.map(({ id }) => id), deleted_versions: gone.map(({ row }) => row.version ?? 0), version: treeVersion };
    const title = gone.length === 1 ? `Hapus ${one.row.title}?` : `Hapus ${gone.length} baris?`;
    if (!(await allowDeletion(await effectOf(body), title))) return;
    const { operation_id: operation } = await carry(() => body);
    sheet.grid.focus();
    const undo = (): void =>
      inTurn(async () => {
        await sheet.saver.between(async () => {
          await withScheduleChoices((chosen) => send("POST", `trash/${operation}/restore/`, Object.fromEntries(chosen)), restoring);
          await sheet.reload();
        });
        sheet.grid.goTo(one.row.id, "uraian");
        say(`Dikembalikan: ${one.row.title}`);
      });
    say(`Dihapus: ${gone.length === 1 ? one.row.title : `${gone.length} baris`}`, { label: "Urungkan", act: undo });
  });
}

// markSMKK says of the klasifikasi at the cursor that it holds the costs of SMKK, or no longer.
function markSMKK(): void {
  inTurn(async () => {
    let node = nodeAtCursor();
    while (node?.parent) node = node.parent;
    if (!node) return say("Pilih sebuah klasifikasi untuk ditandai SMKK.");
    await mark(node.id, !node.row.smkk);
  });
}

async function mark(id: number, smkk: boolean): Promise<void> {
  const row = nodes().find((node) => node.id === id)?.row;
  if (!row) return;
  await carry(() => ({ changes: [{ id, version: row.version, smkk }] }));
  sheet.grid.goTo(row.id);
  say(smkk ? `${row.title} ditandai SMKK: tanpa BUK` : `${row.title} bukan SMKK: BUK proyek berlaku`, { label: "Urungkan", act: () => inTurn(() => mark(id, !smkk)) });
}

type Source = "ref" | "ref_modified" | "custom" | "lain";

function changeSource(): void {
  inTurn(async () => {
    const node = nodeAtCursor();
    const pekerjaan = node?.row.pekerjaan;
    if (!node || !pekerjaan) return say("Pilih sebuah pekerjaan untuk mengganti sumbernya.");
    const labels: [Source, string][] = [["ref", "Referensi"], ["ref_modified", pekerjaan.source_type === "ref" ? "Ubah menjadi Dimodifikasi" : "Referensi (Dimodifikasi)"], ["custom", "Kustom"]];
    if (pekerjaan.source_type !== "custom") labels.push(["lain", "Acuan lain dari pustaka…"]);
    const choice = await ask<Source>({
      title: `Ganti sumber ${node.row.title}`, body: `Sekarang: ${labels.find(([source]) => source === pekerjaan.source_type)?.[1] ?? ""}`,
      choices: labels.filter(([source]) => source !== pekerjaan.source_type).map(([value, label]) => ({ value, label })),
    });
    if (!choice) return;
    const source = choice === "lain" ? pekerjaan.source_type : choice;
    const change: Record<string, unknown> = { id: node.id, version: node.row.version, source_type: source };
    if (source === "custom") Object.assign(change, { snapshot_uraian: node.row.title, snapshot_satuan: pekerjaan.snapshot_satuan ?? "" });
    else if (choice === "lain" || pekerjaan.source_type === "custom") {
      const [chosen] = await pick(`Acuan untuk ${node.row.title}`, false, "Pakai");
      if (!chosen) return;
      change["ref_id"] = chosen.id;
    }
    const effect = await effectOf({ changes: [change] });
    const same = pekerjaan.source_type === "ref" && choice === "ref_modified";
    const volume = await (same ? allowModified(effect, node.row.title) : chooseVolume(effect, `Ganti sumber ${node.row.title}?`));
    if (!volume) return;
    await carry(() => ({ changes: [{ ...change, volume }] }));
    sheet.grid.goTo(node.row.id);
    say(`Sumber diganti: ${node.row.title}`, same ? { label: "Buka analisa", act: () => location.assign(`../template-ahsp/#p${node.id}`) } : undefined);
  });
}

// bring carries out an import and leads to its first row.
async function bring(path: string, body: unknown): Promise<Imported> {
  await sheet.grid.idle();
  await sheet.saver.idle();
  const before = new Set(stored.map(({ id }) => id));
  const answer = await sheet.saver.between(async () => {
    const answer = await send<Imported>("POST", path, body);
    await sheet.reload();
    return answer;
  });
  const first = stored.find(({ id }) => !before.has(id));
  if (first) sheet.grid.goTo(first.id, "uraian");
  return answer;
}

// settled waits until everything that was typed is stored.
async function settled(): Promise<void> {
  if (!place.writable) return;
  await sheet.grid.idle();
  await sheet.saver.idle();
}

// saveNow answers Ctrl+S: what is being typed is stored too, and everything else is already.
function saveNow(): void {
  if (document.activeElement?.closest("[data-sheet]")) sheet.grid.focus();
  void sheet.grid.idle().then(() => sheet.saver.idle()).then(() => say("Tersimpan"));
}

const commands: Record<string, () => void> = {
  pekerjaan: () => add("pekerjaan"), sub: () => add("sub"), klasifikasi: () => add("klasifikasi"), pustaka: () => addFromLibrary(),
  naik: () => step(false), turun: () => step(true), sumber: changeSource, gandakan: duplicate, smkk: markSMKK, hapus: remove, isi: () => panel.toggle(),
  "template-pilih": () => void chooseTemplate(bring).catch(told), "template-berkas": () => void importFile(bring).catch(told),
  "template-simpan": () => void settled().then(saveTemplate).catch(told), "template-ekspor": () => void settled().then(() => exportTemplate(stored.length)),
};

// commandOf names what a key asks for; control is Ctrl, or Command on a Mac.
function commandOf(event: KeyboardEvent): string | undefined {
  const { key, shiftKey: shift, altKey: alt } = event;
  const control = event.ctrlKey || event.metaKey;
  if (control && !alt && key === "Enter") return "pekerjaan";
  if (control && shift && key.toLowerCase() === "d") return "gandakan";
  if (control && !alt && key === "Delete") return "hapus";
  if (!alt || control) return undefined;
  return ({ ArrowUp: "naik", ArrowDown: "turun", Enter: "sumber", k: "klasifikasi", b: "sub", p: "pustaka" } as Record<string, string>)[key];
}

function watchKeys(): void {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      saveNow();
      return;
    }
    const command = place.writable ? commandOf(event) : undefined;
    const target = event.target as HTMLElement;
    if (!command || target.closest("dialog") || (target.matches("input, textarea") && !place.host.contains(target))) return;
    event.preventDefault();
    event.stopPropagation();
    if (target !== document.activeElement || target.matches("input, textarea")) sheet.grid.focus(); // stores what is being typed
    commands[command]?.();
  }, { capture: true });
  for (const button of document.querySelectorAll<HTMLElement>("[data-do]")) button.addEventListener("click", () => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>(".list-menu")) menu.open = false;
    commands[button.dataset["do"] ?? ""]?.();
  });
}

const filters = filterTools<ListRow>({
  column: "uraian", text: (row) => `${row.title} ${row.pekerjaan?.snapshot_kode ?? ""}`, filters: {},
});

const panel = contents((id) => sheet.grid.goTo(id, "uraian"), () => sheet.grid.focus());

async function start(): Promise<void> {
  sheet = new Sheet<ListRow>(place.host, place.sign, {
    name: "list", label: "List pekerjaan", frozen: 2, writable: place.writable, columns: columnsOf(place), load,
    command: (rows) => ({ path: changesPath, body: { changes: rows.map(changeOf) } }),
    versions: (answer) => versionsOf(answer as Changed),
    loaded: (rows) => {
      if (first) first.hidden = rows.length > 0;
      filters.count(rows);
      panel.show(nodesOf(rows));
    },
    say, complain, decide: decideOnPaste,
  }, await load());
  filters.attach(sheet);
  watchKeys();
  if (place.writable) {
    watchDrag(place.host, (at) => nodes().find(({ row }) => row === sheet.shown()[at]), nodes, (node, to) => inTurn(() => move(node, to)));
  }
  followChanges();
  const wanted = /^#pustaka=(.+)$/.exec(location.hash)?.[1]; // from the page of an analysis
  if (!wanted || !place.writable) return;
  history.replaceState(null, "", location.pathname);
  addFromLibrary(decodeURIComponent(wanted));
}

void start();
