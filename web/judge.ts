// Typed numbers are judged by the one parser of the server.
import { send } from "./client";
import type { Judged } from "./grid";

// Accepted is what judging leaves of a text: what is stored, and how it is shown.
export interface Accepted {
  value: string | null;
  shown: string;
  late?: boolean; // not judged yet: the server could not be reached
}

// unjudged takes a text as it is, to be judged before it is sent.
export function unjudged(text: string): Judged {
  return { value: { value: null, shown: text.trim(), late: true } satisfies Accepted };
}

interface JudgedNumber {
  value: string | null;
  text: string;
  error?: string;
}

// judgeNumbers asks the server's parser what typed texts mean. What is typed many times, as a
// plan that is filled to the right, is asked once.
export async function judgeNumbers(items: { field: string; text: string }[]): Promise<Judged[]> {
  const places = new Map<string, number>();
  const asked: { field: string; text: string }[] = [];
  const of = items.map((item) => {
    const key = `${item.field}/${item.text}`;
    const place = places.get(key) ?? asked.push(item) - 1;
    places.set(key, place);
    return place;
  });
  const { items: judged } = await send<{ items: JudgedNumber[] }>("POST", "/detail_project/api/numbers/", { items: asked });
  return of.map((place) => {
    const found = judged[place];
    return found ? verdict(found) : { refused: "Isian ditolak." };
  });
}

// verdict reads one line of such an answer.
export function verdict({ value, text, error }: JudgedNumber): Judged {
  return error ? { refused: error } : { value: { value, shown: text } satisfies Accepted };
}
