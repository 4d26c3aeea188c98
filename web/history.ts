// Undo and redo of whole operations of this person in this project, which the server keeps:
// they work across reloads and pages. Within a text field the browser's own undo goes first.
import { Failure, send } from "./client";

interface TurnedBack {
  operation: { summary: string };
}

export interface HistoryOptions {
  // before resolves once everything typed so far is stored.
  before(): Promise<void>;
  // after shows what was turned back.
  after(): Promise<void>;
  say(text: string): void;
  complain(failure: Failure): void;
}

// watchUndo listens for Ctrl+Z, Ctrl+Y and Ctrl+Shift+Z, and for buttons [data-undo] and
// [data-redo]. What it returns does the same, for pages that offer it elsewhere.
export function watchUndo(options: HistoryOptions): (path: "undo/" | "redo/") => void {
  let busy: Promise<void> = Promise.resolve();
  const turn = (path: "undo/" | "redo/"): void => {
    busy = busy.then(() => back(path, options));
  };
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const letter = event.key.toLowerCase();
    if (letter !== "z" && letter !== "y") return;
    const target = event.target as HTMLElement;
    if (target.closest("input, textarea, select, [contenteditable], dialog")) return;
    event.preventDefault();
    turn(letter === "y" || event.shiftKey ? "redo/" : "undo/");
  });
  document.querySelector("[data-undo]")?.addEventListener("click", () => turn("undo/"));
  document.querySelector("[data-redo]")?.addEventListener("click", () => turn("redo/"));
  return turn;
}

async function back(path: "undo/" | "redo/", options: HistoryOptions): Promise<void> {
  try {
    await options.before();
    const answer = await send<TurnedBack>("POST", path);
    await options.after();
    options.say(`${path === "undo/" ? "Diurungkan" : "Diulangi"}: ${answer.operation.summary}`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.code === "NOTHING") options.say(path === "undo/" ? "Tidak ada lagi yang dapat diurungkan." : "Tidak ada yang dapat diulangi.");
    else options.complain(error);
  }
}
