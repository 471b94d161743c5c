/** Functions that Azure finds by a `function.json` in their folder: what starts them, and whether a caller has to show a key. */
import type { Func, Module, Unit } from '#model';
import type { EntryPoint } from './entries.js';

interface Binding {
  readonly type: string;
  readonly name: string;
  readonly authLevel?: string;
  readonly route?: string;
  readonly methods: readonly string[];
}

const QUEUES = /^(?:queue|serviceBus|eventHub|kafka|rabbitMQ)Trigger$/i;
const LONGEST = 20_000;

export function boundEntry(module: Module, unit: Unit): EntryPoint | undefined {
  const folder = module.file.slice(0, module.file.lastIndexOf('/') + 1);
  const text = unit.project.texts.find(({ file }) => file === `${folder}function.json`);
  const settings = text && parsed(text.text);
  const trigger = settings?.trigger;
  const func = trigger && handler(module, settings.entryPoint);
  if (!func) return undefined;
  const given = func.params.findIndex(({ target }) => target.kind === 'name' && target.name === trigger.name);
  const outside = given >= 0 ? [given] : module.language === 'python' || func.params.length < 2 ? [] : [1];
  const common = { func, module, at: { start: func.start, end: func.end }, platform: 'Azure Functions', catches: true, limited: true };
  if (/^timerTrigger$/i.test(trigger.type)) return { ...common, kind: 'schedule', how: 'runs on a schedule (Azure Functions)', outside: [] };
  if (QUEUES.test(trigger.type)) return { ...common, kind: 'queue', how: 'runs for each message of a queue (Azure Functions)', outside };
  if (!/^httpTrigger$/i.test(trigger.type)) return { ...common, kind: 'event', how: 'runs when something happens (Azure Functions)', outside };
  const [method, ...others] = trigger.methods;
  const route = { path: `/${trigger.route ?? folder.split('/').at(-2) ?? ''}`, ...(method !== undefined && others.length === 0 ? { method: method.toUpperCase() } : {}) };
  // Azure asks for a key unless it is told not to.
  const asks = (trigger.authLevel ?? 'function').toLowerCase() === 'anonymous' ? {} : { asksForKey: true };
  return { ...common, kind: 'route', how: 'answers web requests (Azure Functions)', outside, route, ...asks };
}

function parsed(text: string): { readonly trigger: Binding; readonly entryPoint: string | undefined } | undefined {
  if (text.length > LONGEST) return undefined;
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(read) || !Array.isArray(read['bindings'])) return undefined;
  const bindings = read['bindings'] as readonly unknown[];
  const found = bindings.find((each): each is Record<string, unknown> => isRecord(each) && /Trigger$/i.test(textOf(each['type']) ?? ''));
  if (!found) return undefined;
  const methods = Array.isArray(found['methods']) ? found['methods'].filter((each): each is string => typeof each === 'string') : [];
  const authLevel = textOf(found['authLevel']);
  const route = textOf(found['route']);
  const trigger = { type: textOf(found['type']) ?? '', name: textOf(found['name']) ?? '', methods, ...(authLevel === undefined ? {} : { authLevel }), ...(route === undefined ? {} : { route }) };
  return { trigger, entryPoint: textOf(read['entryPoint']) };
}

function handler(module: Module, entryPoint: string | undefined): Func | undefined {
  if (module.language === 'python') {
    return /(?:^|\/)__init__\.py$/.test(module.file) ? module.top.scope.bindings.get(entryPoint ?? 'main')?.writes.find(({ func }) => func)?.func : undefined;
  }
  if (!/(?:^|\/)index\.[cm]?[jt]s$/.test(module.file)) return undefined;
  for (const name of entryPoint === undefined ? ['default', 'module.exports', 'run', 'index'] : [entryPoint]) {
    const exported = module.exports.find((each) => each.name === name);
    const value = exported?.value ?? exported?.binding?.writes[0]?.value;
    const found = exported?.binding?.writes.find(({ func }) => func)?.func ?? (value?.kind === 'function' ? value.func : undefined);
    if (found) return found;
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
