// Bundles the scripts and styles of the pages into internal/web/static, from where the Go
// program embeds them. Names carry a hash of the content, so that browsers may keep a file for
// ever; manifest.json tells the program which file stands behind which name:
//
//   {"app.css": "app-5XQKZ2LD.css", "app.js": "app-TWPFGO4Q.js", ...}
//
// The scripts are ES modules that share chunks: pages load them with <script type="module">.
import { build } from "esbuild";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

// One line for each file that a page names. What these import follows by itself.
const entries = [
  "app.css", // the look of every page: Bootstrap, icons, our tokens
  "app.ts", // what every page does
  "theme.ts", // light or dark, before the first paint
  "projects.ts", // the list of projects
  "members.ts", // who belongs to a project
  "rekap.ts", // Rekap RAB
  "list.ts", // List Pekerjaan
  "volume.ts", // Volume Pekerjaan
  "harga.ts", // Harga Items
  "orphan.ts", // Item tak terpakai
  "trash.ts", // Sampah
  "kebutuhan.ts", // Rekap Kebutuhan
  "kebutuhan-periode.ts", // the same by period
  "jadwal.ts", // Jadwal Pekerjaan
  "rincian-rab.ts", // Rincian RAB
  "ahsp.ts", // Template AHSP
  "rincian-ahsp.ts", // Rincian AHSP
  "revisi.ts", // Revisi
  "library.ts", // Pustaka AHSP
  "guide.ts", // the user guide
  "account.ts", // links and tokens that are shown once
  "library-admin.ts", // its administration
  "data-dokumen.ts", // Data dokumen
  "live.ts", // pages that only show
  "events-worker.ts", // one stream of changes for all tabs
  "icon.svg",
];

const committed = new Set(["README.txt"]); // lets the program compile before this script has run

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, "..", "internal", "web", "static");

const common = {
  absWorkingDir: here,
  bundle: true,
  target: ["es2022"],
  charset: "utf8",
};
const bundle = await build({
  ...common,
  entryPoints: entries,
  outdir: target,
  write: false, // a failed build leaves the last good one
  format: "esm",
  splitting: true,
  minify: true,
  metafile: true,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".woff": "empty", ".svg": "copy" },
});

const manifest = {};
for (const [file, made] of Object.entries(bundle.metafile.outputs)) {
  if (made.entryPoint) {
    manifest[path.basename(made.entryPoint).replace(/\.ts$/, ".js")] = path.basename(file);
  }
}
const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));

await mkdir(target, { recursive: true });
for (const old of await readdir(target)) {
  if (!committed.has(old)) await rm(path.join(target, old), { recursive: true });
}
for (const file of bundle.outputFiles) await writeFile(file.path, file.contents);
await writeFile(path.join(target, "manifest.json"), JSON.stringify(sorted, null, 2) + "\n");

// What only the tests load: grids on data of their own, and the checks that need no browser.
const tests = (await readdir(path.join(here, "testing"))).filter((file) => file.endsWith(".ts")).map((file) => `testing/${file}`);
await build({ ...common, entryPoints: tests, outdir: path.join(here, "..", "internal", "web", "testdata", "built"), format: "esm" });
