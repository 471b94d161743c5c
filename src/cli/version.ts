import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The version in the package's own `package.json`. */
export function toolVersion(): string {
  const manifest = path.join(__dirname, '..', '..', '..', 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
