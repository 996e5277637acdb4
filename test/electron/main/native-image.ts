import { existsSync } from "node:fs";

export class NativeImage {
  /** The file it came from; null when there is no such file, and the image is empty. */
  readonly file: string | null;
  #template: boolean;

  constructor(file: string | null) {
    this.file = file;
    // macOS takes a file's name as the word for it.
    this.#template = file !== null && /Template(@\dx)?\.png$/.test(file);
  }
  isEmpty(): boolean {
    return this.file === null;
  }
  setTemplateImage(template: boolean): void {
    this.#template = template;
  }
  isTemplateImage(): boolean {
    return this.#template;
  }
  getScaleFactors(): number[] {
    const { file } = this;
    if (file === null) return [];
    return [1, 2, 3].filter((scale) => scale === 1 || existsSync(file.replace(/\.png$/, `@${scale}x.png`)));
  }
}

/** As in Electron, a file that is not there makes an empty image, not an error. */
export const nativeImage = {
  createFromPath: (path: string) => new NativeImage(existsSync(path) ? path : null),
  createEmpty: () => new NativeImage(null),
};
