import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { version } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as { version: string };

/** What calls itself so in every report. */
export const TOOL = { name: 'vibecheck', version } as const;
