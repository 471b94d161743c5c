import type { Gap, SourceText } from '#core';
import type { Binding } from './scope.js';
import type { Call, Class, Expr, Func, Node } from './node.js';

export type Language = 'javascript' | 'python';
export type Dialect = 'typescript' | 'jsx' | 'apps-script' | 'office-script' | 'notebook' | 'script' | 'module' | 'shell';

export interface Comment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly form: 'line' | 'block' | 'doc' | 'prose';
}

export interface Import {
  readonly source: string;
  readonly form: 'import' | 're-export' | 'require' | 'dynamic' | 'type';
  readonly start: number;
  readonly end: number;
  readonly names: readonly { readonly imported: string; readonly local?: string }[];
  /** Inside `try`, a function or a condition: optional. */
  readonly optional: boolean;
}

/** What a module offers under a name: a local binding, an expression, or another module's export. */
export interface Export {
  readonly name: string;
  readonly binding?: Binding;
  readonly value?: Expr;
  readonly from?: { readonly source: string; readonly imported: string };
}

/** One file (or the code cells of one notebook) in the model. */
export interface Module {
  readonly file: string;
  readonly language: Language;
  readonly dialects: ReadonlySet<Dialect>;
  readonly source: SourceText;
  readonly top: Func;
  /** Every function, the top level first, in source order. */
  readonly functions: readonly Func[];
  readonly classes: readonly Class[];
  /** Every node, each before what it holds. */
  readonly nodes: readonly Node[];
  /** Every call, in source order. */
  readonly calls: readonly Call[];
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  readonly globals: ReadonlyMap<string, Binding>;
  readonly comments: readonly Comment[];
  readonly gaps: readonly Gap[];
  /** Notebook outputs kept in the file, for what they leak. */
  readonly outputs: readonly { readonly text: string; readonly start: number; readonly end: number; readonly line: number }[];
}

export interface Dependency {
  readonly name: string;
  readonly range: string;
  readonly dev: boolean;
  readonly start: number;
  readonly end: number;
}

/** package.json, requirements*.txt, pyproject.toml, appsscript.json: what was declared, with its places. */
export interface Manifest {
  readonly file: string;
  readonly kind: 'package.json' | 'requirements' | 'pyproject' | 'appsscript';
  readonly source: SourceText;
  /** Folder that it governs, relative, '' for the root. */
  readonly folder: string;
  readonly name?: string;
  readonly dependencies: readonly Dependency[];
  /** Declared author, maintainer or owner. */
  readonly owner?: { readonly text: string; readonly start: number; readonly end: number };
  readonly scopes: readonly { readonly scope: string; readonly start: number; readonly end: number }[];
  readonly webapp?: { readonly access?: string; readonly executeAs?: string; readonly start: number; readonly end: number };
  readonly scripts: Readonly<Record<string, string>>;
  /** Everything in it, for rules that look further. */
  readonly data: unknown;
  readonly gaps: readonly Gap[];
}

/** What lies around a unit, in the whole scan: names only, so that units still share nothing that is analysed. */
export interface Project {
  /** Every file that was met, those left out of the analysis (lock files) included. */
  readonly files: ReadonlySet<string>;
  /** What an import could mean by a bare name: the project's packages, every folder and file. */
  readonly names: ReadonlySet<string>;
  readonly manifests: readonly Manifest[];
  readonly texts: readonly SourceText[];
  /** Those that say what imports stand for: `tsconfig.json`, import maps. */
  readonly importMaps: readonly SourceText[];
}

/** A unit of analysis: files connected by imports, with the manifests that govern them. Units share nothing. */
export interface Unit {
  /** The first file, in code-unit order. */
  readonly id: string;
  readonly modules: readonly Module[];
  readonly manifests: readonly Manifest[];
  /** Files beside the code that are read for secrets only. */
  readonly texts: readonly SourceText[];
  readonly project: Project;
  /** Manifests that govern this unit and no earlier one: what is wrong with them is said once. */
  readonly leads: readonly Manifest[];
  /** Resolves an import of a module to another module of the unit. */
  readonly resolve: (from: Module, source: string) => Module | undefined;
}

export interface Program {
  readonly units: readonly Unit[];
  readonly gaps: readonly Gap[];
}
