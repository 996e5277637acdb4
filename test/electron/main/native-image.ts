import { existsSync } from "node:fs";
import { type Bitmap, jpegOf, pngOf, resized } from "./bitmap.ts";

export class NativeImage {
  /** The file it came from; null when there is no such file, or it is of pixels. */
  readonly file: string | null;
  readonly #bitmap: Bitmap | null;
  #template: boolean;

  constructor(file: string | null, bitmap: Bitmap | null = null) {
    this.file = file;
    this.#bitmap = bitmap;
    // macOS takes a file's name as the word for it.
    this.#template = file !== null && /Template(@\dx)?\.png$/.test(file);
  }
  isEmpty(): boolean {
    return this.file === null && this.#bitmap === null;
  }
  setTemplateImage(template: boolean): void {
    this.#template = template;
  }
  isTemplateImage(): boolean {
    return this.#template;
  }
  getScaleFactors(): number[] {
    const { file } = this;
    if (file === null) return this.#bitmap === null ? [] : [1];
    return [1, 2, 3].filter((scale) => scale === 1 || existsSync(file.replace(/\.png$/, `@${scale}x.png`)));
  }
  /** Only of pixels, as the next two. */
  resize(to: { width?: number; height?: number; quality?: string }): NativeImage {
    const from = this.#bitmap;
    if (from === null) return new NativeImage(null);
    const width = to.width ?? Math.round((from.width * (to.height ?? from.height)) / from.height);
    const height = to.height ?? Math.round((from.height * width) / from.width);
    return new NativeImage(null, resized(from, { width, height }));
  }
  toPNG(): Buffer {
    return this.#bitmap === null ? Buffer.alloc(0) : pngOf(this.#bitmap);
  }
  toJPEG(quality: number): Buffer {
    return this.#bitmap === null ? Buffer.alloc(0) : jpegOf(this.#bitmap, quality);
  }
}

/** As in Electron, a file that is not there makes an empty image, not an error. */
export const nativeImage = {
  createFromPath: (path: string) => new NativeImage(existsSync(path) ? path : null),
  createEmpty: () => new NativeImage(null),
  createFromBitmap(bytes: Buffer, { width, height }: { readonly width: number; readonly height: number }) {
    if (bytes.length !== width * height * 4) throw new Error("invalid buffer size");
    return new NativeImage(null, { width, height, bytes });
  },
};
