// Saves drawings as files, made in the browser: as they are, or as a picture of them.
import type { Drawing } from "./jadwal-paper";
import { complain, say } from "./notice";

export type Format = "png" | "svg";

const longest = 16_000; // pixels on a side of a picture that browsers can still make
const most = 100e6; // pixels in all

// saveDrawing gives a drawing to the person as a file. A large one becomes a smaller picture.
export async function saveDrawing({ svg, width, height }: Drawing, name: string, format: Format): Promise<void> {
  if (format === "svg") return give(new Blob([svg], { type: "image/svg+xml" }), `${name}.svg`);
  const scale = Math.min(2, longest / width, longest / height, Math.sqrt(most / (width * height)));
  const picture = await pictureOf(svg, Math.floor(width * scale), Math.floor(height * scale));
  if (!picture) return complain("Gambar PNG tidak dapat dibuat di peramban ini. Unduh sebagai SVG.");
  give(picture, `${name}.png`);
  if (scale < 0.75) say("Gambar PNG diperkecil agar muat. Berkas SVG tetap tajam pada ukuran berapa pun.");
}

async function pictureOf(svg: string, width: number, height: number): Promise<Blob | null> {
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  try {
    await image.decode();
  } catch {
    return null;
  }
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  canvas.getContext("2d")?.drawImage(image, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function give(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// projectName is the name of the project of this page.
export function projectName(): string {
  return document.querySelector(".switcher-text")?.textContent?.trim() || "Proyek";
}
