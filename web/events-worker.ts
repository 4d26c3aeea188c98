// One stream of events per project for all tabs of the browser.
import { eventsOf, revisionIn } from "./events";

interface Shared {
  stream: EventSource;
  ports: Set<MessagePort>;
  latest: number;
}

interface Request {
  project?: string;
  leave?: boolean;
}

const streams = new Map<string, Shared>();

self.addEventListener("connect", (connection) => {
  const port = (connection as MessageEvent).ports[0];
  if (!port) return;
  let joined = "";
  port.onmessage = (event: MessageEvent<Request>) => {
    if (event.data.leave) leave(joined, port);
    else if (event.data.project) {
      joined = event.data.project;
      join(joined, port);
    }
  };
});

function join(project: string, port: MessagePort): void {
  const shared = streams.get(project) ?? open(project);
  shared.ports.add(port);
  if (shared.latest > 0) port.postMessage(shared.latest);
}

function open(project: string): Shared {
  const shared: Shared = { stream: new EventSource(eventsOf(project)), ports: new Set(), latest: 0 };
  shared.stream.addEventListener("revision", (event) => {
    shared.latest = Math.max(shared.latest, revisionIn(event));
    for (const port of shared.ports) port.postMessage(shared.latest);
  });
  shared.stream.addEventListener("error", () => {
    // Refused for good: logged out, or no longer a member. The next tab tries anew.
    if (shared.stream.readyState === EventSource.CLOSED) streams.delete(project);
  });
  streams.set(project, shared);
  return shared;
}

function leave(project: string, port: MessagePort): void {
  const shared = streams.get(project);
  if (!shared) return;
  shared.ports.delete(port);
  if (shared.ports.size > 0) return;
  shared.stream.close();
  streams.delete(project);
}
