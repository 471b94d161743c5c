import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { PluginReference } from '#core';
import { PolicyError } from '#policy';

/** The folder of a plugin: a path from the configuration that names it, or an installed package that can be seen from there. */
export function findPlugin({ name, from }: PluginReference): string {
  if (/^\.{1,2}(?:\/|$)/.test(name) || isAbsolute(name)) {
    const folder = resolve(from, name);
    if (isFolder(folder)) return folder;
    throw new PolicyError(`plugin ${name}: no such folder`, 'a path is taken from the folder of the configuration that names it');
  }
  if (!/^(?:@[\w.-]+\/)?[\w-][\w.-]*$/.test(name)) throw new PolicyError(`plugin ${name}: neither a package name nor a path`, 'a path starts with ./');
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (isFolder(folder)) return folder;
    if (dirname(at) === at) throw new PolicyError(`plugin ${name}: not installed`, 'install the package beside the configuration, or name a path that starts with ./');
  }
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
