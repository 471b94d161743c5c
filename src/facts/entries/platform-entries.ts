/** Handlers that a platform finds by name or place: no call registers them. */
import type { Expr, Func, Module, Unit } from '#model';
import { boundEntry } from './function-bindings.js';
import { deployedHandlers } from './deployed-handlers.js';
import type { EntryPoint } from './entries.js';
import type { Values } from '../names/values.js';

const APPS_SCRIPT: Record<string, { kind: EntryPoint['kind']; how: string; outside: number[] }> = {
  doGet: { kind: 'route', how: 'answers web requests (Apps Script web app)', outside: [0] },
  doPost: { kind: 'route', how: 'answers web requests (Apps Script web app)', outside: [0] },
  onOpen: { kind: 'menu', how: 'runs when somebody opens the document', outside: [] },
  onInstall: { kind: 'menu', how: 'runs when somebody installs the add-on', outside: [] },
  onEdit: { kind: 'event', how: 'runs at every edit of the sheet', outside: [0] },
  onChange: { kind: 'event', how: 'runs at every change of the sheet', outside: [0] },
  onFormSubmit: { kind: 'event', how: 'runs when a form is sent in', outside: [0] },
  onSelectionChange: { kind: 'event', how: 'runs when a selection changes', outside: [] },
};

const ROUTE_FILE = /(^|\/)(app\/(.*\/)?route|pages\/api\/.+|api\/.+)\.[cm]?[jt]sx?$/;
const VERBS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

export function platformEntries(module: Module, unit: Unit, values: Values): EntryPoint[] {
  const found: EntryPoint[] = [];
  const add = (func: Func, entry: Omit<EntryPoint, 'func' | 'module' | 'at'>): void => {
    found.push({ func, module, at: { start: func.start, end: func.end }, ...entry });
  };
  if (module.dialects.has('apps-script')) appsScript(module, unit, values, add);
  else if (module.dialects.has('office-script')) {
    const main = topFunction(module, 'main');
    if (main) add(main, { kind: 'command', how: 'is run from Excel, or by a flow', outside: main.params.map((_, index) => index).slice(1), platform: 'Office Scripts', limited: true });
  } else {
    const bound = boundEntry(module, unit);
    if (bound) return [bound];
    exportedHandlers(module, unit, add);
    if (module.language === 'javascript') listeners(module, values, add);
  }
  return found;
}

const VIEW_BASE = /^(?:\w*View|\w*ViewSet|Resource)$/;
const VIEW_METHODS: Readonly<Record<string, string>> = { get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH', delete: 'DELETE', list: 'GET', retrieve: 'GET', create: 'POST', update: 'PUT', partial_update: 'PATCH', destroy: 'DELETE', form_valid: 'POST' };
const VIEW_PACKAGE = /^(?:django|rest_framework|flask|flask_restful|flask_restx)(?:\.|$)/;

/** Classes whose methods a Python framework calls by the verb of the request. */
function classViews(module: Module, add: (func: Func, entry: Omit<EntryPoint, 'func' | 'module' | 'at'>) => void): void {
  const known = new Set(module.imports.flatMap((each) => (VIEW_PACKAGE.test(each.source) ? each.names.map(({ local, imported }) => local ?? imported) : [])));
  for (const cls of module.classes) {
    const isView = cls.bases.some((base) => {
      const name = base.kind === 'name' ? base.name : base.kind === 'member' ? base.property ?? '' : '';
      return VIEW_BASE.test(name) && known.has(base.kind === 'member' && base.object.kind === 'name' ? base.object.name : name);
    });
    if (!isView) continue;
    for (const method of cls.methods) {
      const verb = VIEW_METHODS[method.name ?? ''];
      const request = method.params.findIndex(({ target }) => target.kind === 'name' && target.name === 'request');
      if (verb !== undefined) add(method, { kind: 'route', how: 'answers web requests (a view class)', outside: request < 0 ? [] : [request], route: { method: verb }, catches: true });
    }
  }
}

function appsScript(module: Module, unit: Unit, values: Values, add: (func: Func, entry: Omit<EntryPoint, 'func' | 'module' | 'at'>) => void): void {
  const called = new Set<Func>();
  for (const other of unit.modules) {
    for (const call of other.calls) for (const value of values.of(call.callee)) if (value.kind === 'func') called.add(value.func);
  }
  for (const binding of module.top.scope.bindings.values()) {
    const func = binding.writes.find((write) => write.func)?.func;
    if (!func) continue;
    const known = APPS_SCRIPT[binding.name];
    if (known) add(func, { ...known, platform: 'Apps Script', limited: true });
    // A function that nothing calls is started from the editor, a menu, a button or a trigger set by hand.
    else if (!called.has(func) && !binding.name.endsWith('_')) add(func, { kind: 'command', how: 'is started from the editor, a menu or a button', outside: [], platform: 'Apps Script', limited: true });
  }
}

function exportedHandlers(module: Module, unit: Unit, add: (func: Func, entry: Omit<EntryPoint, 'func' | 'module' | 'at'>) => void): void {
  const bare = module.file.replace(/\.\w+$/, '');
  const deployed = new Map(deployedHandlers(unit).filter(({ path }) => bare === path || bare.endsWith(`/${path}`)).map((each) => [each.name, each]));
  const lambda = (name: string): Omit<EntryPoint, 'func' | 'module' | 'at'> => (deployed.get(name)?.scheduled
    ? { kind: 'schedule', how: 'runs on a schedule (AWS Lambda)', outside: [], platform: 'AWS Lambda', limited: true }
    : { kind: 'event', how: 'is started by AWS Lambda', outside: [0], platform: 'AWS Lambda', limited: true });
  if (module.language === 'python') {
    for (const name of new Set(['lambda_handler', 'handler', ...deployed.keys()])) {
      const func = topFunction(module, name);
      if (func && (deployed.has(name) || (func.params.length === 2 && looksLikeLambda(func)))) add(func, lambda(name));
    }
    classViews(module, add);
    for (const cls of module.classes) {
      if (!cls.bases.some((base) => /^(?:Base|Simple)HTTPRequestHandler$/.test(base.kind === 'name' ? base.name : base.kind === 'member' ? base.property ?? '' : ''))) continue;
      for (const method of cls.methods) {
        const verb = /^do_([A-Z]{3,7})$/.exec(method.name ?? '')?.[1];
        if (verb !== undefined) add(method, { kind: 'route', how: 'answers web requests (http.server)', outside: [], route: { method: verb } });
      }
    }
    return;
  }
  const routes = ROUTE_FILE.test(module.file);
  for (const entry of module.exports) {
    const func = entry.binding?.writes.find((write) => write.func)?.func
      ?? [entry.value, entry.binding?.writes[0]?.value].flatMap((value) => (value ? handlersIn(value, routes) : [])).at(-1);
    if (entry.name === 'default' && !routes) workers(entry.value ?? entry.binding?.writes[0]?.value, add);
    if (!func) continue;
    if (routes && (VERBS.has(entry.name) || (entry.name === 'default' && /(^|\/)api\//.test(module.file)))) {
      const method = VERBS.has(entry.name) ? { method: entry.name } : {};
      add(func, { kind: 'route', how: 'answers web requests (Next.js route)', outside: [0], route: { ...method, path: module.file }, platform: 'Next.js' });
    } else if (deployed.has(entry.name) || (entry.name === 'handler' && (func.params.length === 0 ? usesAws(module) : looksLikeLambda(func)))) add(func, lambda(entry.name));
  }
}

/** The function itself; in a route file also the one that a wrapper takes: `export const POST = withUser(async (request) => …)`. */
function handlersIn(value: Expr, wrapped: boolean): Func[] {
  if (value.kind === 'function') return [value.func];
  return wrapped && value.kind === 'call' ? value.args.flatMap((arg) => (arg.value.kind === 'function' ? [arg.value.func] : [])) : [];
}

/** `export default { fetch(request, env) { … }, scheduled(event) { … } }`. */
function workers(value: Expr | undefined, add: (func: Func, entry: Omit<EntryPoint, 'func' | 'module' | 'at'>) => void): void {
  const object = value?.kind === 'name' ? value.binding.writes[0]?.value : value;
  if (object?.kind !== 'object') return;
  for (const { key, value: member } of object.entries) {
    if (member.kind !== 'function' || member.func.params.length === 0) continue;
    if (key === 'fetch') add(member.func, { kind: 'route', how: 'answers web requests (Cloudflare Workers)', outside: [0], platform: 'Cloudflare Workers' });
    else if (key === 'scheduled') add(member.func, { kind: 'schedule', how: 'runs on a schedule (Cloudflare Workers)', outside: [], platform: 'Cloudflare Workers' });
    else if (key === 'queue') add(member.func, { kind: 'queue', how: 'runs for each message of a queue (Cloudflare Workers)', outside: [0], platform: 'Cloudflare Workers' });
  }
}

/** `addEventListener('fetch', …)` answers requests, unless it keeps the pages of a browser: that one is installed first. */
function listeners(module: Module, values: Values, add: (func: Func, entry: Omit<EntryPoint, 'func' | 'module' | 'at'>) => void): void {
  const listening = module.calls.flatMap((call) => {
    const on = call.callee.kind === 'name' ? call.callee.name : call.callee.kind === 'member' && call.callee.object.kind === 'name' && /^(?:self|globalThis)$/.test(call.callee.object.name) ? call.callee.property : undefined;
    const [event, listener] = call.args;
    const name = on === 'addEventListener' && event ? values.string(event.value) : undefined;
    return name !== undefined && listener ? [{ name, listener: listener.value }] : [];
  });
  if (listening.some(({ name }) => /^(?:install|activate|push|message)$/.test(name))) return;
  for (const { name, listener } of listening) {
    const func = values.of(listener).flatMap((value) => (value.kind === 'func' ? [value.func] : []))[0];
    if (!func || func.params.length === 0) continue;
    if (name === 'fetch') add(func, { kind: 'route', how: 'answers web requests (Cloudflare Workers)', outside: [0], platform: 'Cloudflare Workers' });
    else if (name === 'scheduled') add(func, { kind: 'schedule', how: 'runs on a schedule (Cloudflare Workers)', outside: [], platform: 'Cloudflare Workers' });
  }
}

/** A handler that takes nothing is Lambda's where its file works with AWS. */
function usesAws(module: Module): boolean {
  return module.imports.some(({ source }) => /^(@aws-sdk\/|aws-sdk$|@aws-lambda-powertools\/|aws-lambda$)/.test(source));
}

/** A handler's first parameter is the event. */
function looksLikeLambda(func: Func): boolean {
  const first = func.params[0]?.target;
  return first?.kind === 'name' ? /^(_?event|evt|request|_|input|payload)$/i.test(first.name) : first !== undefined;
}

function topFunction(module: Module, name: string): Func | undefined {
  return module.top.scope.bindings.get(name)?.writes.find((write) => write.func)?.func;
}
