/** Where labelled data comes from. */
import type { DataClass } from '#core';
import type { Label } from '#catalogue';
import type { Call, Expr, Func, Member, Module, Unit } from '#model';
import { walk } from '#model';
import type { Effects } from '../effects.js';
import type { Entries } from '../entries.js';
import { fieldMeaning } from '../fields.js';
import type { Values } from '../values.js';
import { credentialName } from '../secrets/index.js';

export interface Source {
  readonly label: Label;
  readonly node: Expr;
  /** For personal data: its class. */
  readonly data?: DataClass;
  /** In plain words: what it is. */
  readonly what: string;
}

/** A parameter that carries data from outside into an entry point. */
export interface ParameterSource {
  readonly func: Func;
  readonly index: number;
  readonly label: Label;
  readonly what: string;
}

const WHAT: Record<Label, string> = {
  outside: 'data from outside', external: 'an answer from another system', model: "a model's answer", argument: 'a value given at the start',
  file: 'the content of a file', secret: 'a credential', personal: 'personal data',
};

export function parameterSources(entries: Entries): ParameterSource[] {
  return entries.all.flatMap((entry) => entry.outside.map((index) => ({ func: entry.func, index, label: 'outside' as const, what: `what comes in when it ${entry.how}` })));
}

export function expressionSources(unit: Unit, values: Values, effects: Effects): Source[] {
  const found: Source[] = [];
  for (const module of unit.modules) {
    for (const call of module.calls) {
      const effect = effects.of(call);
      const label = effect?.api.returns?.label;
      if (label) found.push({ label, node: call, what: whatOf(label, effect.system?.name) });
      else if (effect && (effect.does === 'read' || effect.does === 'list') && effect.remote) found.push({ label: 'external', node: call, what: whatOf('external', effect.system?.name) });
      const looked = lookUpSource(call, values, effects);
      if (looked) found.push(looked);
      if (effect?.data && effect.data !== 'internal' && (effect.does === 'read' || effect.does === 'list')) {
        found.push({ label: 'personal', node: call, data: effect.data, what: `whole ${effect.object ?? 'records'} from ${effect.system?.name ?? 'another system'}` });
      }
    }
    for (const member of membersOf(module)) {
      const source = memberSource(member, values, effects);
      if (source) found.push(source);
    }
  }
  return found;
}

function whatOf(label: Label, system: string | undefined): string {
  return system && (label === 'external' || label === 'outside' || label === 'model') ? `${WHAT[label]} (${system})` : WHAT[label];
}

function membersOf(module: Module): Member[] {
  const found: Member[] = [];
  walk(module.top, (node) => {
    if (node.kind === 'member') found.push(node);
  });
  return found;
}

function memberSource(expr: Member, values: Values, effects: Effects): Source | undefined {
  const base = values.of(expr.object);
  for (const value of base) {
    if (value.kind !== 'api') continue;
    const info = expr.property === undefined ? undefined : effects.catalogue.member(value.path, expr.property);
    if (info?.label) return { label: info.label, node: expr, what: WHAT[info.label] };
    const here = expr.property === undefined ? value.path : `${value.path}.${expr.property}`;
    const known = effects.catalogue.value(here) ?? (effects.catalogue.value(value.path)?.environment ? effects.catalogue.value(value.path) : undefined);
    if (known?.label) return { label: known.label, node: expr, what: WHAT[known.label] };
    if (known?.environment && expr.property !== undefined && credentialName(expr.property)) return { label: 'secret', node: expr, what: `the credential \`${expr.property}\`` };
  }
  const name = expr.property ?? (expr.index ? values.string(expr.index) : undefined);
  const parent = expr.parent;
  const called = parent?.kind === 'call' && parent.callee === expr;
  const meaning = name === undefined || called ? undefined : fieldMeaning(name);
  if (meaning) return { label: 'personal', node: expr, data: meaning.class, what: `the field \`${name}\`` };
  return undefined;
}

/** `os.getenv("API_KEY")`, `row.get("email")`: look-ups by a constant name. */
export function lookUpSource(call: Call, values: Values, effects: Effects): Source | undefined {
  const name = call.args[0] && !call.args[0].spread ? values.string(call.args[0].value) : undefined;
  if (name === undefined || name.length > 80 || call.callee.kind !== 'member' && call.callee.kind !== 'name') return undefined;
  for (const path of values.paths(call.callee)) {
    const base = path.replace(/\.(get|getProperty|require|fetch)$/, '');
    if ((effects.catalogue.value(path)?.environment || effects.catalogue.value(base)?.environment) && credentialName(name)) {
      return { label: 'secret', node: call, what: `the credential \`${name}\`` };
    }
  }
  if (call.callee.kind === 'member' && call.callee.property === 'get') {
    const meaning = effects.of(call) ? undefined : fieldMeaning(name);
    if (meaning) return { label: 'personal', node: call, data: meaning.class, what: `the field \`${name}\`` };
  }
  return undefined;
}
