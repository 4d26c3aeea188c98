// Pages of the library that are fetched to show a part of them in the present one.

// Fetched is a page and the address that it finally came from.
export interface Fetched {
  content: Document;
  address: string;
}

// fetchPage reads a page, or sends a form and reads the page that it leads to; null when there
// is no answer that could be shown.
export async function fetchPage(address: string, init: RequestInit = {}): Promise<Fetched | null> {
  const answer = await fetch(address, { ...init, headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || new URL(answer.url).pathname.startsWith("/accounts/")) return null;
  return { content: new DOMParser().parseFromString(await answer.text(), "text/html"), address: answer.url };
}

// replace puts a part of another page in place of the same part of this one.
export function replace(page: Document, selector: string): void {
  const next = page.querySelector(selector);
  if (next) document.querySelector(selector)?.replaceWith(document.adoptNode(next));
}
