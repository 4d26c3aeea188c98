// Jadwal Pekerjaan: the frame of the page. Each view is a module of its own, loaded when its
// tab is first opened; all of them show the one schedule of jadwal-data.ts.
import { followChanges, onChange } from "./client";
import { readSchedule } from "./jadwal-data";
import { watchTabs, type View } from "./jadwal-tabs";
import { sheetPlace } from "./sheet-page";

sheetPlace();

// views load what draws a tab; mount is called once, with the panel of the tab, and follows
// the schedule by onSchedule.
const views: Partial<Record<View, () => Promise<{ mount(panel: HTMLElement): void }>>> = {};

async function start(): Promise<void> {
  onChange(() => void readSchedule());
  await readSchedule();
  watchTabs("grid", (view, panel, first) => {
    if (first) void views[view]?.().then(({ mount }) => mount(panel));
  });
  followChanges();
}

void start();
