// Short messages to people, all in one place of the page. What went well leaves by itself;
// what went wrong stays until it is closed.

// Action is one thing to do about a message.
export interface Action {
  label: string;
  act(): void;
}

// Link leads to what a message is about.
export interface Link {
  label: string;
  href: string;
}

const seconds = 5; // a message stays
const secondsToAct = 10; // one with something to do about it
const most = 3; // messages at a time

let region: HTMLElement | null = null;

// say tells that something has happened.
export function say(text: string, action?: Action, link?: Link): void {
  const notice = add(text, "notice", action, link);
  setTimeout(() => {
    if (!notice.matches(":hover, :focus-within")) notice.remove();
    else notice.addEventListener("pointerleave", () => notice.remove(), { once: true });
  }, (action ? secondsToAct : seconds) * 1000);
}

// complain tells that something went wrong.
export function complain(text: string, action?: Action): void {
  add(text, "notice notice-bad", action);
}

// Standing is a message about something that goes on: it stays, and changes its words.
export interface Standing {
  say(text: string, action?: Action): void;
  close(): void;
}

// stand tells of something that goes on.
export function stand(text: string, action?: Action): Standing {
  let notice = add(text, "notice", action);
  let said = text;
  return {
    say: (next, then) => {
      const words = notice.querySelector("p");
      if (next === said || !notice.isConnected) return; // closed: nobody wants to hear of it
      said = next;
      if (words && !then && !notice.querySelector(".btn")) words.textContent = next;
      else {
        notice.remove();
        notice = add(next, "notice", then);
      }
    },
    close: () => notice.remove(),
  };
}

function add(text: string, className: string, action?: Action, link?: Link): HTMLElement {
  const place = (region ??= makeRegion());
  const same = [...place.children].find((child) => child.querySelector("p")?.textContent === text);
  same?.remove(); // said again: it is new, not twice
  while (place.children.length >= most) place.firstElementChild?.remove();
  const notice = document.createElement("div");
  notice.className = className;
  const said = document.createElement("p");
  said.textContent = text;
  notice.append(said);
  if (action) notice.append(button(action.label, "btn btn-sm btn-outline-primary", () => {
    notice.remove();
    action.act();
  }));
  if (link) notice.append(leading(link));
  const close = button("", "notice-close", () => notice.remove());
  close.setAttribute("aria-label", "Tutup pesan");
  close.insertAdjacentHTML("beforeend", '<i class="bi bi-x-lg" aria-hidden="true"></i>');
  notice.append(close);
  place.append(notice);
  return notice;
}

function button(label: string, className: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function leading({ label, href }: Link): HTMLAnchorElement {
  const made = document.createElement("a");
  made.className = "btn btn-sm btn-outline-secondary";
  made.href = href;
  made.textContent = label;
  return made;
}

function makeRegion(): HTMLElement {
  const made = document.createElement("section");
  made.className = "notices";
  made.setAttribute("aria-label", "Pesan");
  made.setAttribute("aria-live", "polite");
  document.body.append(made);
  return made;
}
