import type { Severity } from './severity.js';
import type { Outcome } from './verdict.js';

/** What a company has decided, complete with defaults: every key is there. */
export interface Policy {
  readonly posture: 'author' | 'reviewer';
  /** Rule or family id to 'off' or a fixed severity. The more specific key wins. */
  readonly rules: Readonly<Record<string, 'off' | Severity>>;
  readonly approved: {
    readonly models: readonly string[];
    readonly sources: readonly string[];
    readonly hosts: readonly string[];
    readonly packages: readonly string[];
  };
  /** Host and name patterns (with `*`) that mean production, or certainly not. */
  readonly environments: { readonly production: readonly string[]; readonly test: readonly string[] };
  /** The organisation's own mail domains and hosts. */
  readonly internal: { readonly domains: readonly string[] };
  readonly gate: { readonly failOn: Outcome | 'never'; readonly failOnGaps: boolean };
  readonly limits: { readonly maxFileBytes: number; readonly maxFiles: number };
  readonly ignore: readonly string[];
  /** Rule packages to load; always empty in the reviewer posture. */
  readonly plugins: readonly PluginReference[];
  /** Where it came from, for the report; undefined means built-in defaults. */
  readonly origin?: string;
}

/** A rule package as the configuration names it. */
export interface PluginReference {
  /** A package name, or a path that starts with `./`, `../` or `/`. */
  readonly name: string;
  /** The folder of the configuration that names it, absolute: where packages are looked for from, and what paths are relative to. */
  readonly from: string;
}

export const DEFAULT_POLICY: Policy = {
  posture: 'author',
  rules: {},
  approved: { models: [], sources: [], hosts: [], packages: [] },
  environments: { production: [], test: [] },
  internal: { domains: [] },
  gate: { failOn: 'block', failOnGaps: false },
  limits: { maxFileBytes: 2_000_000, maxFiles: 20_000 },
  ignore: [],
  plugins: [],
};
