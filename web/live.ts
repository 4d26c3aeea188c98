// Pages that only show: their content follows every change of the project, without a reload.
import { followChanges, onChange } from "./client";
import { followContent } from "./live-content";

// A page that has nothing to show yet is made anew once there is something.
if (document.querySelector("[data-reload]")) {
  onChange(() => location.reload());
  followChanges();
} else {
  followContent();
}
for (const part of document.querySelectorAll<HTMLElement>("main [data-scripted]")) part.hidden = false;
