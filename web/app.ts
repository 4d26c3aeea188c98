// What every page does: show what only works with scripts, the menus of the bars, the
// palette, and the totals of the project.
import { followChanges } from "./client";
import { watchExports } from "./export";
import { watchHelp } from "./help";
import { watchPalette } from "./palette";
import { csrfToken } from "./session";
import { watchTotals } from "./totals";

for (const part of document.querySelectorAll<HTMLElement>("[data-scripted]")) part.hidden = false;
for (const menu of document.querySelectorAll<HTMLDetailsElement>("[data-account], [data-menu]")) closeFromOutside(menu);

const account = document.querySelector<HTMLDetailsElement>("[data-account]");
if (account) {
  void showWho(account);
  account.querySelector("[data-logout]")?.addEventListener("click", logOut);
  watchPalette();
}
watchExports();
watchHelp();
showPresentStep();
addEventListener("resize", showPresentStep);
watchTotals();
followChanges();

interface Who {
  username: string;
  email: string;
  full_name: string;
  is_admin: boolean;
}

// Pages are the same for everyone with the same rights, so the name is asked for.
async function showWho(menu: HTMLElement): Promise<void> {
  const answer = await fetch("/accounts/me/", { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const who = (await answer.json()) as Who;
  const name = menu.querySelector<HTMLElement>("[data-account-name]");
  if (name) name.textContent = who.full_name || who.username;
  menu.querySelector("summary")?.setAttribute("aria-label", `Akun ${who.full_name || who.username}`);
  for (const link of menu.querySelectorAll<HTMLElement>("[data-admin]")) link.hidden = !who.is_admin;
  const details = menu.querySelector<HTMLElement>("[data-account-who]");
  if (details) {
    details.textContent = who.is_admin ? `${who.email} · administrator` : who.email;
    details.hidden = false;
  }
}

// showPresentStep scrolls the bar of steps, not the page, where not all of them fit.
function showPresentStep(): void {
  const steps = document.querySelector<HTMLElement>("[data-steps]");
  const present = steps?.querySelector<HTMLElement>("[aria-current]");
  if (!steps || !present) return;
  const { left, width } = present.getBoundingClientRect();
  const bar = steps.getBoundingClientRect();
  steps.scrollLeft += left + width / 2 - bar.left - bar.width / 2;
}

function closeFromOutside(menu: HTMLDetailsElement): void {
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}

// Without a token the link leads to a page that asks and prints one.
function logOut(event: Event): void {
  const token = csrfToken();
  if (!token) return;
  event.preventDefault();
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/accounts/logout/";
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "csrfmiddlewaretoken";
  field.value = token;
  form.append(field);
  document.body.append(form);
  form.submit();
}
