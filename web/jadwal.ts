// Jadwal Pekerjaan: the frame of the page. Each view is a module of its own, loaded when its
// tab is first opened; all of them show the one schedule of jadwal-data.ts.
import { followChanges, onChange } from "./client";
import { mount as mountCards } from "./jadwal-cards";
import { readSchedule } from "./jadwal-data";
import { watchTabs, type View } from "./jadwal-tabs";
import { watchUndo } from "./history";
import { complain, say } from "./notice";
import { sheetPlace } from "./sheet-page";

sheetPlace();

// views load what draws a tab; mount is called once, with the panel of the tab, and follows
// the schedule by onSchedule.
const views: Partial<Record<View, () => Promise<{ mount(panel: HTMLElement): void }>>> = {
  gantt: () => import("./jadwal-gantt"),
  kurva: () => import("./jadwal-curve"),
  minggu: () => import("./jadwal-week"),
  tahapan: () => import("./jadwal-phase"),
};

// usual is the view that opens by itself: on a phone the work of this week.
const usual: View = matchMedia("(max-width: 40rem)").matches ? "minggu" : "grid";

async function start(): Promise<void> {
  onChange(() => void readSchedule());
  const facts = document.querySelector<HTMLElement>("[data-jadwal-cards]");
  if (facts) mountCards(facts);
  watchUndo({ before: () => Promise.resolve(), after: async () => void (await readSchedule()), say, complain: (failure) => complain(failure.message) });
  await readSchedule();
  watchTabs(usual, (view, panel, first) => {
    if (first) void views[view]?.().then(({ mount }) => mount(panel));
  });
  followChanges();
}

void start();
