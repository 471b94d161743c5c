/** Who hears of a failure: what a unit does, or says is done, to tell a person or another system that it went wrong. */
import type { Call, Func, Module, Node } from '#model';
import { eachNode, walk } from '#model';
import type { Effect } from '../effects/effects.js';
import type { EntryPoint } from '../entries/entries.js';
import { isTestFile } from '../entries/test-doubles.js';
import type { Facts } from '../index.js';
import { packagePath } from '../names/import-path.js';
import { headerTexts } from '../texts/headers.js';

/** Names of functions, log handlers and transports by which somebody is told. */
const TELLING = /(?:notify|alert|pager|escalat|captureException|capture_exception|report_?(?:error|failure|problem)|(?:error|failure)_?(?:mail|report)|send_?(?:error|failure)|(?:slack|mail|smtp|email|teams|discord|telegram|sentry|sns|pagerduty)_?\w{0,12}(?:handler|transport|appender)|on_?failure)/i;
/** Settings of schedulers and queues that say who is told. */
const SETTING = /^(?:on_?failure(?:_?callback)?|email_?on_?(?:failure|retry)|on_?error_?webhook|failure_?notif\w*|notifiers?|alert_?\w{0,20}|dead_?letter\w*|on_?failed)$/i;
/** The same in files that deploy it: alarms, dead letters, mails of a job runner. */
const DEPLOYED = /AWS::CloudWatch::Alarm|DeadLetter|deadLetter|onFailure\b|OnFailure=|^\s{0,20}(?:alarms|alerts|notifications|on_failure|email_on_failure)\s{0,4}:|MAILTO\s{0,4}=|if:\s{0,4}(?:\$\{\{\s{0,4})?failure\(\)|hc-ping|healthchecks\.io|cronitor|OpsGenie|pagerduty/m;
/** A header says that the failure is watched from outside. */
const SAID = /\b(?:fail(?:s|ed|ure|ures|ing)?|errors?)\b[^.\n]{0,80}\b(?:alert(?:s|ed|ing)?|notif\w{1,10}|e-?mail(?:s|ed)?|paged?|pager\w{0,4}|on-?call|monitor(?:s|ed|ing)?)\b|\b(?:alert(?:s|ed|ing)?|notif\w{1,10}|paged?|monitor(?:s|ed|ing)?|mail(?:s|ed)?)\b[^.\n]{0,80}\b(?:fail(?:s|ed|ure|ures|ing)?|errors?|goes wrong)\b/i;
const FAILING = /\b(?:fail(?:s|ed|ure|ures)?|errors?|exceptions?|problems?|went wrong|could not|couldn't|broken?)\b|🚨|❌|⚠/i;
const PERSONAL: ReadonlySet<string> = new Set(['mail', 'chat', 'sms', 'ticketing', 'automation']);

/** Holds if a failure of the unit, once it gets that far, reaches a person or another system. */
export function failureIsTold(facts: Facts): boolean {
  const { unit } = facts;
  if (unit.texts.some(({ text }) => DEPLOYED.test(text.slice(0, 200_000)))) return true;
  return unit.modules.some((module) => !isTestFile(module.file)
    && (watchesErrors(module, facts) || headerTexts(module).some(({ text }) => SAID.test(text.slice(0, 4000))) || module.calls.some((call) => isAlarm(call, facts)) || isSet(module) || tellsInHandler(module, facts)));
}

/** An error tracker or monitor is loaded. */
function watchesErrors(module: Module, facts: Facts): boolean {
  return module.imports.some(({ source }) => {
    const product = facts.catalogue.packageFile(packagePath(source, module.language)) ?? facts.catalogue.packageFile(packagePath(source.split('.')[0]!, module.language));
    return product?.kind === 'service' && product.category === 'logging';
  });
}

function isAlarm(call: Call, facts: Facts): boolean {
  const effect = facts.effects.of(call);
  const api = effect?.api ?? facts.effects.api(call);
  if (api?.guards?.includes('alert') || api?.guards?.includes('schedule-alert')) return true;
  if (effect?.object === 'Heartbeat' || effect?.object === 'Alert' || (effect?.system?.kind === 'service' && effect.system.category === 'logging')) return true;
  if (call.isNew === true || call.callee.kind === 'name' || call.callee.kind === 'member') {
    const name = call.callee.kind === 'name' ? call.callee.name : call.callee.kind === 'member' ? call.callee.property ?? '' : '';
    if (/(?:handler|transport|appender)$/i.test(name) && TELLING.test(name)) return true;
  }
  // A message whose text, or the function that makes it, speaks of failure.
  return effect !== undefined && isMessage(effect) && FAILING.test(textAround(call, facts));
}

function isMessage(effect: Effect): boolean {
  return effect.remote && (effect.does === 'send' || effect.uses.some(({ does }) => does === 'send')) && PERSONAL.has(effect.system?.category ?? effect.api.category);
}

/** The literals of the function that sends, and of the calls to it. */
function textAround(call: Call, facts: Facts): string {
  const texts: string[] = [];
  const take = (root: Node): void => walk(root, (node) => {
    if (node.kind === 'literal' && typeof node.value === 'string' && texts.length < 200) texts.push(node.value.slice(0, 300));
  });
  if (call.in.form === 'module') take(call);
  else for (const statement of call.in.body) take(statement);
  for (const caller of call.in.form === 'module' ? [] : facts.calls.callers(call.in)) take(caller.call);
  return texts.join('\n');
}

/** `DAG(on_failure_callback=…)`, `{ onFailure: … }`; switched off is not set. */
function isSet(module: Module): boolean {
  let found = false;
  eachNode(module, (node) => {
    if (found) return;
    const settings = node.kind === 'call' ? node.args.map(({ name, value }) => ({ key: name, value })) : node.kind === 'object' ? node.entries.map(({ key, value }) => ({ key, value })) : [];
    found = settings.some(({ key, value }) => key !== undefined && SETTING.test(key) && !(value.kind === 'literal' && (value.value === false || value.value === null)));
  });
  return found;
}

/** A handler of failures tells somebody, or writes to another system what went wrong. */
function tellsInHandler(module: Module, facts: Facts): boolean {
  const handlers = [...facts.guards.handlers(module), ...facts.guards.failureTests(module)];
  return handlers.some(({ body }) => body.some((statement) => tells(statement, facts, 0)));
}

function tells(root: Node, facts: Facts, depth: number): boolean {
  let found = false;
  walk(root, (node) => {
    if (node.kind !== 'call' || found) return !found;
    const name = node.callee.kind === 'name' ? node.callee.name : node.callee.kind === 'member' ? node.callee.property ?? '' : '';
    const effect = facts.effects.of(node);
    found = TELLING.test(name) || (effect !== undefined && effect.remote && (isMessage(effect) || effect.access === 'write'))
      || (depth < 3 && facts.calls.targets(node).some((func) => func.body.some((statement) => tells(statement, facts, depth + 1))));
    return !found;
  });
  return found;
}

/** What an entry point works on in other systems. */
export function workOf(entry: EntryPoint, facts: Facts): Effect[] {
  return facts.effects.all.filter((effect) => effect.remote && (effect.access !== undefined || effect.uses.length > 0 || effect.api.does === 'request' || effect.api.does === 'query') && facts.entries.reaching(effect.call.in).includes(entry));
}

/** Outcomes of a handler after which the run still ends as a failed one. */
const LOUD: ReadonlySet<string> = new Set(['rethrown', 'exits', 'alerts', 'answers', 'counted', 'told']);
const SILENT: ReadonlySet<string> = new Set(['empty', 'logged', 'blank']);

/** The handler that keeps every failure of an entry point's work from its platform, which would tell the owner. */
export function mutedBy(entry: EntryPoint, facts: Facts): Node | undefined {
  const work = workOf(entry, facts);
  if (work.length === 0 || work.some((effect) => facts.guards.uncovered(effect.call).includes(entry))) return undefined;
  const reached = (func: Func): boolean => facts.entries.reaching(func).includes(entry);
  const handlers = facts.unit.modules.flatMap((module) => facts.guards.handlers(module)).filter(({ node }) => reached(functionAround(node) ?? entry.func));
  if (handlers.some(({ outcome }) => LOUD.has(outcome))) return undefined;
  return handlers.find(({ outcome, types, protects }) => SILENT.has(outcome) && types.length === 0 && work.every((effect) => protects.includes(effect)))?.node;
}

function functionAround(node: Node): Func | undefined {
  for (let at = node.parent; at; at = at.parent) if (at.kind === 'func') return at;
  return undefined;
}
