import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** File names (with `/`) to contents; `{ link }` makes a symbolic link. */
export type Tree = Readonly<Record<string, string | Uint8Array | { readonly link: string }>>;

/** Folders for one test file, made under the system's temporary folder and removed by `clear`. */
export class Trees {
  readonly #made: string[] = [];

  /** Gives the real path of a new folder that holds the tree. */
  make(tree: Tree): string {
    const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'vibecheck-')));
    this.#made.push(root);
    for (const [name, content] of Object.entries(tree)) {
      const file = path.join(root, name);
      mkdirSync(path.dirname(file), { recursive: true });
      if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, file);
      else writeFileSync(file, content);
    }
    return root;
  }

  clear(): void {
    for (const root of this.#made.splice(0)) rmSync(root, { recursive: true, force: true });
  }
}
