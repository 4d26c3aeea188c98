// fileName names a file after the project: gantt-pembangunan-gedung-2026-01-05.
export function fileName(what: string, project: string, date: string): string {
  const plain = project.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return [what, plain.slice(0, 80).replace(/-+$/, ""), date].filter(Boolean).join("-");
}
