/** Where users see the insides of a program: debugging servers, frameworks told to show errors whole, stack traces in answers. */
import type { Call, Expr, Module, Node } from '#model';
import { functionOf, walk } from '#model';
import type { Effect } from '../effects/effects.js';
import { assignedAs } from '../effects/assigned.js';
import type { Facts } from '../index.js';
import { isTestFile } from '../entries/test-doubles.js';
import { isLoopback } from '../texts/urls.js';
import { isDevelopmentOnly } from './development.js';
import { onlyThisMachine } from './open-endpoints.js';

export interface Insides {
  readonly at: Node;
  /** `console`: a debugger that runs commands; `pages`: errors are shown with code and settings; `trace`: a stack trace is answered. */
  readonly kind: 'console' | 'pages' | 'trace';
}

const DEVELOPMENT_FILE = /(?:^|[/_.-])(?:dev|development|local|test|tests|testing|ci)(?:[/_.-]|$)/i;

export function shownInsides(facts: Facts): Insides[] {
  const found: Insides[] = [];
  for (const module of facts.unit.modules) {
    if (isTestFile(module.file)) continue;
    for (const call of module.calls) {
      const kind = debugging(call, module, facts);
      if (kind && !isDevelopmentOnly(call)) found.push({ at: call, kind });
    }
    const setting = debuggingSetting(module, facts);
    if (setting) found.push({ at: setting, kind: 'pages' });
  }
  const traces = new Set<Node>();
  for (const answer of answers(facts)) {
    const trace = traceIn(answer, facts, 0);
    if (trace && !isDevelopmentOnly(trace)) traces.add(trace);
  }
  return [...found, ...[...traces].map((at) => ({ at, kind: 'trace' as const }))];
}

function debugging(call: Call, module: Module, facts: Facts): Insides['kind'] | undefined {
  const value = (name: string): unknown => {
    const given = call.args.find((arg) => arg.name === name)?.value;
    return given && facts.values.constant(given);
  };
  if (module.language !== 'python') return facts.effects.api(call)?.showsErrors === 'always' ? 'pages' : undefined;
  if ((value('debug') ?? debugSetOn(call, module, facts)) !== true) return undefined;
  const host = value('host');
  if (call.callee.kind === 'member' && call.callee.property === 'run') return typeof host === 'string' && (host === '0.0.0.0' || !isLoopback(host)) ? 'console' : undefined;
  return facts.effects.api(call)?.showsErrors === 'debug' && !onlyThisMachine(facts) ? 'pages' : undefined;
}

/** `app.debug = True`, `app.config['DEBUG'] = True` before the server is started. */
function debugSetOn(call: Call, module: Module, { values }: Facts): true | undefined {
  if (call.callee.kind !== 'member' || call.callee.property !== 'run' || call.callee.object.kind !== 'name') return undefined;
  const { binding } = call.callee.object;
  let last: unknown;
  for (const statement of module.top.body) {
    const set = statement.kind === 'expression' && statement.value.kind === 'assign' ? statement.value : undefined;
    if (set?.target.kind !== 'member' || statement.end > call.start) continue;
    const { object, property, index } = set.target;
    const isOwn = object.kind === 'name' && object.binding === binding && property === 'debug';
    const isConfigured = object.kind === 'member' && object.property === 'config' && object.object.kind === 'name' && object.object.binding === binding && index !== undefined && values.string(index) === 'DEBUG';
    if (isOwn || isConfigured) last = values.constant(set.value);
  }
  return last === true ? true : undefined;
}

/** Settings that a framework reads by name: `DEBUG = True` shows error pages to whoever may reach a host that is named beside it. */
function debuggingSetting(module: Module, facts: Facts): Node | undefined {
  if (module.language !== 'python' || DEVELOPMENT_FILE.test(module.file)) return undefined;
  const written = (name: string) => module.top.scope.bindings.get(name)?.writes ?? [];
  const debug = written('DEBUG');
  const hosts = written('ALLOWED_HOSTS').flatMap(({ value }) => (value?.kind === 'list' ? value.items : [])).map((item) => facts.values.string(item));
  const last = debug.at(-1);
  const reached = hosts.some((host) => host !== undefined && (host === '*' || host.includes('.') && !isLoopback(host)));
  return reached && debug.length === 1 && last?.value?.kind === 'literal' && last.value.value === true && !isDevelopmentOnly(last.at) ? last.at : undefined;
}

function answers(facts: Facts): Expr[] {
  return [
    ...facts.effects.all.filter((effect) => !facts.inTest(effect.call)).flatMap((effect) => effect.args('response')),
    ...facts.effects.all.filter((effect) => repliesInChat(effect, facts)).flatMap((effect) => effect.args('body')),
    ...assignedAs(facts, 'response').filter((assign) => !facts.inTest(assign)).map(({ value }) => value),
    ...facts.entries.all.filter((entry) => entry.kind === 'route' && !facts.inTest(entry.func)).flatMap((entry) => entry.func.returns.flatMap((statement) => statement.value ?? [])),
  ];
}

/** A bot's answer to whoever wrote to it; what goes to a fixed channel is for those who look after it. */
function repliesInChat({ call, system, does }: Effect, facts: Facts): boolean {
  const name = call.callee.kind === 'name' ? call.callee.name : call.callee.kind === 'member' ? call.callee.property ?? '' : '';
  return does === 'send' && system?.category === 'chat' && /^(?:reply|respond|say|answer)/i.test(name) && !facts.inTest(call);
}

/** `error.stack`, `traceback.format_exc()` somewhere in what is answered, or in what a name there was set to. */
function traceIn(answer: Expr, facts: Facts, depth: number): Node | undefined {
  let found: Node | undefined;
  walk(answer, (node) => {
    if (found) return false;
    if (node.kind === 'member' && node.property === 'stack' && node.object.kind === 'name') found = node;
    else if (node.kind === 'call' && facts.values.paths(node.callee).includes('py:traceback.format_exc')) found = node;
    else if (node.kind === 'name' && depth < 2) {
      const [only, ...others] = node.binding.writes;
      if (only?.value && only.path.length === 0 && others.length === 0 && (only.via === 'declare' || only.via === 'assign') && !isCalled(only.value)) found = traceIn(only.value, facts, depth + 1) && node;
    }
    return !found && node.kind !== 'func';
  });
  return found && functionOf(found) ? found : undefined;
}

/** What a function makes of a trace need not be the trace. */
function isCalled(value: Expr): boolean {
  return value.kind === 'function' || value.kind === 'call' && value.args.length > 0 || value.kind === 'await';
}
