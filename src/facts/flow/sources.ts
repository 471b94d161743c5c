/** Where labelled data comes from. */
import type { DataClass } from '#core';
import type { Label } from '#catalogue';
import type { Binding, Call, Expr, Func, Member, Module, Unit } from '#model';
import { eachNode, functionOf } from '#model';
import type { Effect, Effects } from '../effects/effects.js';
import type { Entries } from '../entries/entries.js';
import { fieldMeaning, objectMeaning } from '../texts/fields.js';
import type { Values } from '../names/values.js';
import { labelledHoles } from './labelled-holes.js';
import { isAboutRecord } from './sanitizers.js';
import { placeOf } from './shape.js';
import { routeParameters } from '../entries/route-parameters.js';
import { credentialName } from '../secrets/index.js';

export interface Source {
  readonly label: Label;
  readonly node: Expr;
  /** For personal data: its class. */
  readonly data?: DataClass;
  /** In plain words: what it is. */
  readonly what: string;
  /** A record with fields of its own: taking one of them leaves the others behind. */
  readonly whole?: boolean;
}

/** A parameter that carries data from outside into an entry point. */
export interface ParameterSource {
  readonly func: Func;
  readonly index: number;
  readonly label: Label;
  readonly what: string;
}

/** What labelled data is, in plain words. */
export const WHAT: Record<Label, string> = {
  outside: 'data from outside', external: 'an answer from another system', model: "a model's answer", argument: 'a value given at the start',
  file: 'the content of a file', secret: 'a credential', personal: 'personal data',
};

export function parameterSources(entries: Entries): ParameterSource[] {
  return entries.all.flatMap((entry) => [...new Set([...entry.outside, ...routeParameters(entry)])].map((index) => ({ func: entry.func, index, label: 'outside' as const, what: `what comes in when it ${entry.how}` })));
}

export function expressionSources(unit: Unit, values: Values, effects: Effects): Source[] {
  const found: Source[] = [];
  const records = new Map<Binding, DataClass>();
  for (const module of unit.modules) {
    for (const call of module.calls) {
      const effect = effects.of(call);
      const label = effect && isAskedByRequest(effect) ? 'model' : effect?.api.returns?.label;
      if (label) found.push({ label, node: call, what: whatOf(label, effect?.system?.name) });
      else if (effect && (effect.does === 'read' || effect.does === 'list') && effect.remote) found.push({ label: 'external', node: call, what: whatOf('external', effect.system?.name) });
      const looked = lookUpSource(call, values, effects);
      if (looked) found.push(looked);
      const data = effect && (effect.does === 'read' || effect.does === 'list') ? recordClass(effect) : undefined;
      if (effect && data && data !== 'internal') {
        found.push({ label: 'personal', node: call, data, what: `whole ${effect.object ?? 'records'} from ${effect.system?.name ?? 'another system'}` });
      }
    }
    for (const func of module.functions) found.push(...namedParameters(func, values));
    for (const { node, data, label } of labelledHoles(module, values)) found.push({ label: 'personal', node, data, what: `what the text calls “${label}”` });
    found.push(...takenFields(module, values));
    for (const member of membersOf(module)) {
      const source = memberSource(member, values, effects);
      if (source) found.push(source);
      const binding = source?.label === 'personal' && source.data && member.object.kind === 'name' ? member.object.binding : undefined;
      if (binding && source?.data && !records.has(binding)) records.set(binding, source.data);
    }
    found.push(...wholePayloads(module, found));
  }
  // What a function takes a field out of, was a record where it was called.
  for (const [binding, data] of records) {
    for (const { param } of binding.writes) {
      for (const given of param ? effects.calls.arguments(param.func, param.index) : []) {
        if (given.kind === 'name' && !records.has(given.binding) && records.size < MOST_RECORDS) records.set(given.binding, data);
      }
    }
  }
  for (const [binding, data] of records) found.push(...wholeRecords(binding, data));
  return found;
}

const MOST_RECORDS = 5000;

/** A model that is asked over plain HTTP: what comes back is its answer. */
function isAskedByRequest({ api, does, answers }: Effect): boolean {
  return api.does === 'request' && does === 'prompt' && answers !== false;
}

/** The class of what a read returns: of the columns asked for, where the code names them, or else of the object. */
function recordClass(effect: Effect): DataClass | undefined {
  const { sql, call } = effect;
  if (call.callee.kind === 'member' && isAboutRecord(call.callee.property ?? '')) return undefined;
  if (!sql) return effect.data ?? (effect.system?.category === 'database' && effect.object !== undefined ? objectMeaning(effect.object)?.class : undefined);
  if (sql.aggregate || sql.grouped || sql.exists) return undefined;
  if (!sql.star) return sql.columns.map((column) => fieldMeaning(column)?.class).find((of) => of !== undefined);
  return effect.data ?? (effect.object === undefined ? undefined : objectMeaning(effect.object)?.class);
}

/** Parameters whose own name says health, payment or employment data: `candidate_cv`, `resume_text`. */
function namedParameters(func: Func, values: Values): Source[] {
  return func.params.flatMap((param): Source[] => {
    const target = param.target.kind === 'default-pattern' ? param.target.target : param.target;
    if (target.kind !== 'name') return [];
    const meaning = fieldMeaning(target.name);
    if (!meaning || meaning.class === 'personal' || /^bool/.test(param.annotation ?? '') || (param.fallback && typeof values.constant(param.fallback) === 'boolean')) return [];
    return target.binding.reads.filter((read) => values.constant(read) === undefined && values.of(read).every((value) => value.kind !== 'func' && !(value.kind === 'api' && !value.path.startsWith('type:') && !value.path.includes('()'))))
      .map((node) => ({ label: 'personal', node, data: meaning.class, what: `\`${target.name}\`` }));
  });
}

/** `const { email } = req.body`: fields that a pattern takes out of a record. */
function takenFields(module: Module, values: Values): Source[] {
  const found: Source[] = [];
  eachNode(module, (node) => {
    if (node.kind !== 'declare' || node.target.kind !== 'object-pattern' || !node.init || isSettingName(node.init) || isCode(node.init, values)) return;
    for (const { key, value } of node.target.entries) {
      const target = value.kind === 'default-pattern' ? value.target : value;
      const meaning = typeof key === 'string' && target.kind === 'name' ? fieldMeaning(key) : undefined;
      if (!meaning || target.kind !== 'name') continue;
      for (const read of target.binding.reads) found.push({ label: 'personal', node: read, data: meaning.class, what: `the field \`${String(key)}\`` });
    }
  });
  return found;
}

/** A module, a class or a setting, which hold no records. */
function isCode(expr: Expr, values: Values): boolean {
  return expr.kind === 'this' || values.of(expr).some((value) => value.kind === 'module' || value.kind === 'class' || value.kind === 'object' || (value.kind === 'api' && !value.path.startsWith('type:') && !value.path.includes('()')));
}

function whatOf(label: Label, system: string | undefined): string {
  return system && (label === 'external' || label === 'outside' || label === 'model') ? `${WHAT[label]} (${system})` : WHAT[label];
}

function membersOf(module: Module): Member[] {
  const found: Member[] = [];
  eachNode(module, (node) => {
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
  const meaning = name === undefined || called || isWritten(expr) || isSetting(expr, values) ? undefined : fieldMeaning(name);
  if (meaning) return { label: 'personal', node: expr, data: meaning.class, what: `the field \`${name}\`` };
  return undefined;
}

/** `console.log(customer)` where `customer.email` is read elsewhere: the record goes as a whole, and the field with it. */
function wholeRecords(binding: Binding, data: DataClass): Source[] {
  if (binding.kind === 'import' || binding.kind === 'global') return [];
  return binding.reads.filter((read) => read.parent?.kind === 'call' && read.parent.callee !== read && !read.parent.args.some((arg) => arg.value === read && arg.keywords))
    .map((node) => ({ label: 'personal' as const, node, data, what: `the whole \`${binding.name}\``, whole: true }));
}

/** `console.log(req.body)` where `email` is taken out of `req.body` in the same function. */
function wholePayloads(module: Module, fields: readonly Source[]): Source[] {
  const payloads = new Map<string, DataClass>();
  const key = (payload: Member): string | undefined => {
    const place = placeOf(payload);
    return place === undefined ? undefined : `${functionOf(payload)?.start ?? -1}:${place}`;
  };
  const note = (payload: Expr | undefined, data: DataClass | undefined): void => {
    const at = payload?.kind === 'member' ? key(payload) : undefined;
    if (at !== undefined && data !== undefined && !payloads.has(at)) payloads.set(at, data);
  };
  for (const { node, label, data } of fields) if (label === 'personal' && node.kind === 'member') note(node.object, data);
  eachNode(module, (node) => {
    if (node.kind !== 'declare' || node.target.kind !== 'object-pattern' || node.init?.kind !== 'member' || isSettingName(node.init)) return;
    for (const { key: taken } of node.target.entries) if (typeof taken === 'string') note(node.init, fieldMeaning(taken)?.class);
  });
  return payloads.size === 0 ? [] : membersOf(module).flatMap((member): Source[] => {
    const data = member.parent?.kind === 'call' && member.parent.args.some(({ value }) => value === member) ? payloads.get(key(member) ?? '') : undefined;
    return data === undefined ? [] : [{ label: 'personal', node: member, data, what: `the whole \`${member.property ?? 'record'}\``, whole: true }];
  });
}

/** What a field is set to, is not read from it. */
function isWritten(expr: Member): boolean {
  const parent = expr.parent;
  return (parent?.kind === 'assign' && parent.target === expr && parent.op === undefined) || (parent?.kind === 'unary' && parent.op === 'delete');
}

/** Objects that hold how the script is set up, or parts of a program, not people's records. */
const SETTINGS = /^(?:_?(?:config|configuration|cfg|conf|settings?|env|environ|options|opts|args|argv|flags|constants?|const|defaults|credentials?|creds|secrets|selectors?|locators?|elements?|labels|headers?|columns|cols|indices|index(?:es)?|schema|types?|styles?|theme|icons?|messages|errors|form_?errors|validators?|patterns?|regex(?:es)?|urls?|routes?|endpoints?|templates?|i18n|translations|models?|services?|db|tables?|process|os|self|module|exports|enums?|status(?:es)?)_?)$/i;

function isSettingName(base: Expr): boolean {
  // `request.args` is what a caller sent, `args` alone what the author was given.
  const name = base.kind === 'name' ? base.name : base.kind === 'member' && base.property !== 'args' && base.property !== 'headers' ? (base.property ?? '') : '';
  const spaced = name.replace(/([a-z\d])([A-Z])/g, '$1_$2');
  return SETTINGS.test(spaced) || SETTINGS.test(spaced.slice(spaced.lastIndexOf('_') + 1));
}

/** The author's own: a setting, a constant, a member of the code itself. */
function isSetting(expr: Member, values: Values): boolean {
  // What an object keeps of a record was labelled where it came in.
  if (expr.object.kind === 'this' || values.constant(expr) !== undefined) return true;
  let base: Expr = expr.object;
  if (base.kind === 'call' && base.callee.kind === 'member') base = base.callee;
  return isSettingName(base) || values.of(expr.object).some((value) => value.kind === 'module' || value.kind === 'class' || (value.kind === 'api' && !value.path.startsWith('type:') && !value.path.includes('()')))
    || values.of(expr).some((value) => value.kind === 'func' || value.kind === 'class' || value.kind === 'module');
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
    const meaning = effects.of(call) || isSettingName(call.callee.object) ? undefined : fieldMeaning(name);
    if (meaning) return { label: 'personal', node: call, data: meaning.class, what: `the field \`${name}\`` };
  }
  return undefined;
}
