// Sampah: what was deleted is put back, one thing or all that a command deleted. What the
// server refuses is told; the list follows the project.
import { Failure, send, type DateEffect } from "./client";
import { messageOf } from "./form";
import { watchUndo } from "./history";
import "./live";
import { renewContent } from "./live-content";
import { complain, say } from "./notice";
import { restoring, unchosen, withScheduleChoices } from "./schedule-choice";

interface Restored {
  effect?: DateEffect | null; // of new dates of the project on what came back
}

const main = document.querySelector("main");
const turn = watchUndo({ before: () => Promise.resolve(), after: () => Promise.resolve(), say, complain: (failure) => complain(failure.message) });
let busy = false;
let next: string[] = []; // where the focus may go when what had it has left the page, nearest first

if (main) new MutationObserver(refocus).observe(main, { childList: true });
main?.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const button = event.target.closest<HTMLButtonElement>("[data-restore]");
  if (button) void restore(button);
  const link = event.target.closest<HTMLAnchorElement>("a[data-fold]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  void fold(link);
});

async function restore(button: HTMLButtonElement): Promise<void> {
  if (busy) return;
  busy = true;
  const { restore: operation = "", group, said = "", place = "", placeName = "" } = button.dataset;
  remember(button);
  try {
    const { effect } = await withScheduleChoices(
      (chosen) => send<Restored>("POST", `trash/${operation}/restore/`, { ...(group ? { group } : {}), ...Object.fromEntries(chosen) }),
      restoring,
    );
    const moved = effect?.text.join(" ") ?? "";
    say(`Dipulihkan: ${said}.${moved ? ` ${moved}` : ""}`, { label: "Urungkan", act: () => turn("undo/") }, { label: `Buka ${placeName}`, href: place });
  } catch (error) {
    next = [];
    if (error instanceof Failure && error.code === unchosen) return say(error.message);
    complain(refusal(error));
    if (error instanceof Failure && (error.status === 404 || error.status === 409)) void renewContent(true);
  } finally {
    busy = false;
  }
}

const mostReasons = 3;

// refusal tells why nothing came back; of many reasons the first few.
function refusal(error: unknown): string {
  if (!(error instanceof Failure) || error.problems.length < 2) return messageOf(error);
  const reasons = error.problems.slice(0, mostReasons).map(({ message }) => message);
  const more = error.problems.length - reasons.length;
  return `Tidak ada yang dipulihkan. ${reasons.join(" ")}${more > 0 ? ` Masih ada ${more} sebab lain.` : ""}`;
}

// remember notes the buttons around the one that was pressed: those below it, then above.
function remember(button: HTMLButtonElement): void {
  const all = [...document.querySelectorAll<HTMLElement>("[data-restore]")];
  const at = all.indexOf(button);
  next = [...all.slice(at + 1), ...all.slice(0, at).reverse()].map((other) => other.dataset["focus"] ?? "");
}

function refocus(): void {
  if (next.length === 0) return;
  const wanted = next;
  next = [];
  if (document.activeElement !== document.body) return; // it stayed, or a person has gone on
  for (const name of wanted) {
    const button = document.querySelector<HTMLElement>(`[data-focus="${CSS.escape(name)}"]`);
    if (button) return button.focus();
  }
  main?.focus();
}

// fold lists a deletion in full, or its first groups alone; the address says which is open.
async function fold(link: HTMLAnchorElement): Promise<void> {
  const panel = link.closest("li")?.id ?? "";
  const before = link.closest("li")?.querySelectorAll(".trash-groups > li").length ?? 0;
  const closed = location.href;
  history.replaceState(history.state, "", link.href);
  if (!(await renewContent(true))) {
    history.replaceState(history.state, "", closed);
    complain("Server tidak terjangkau. Coba lagi sebentar.");
    return;
  }
  const groups = document.getElementById(panel)?.querySelectorAll<HTMLElement>(".trash-groups > li");
  (groups?.item(before) ?? groups?.item(0))?.focus();
}
