import type { Step } from './finding.js';

export const TRIGGERS = ['manual', 'library', 'event', 'scheduled'] as const;
export type Trigger = (typeof TRIGGERS)[number];
export const AUDIENCES = ['personal', 'shared', 'public'] as const;
export type Audience = (typeof AUDIENCES)[number];
export const DATA_CLASSES = ['internal', 'personal', 'employment', 'payment', 'health'] as const;
export type DataClass = (typeof DATA_CLASSES)[number];
export const ACCESSES = ['read', 'write', 'delete', 'send'] as const;
export type Access = (typeof ACCESSES)[number];
export type Environment = 'production' | 'test' | 'unknown';
export type SystemKind = 'system-of-record' | 'work-store' | 'service';
export type Tier = 'self-serve' | 'hand-off';
export type Effect = 'reads' | 'writes' | 'deletes' | 'sends';

export interface Facet<T> {
  readonly value: T;
  readonly evidence: readonly Step[];
}

/** One outside system that the code touches. */
export interface SystemUse {
  readonly name: string;
  readonly kind: SystemKind;
  readonly access: readonly Access[];
  readonly environment: Environment;
  /** Hosts seen, where the code names them. */
  readonly hosts: readonly string[];
  readonly evidence: readonly Step[];
}

export interface DataUse {
  readonly class: DataClass;
  /** Field or object names that decided it. */
  readonly fields: readonly string[];
  readonly evidence: readonly Step[];
}

/** What a script is, read from its code; each entry with its evidence. */
export interface Profile {
  readonly trigger: Facet<Trigger | 'unknown'>;
  readonly audience: Facet<Audience | 'unknown'>;
  readonly systems: readonly SystemUse[];
  /** The deciding class first. Empty means none. */
  readonly data: readonly DataUse[];
  readonly effects: readonly Effect[];
  readonly owner?: Facet<string>;
  readonly tier: { readonly value: Tier; readonly reasons: readonly Step[] };
}

/** A unit of analysis: files that import one another, with the manifests that govern them. */
export interface UnitProfile {
  readonly unit: string;
  readonly files: readonly string[];
  readonly profile: Profile;
}
