import type { Family, FindingContext, RuleId, Severity, SourceText, Step } from '#core';
import type { Effect, EntryPoint } from '#facts';
import type { Visitor } from '@babel/traverse';
import type { Module, Node } from '#model';
import type { RuleContext } from './context.js';

/** What one rule says of itself. Id and family come from its path. */
export interface RuleDefinition {
  /** A sentence for a list of rules: what is wrong when it fires. */
  readonly summary: string;
  readonly base: Severity;
  /** Absent: the base is the ceiling. */
  readonly ceiling?: Severity;
  /** On what evidence it fires. */
  readonly firesOn: string;
  /** What it stays silent on; each has a Silent case of that name in the fixture. */
  readonly not: readonly string[];
  /** Why it matters, for somebody who does not read code: one or two sentences. */
  readonly why: string;
  /** What to ask the AI for, one or two sentences. */
  readonly remedy: string;
  readonly cwe: readonly number[];
  /** The entry of OWASP's Top 10 for citizen development that fits: `CD-SEC-04`. */
  readonly owasp?: string;
  /** Conditions that the rule itself requires: they never raise it. */
  readonly requires?: readonly (keyof FindingContext)[];
  /** What it finds in the model. Absent only where it brings a visitor. */
  check?(context: RuleContext): Iterable<Draft>;
  /** For authors who know Babel: a visitor of a JavaScript or TypeScript file's tree. Only rules of plugins have one. */
  visitor?(file: VisitedFile): Visitor;
}

/** A file whose tree a visitor is about to see. */
export interface VisitedFile {
  readonly module: Module;
  readonly context: RuleContext;
  /** Makes a finding at a node of Babel's tree, or any range of the file. */
  report(at: { readonly start?: number | null; readonly end?: number | null }, draft: Omit<Draft, 'at'>): void;
}

/** A place in a text that is no node of the model: a comment, a manifest entry, a text file. */
export interface Place {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

/** A finding without what the engine adds. */
export interface Draft {
  readonly at: Node | Place;
  /** A sentence: what was seen, and what follows from it here. */
  readonly message: string;
  /** Instead of the rule's own remedy. */
  readonly remedy?: string;
  readonly evidence?: readonly Step[];
  readonly places?: readonly Step[];
  /** What it is about, for identity and grouping: a table, a scope, a host. */
  readonly subject?: string;
  /** The call that it is about: its system decides target and record questions. */
  readonly effect?: Effect;
  /** Where the finding is not about a call in a function: the entry points concerned. */
  readonly entries?: readonly EntryPoint[];
  /** Lower than the rule's base: a weak case that only deserves a note. */
  readonly base?: Severity;
  readonly ceiling?: Severity;
  /** Rules that saw the same thing and stay silent. */
  readonly covers?: readonly RuleId[];
  readonly context?: Partial<FindingContext>;
}

export interface Rule extends RuleDefinition {
  readonly id: RuleId;
  readonly family: Family;
  readonly ceiling: Severity;
  /** The plugin that it comes from. */
  readonly plugin?: string;
  check(context: RuleContext): Iterable<Draft>;
}

/** Declares a rule: the default export of `rules/<family>/<rule>.ts`. */
export function rule(definition: RuleDefinition): RuleDefinition {
  return definition;
}
