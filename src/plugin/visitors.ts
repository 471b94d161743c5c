/** Babel visitors of rules: one parse and one merged traversal a file, whatever the number of rules. */
import type { NodePath, Visitor } from '@babel/traverse';
import type * as t from '@babel/types';
import type { Module } from '#model';
import type { Draft, Rule, RuleContext } from '#rule';

/** What the visitors of one unit found, by rule; the error of one that threw. */
interface Visited {
  readonly drafts: Map<string, Draft[]>;
  readonly failures: Map<string, unknown>;
}

/** Rules that bring a visitor find what it reports, besides what they check. The first of them that is asked starts the traversal for all. */
export function withVisitors(rules: readonly Rule[]): Rule[] {
  const visiting = rules.filter((rule) => rule.visitor);
  const done = new WeakMap<object, Visited>();
  return rules.map((rule) => !rule.visitor ? rule : {
    ...rule,
    *check(context: RuleContext): Iterable<Draft> {
      yield* rule.check(context);
      let visited = done.get(context.facts);
      if (!visited) done.set(context.facts, (visited = visit(visiting, context)));
      if (visited.failures.has(rule.id)) throw visited.failures.get(rule.id);
      yield* visited.drafts.get(rule.id) ?? [];
    },
  });
}

function visit(rules: readonly Rule[], context: RuleContext): Visited {
  const visited: Visited = { drafts: new Map(), failures: new Map() };
  const { treeOf } = require('#lower/js') as typeof import('#lower/js');
  for (const module of context.modules) {
    const tree = module.language === 'javascript' ? treeOf(module) : undefined;
    if (tree) visitFile(tree, module, rules, context, visited);
  }
  return visited;
}

function visitFile(tree: t.File, module: Module, rules: readonly Rule[], context: RuleContext, visited: Visited): void {
  const traverse = traversal();
  const visitors: Visitor[] = [];
  const keys: { key: string }[] = [];
  for (const rule of rules) {
    try {
      visitors.push(traverse.explode({ ...visitorOf(rule, module, context, visited.drafts) }));
      keys.push({ key: rule.id });
    } catch (error) {
      visited.failures.set(rule.id, error);
    }
  }
  const left = new Map<string, number>();
  // A visitor that skips a part or stops does so for itself alone, and one that throws is lost alone.
  const alone = (key: string, _type: string, see: (this: unknown, path: NodePath, state: unknown) => void) => function (this: unknown, path: NodePath, state: unknown): void {
    if (visited.failures.has(key) || (path.node.start ?? 0) < (left.get(key) ?? -1)) return;
    try {
      see.call(this, path, state);
    } catch (error) {
      visited.failures.set(key, error);
    }
    if (path.shouldStop) left.set(key, Infinity);
    else if (path.shouldSkip) left.set(key, path.node?.end ?? -1);
    path.shouldStop = false;
    path.shouldSkip = false;
  };
  const merged = traverse.visitors.merge(visitors, keys, alone as never) as Visitor;
  try {
    traverse(tree, merged);
  } catch {
    // Scopes cannot be told where a name is declared twice; the tree can be walked all the same.
    try {
      traverse(tree, { ...merged, noScope: true });
    } catch (error) {
      for (const rule of rules) visited.failures.set(rule.id, error);
    }
  }
}

function visitorOf(rule: Rule, module: Module, context: RuleContext, drafts: Visited['drafts']): Visitor {
  const own = drafts.get(rule.id) ?? [];
  drafts.set(rule.id, own);
  return rule.visitor!({
    module,
    context,
    report(at, draft) {
      const start = at.start ?? 0;
      const end = at.end ?? start;
      own.push({ entries: context.entriesOf(innermost(module, start, end)), ...draft, at: { source: module.source, start, end } });
    },
  });
}

/** The node of the model around a range, so that a finding gets the context of the function that it stands in. */
function innermost(module: Module, start: number, end: number): Module['nodes'][number] {
  let found: Module['nodes'][number] = module.top;
  for (const node of module.nodes) if (node.start <= start && node.end >= end) found = node;
  return found;
}

type Traverse = typeof import('@babel/traverse');

/** Loaded with the first visitor: a run without one never pays for it. */
function traversal(): Traverse['default'] & Pick<Traverse, 'visitors'> & { explode: Traverse['visitors']['explode'] } {
  const { default: traverse, visitors } = require('@babel/traverse') as Traverse;
  return Object.assign(traverse, { visitors, explode: visitors.explode }) as never;
}
