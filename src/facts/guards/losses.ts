/** What is lost when a handler passes over a failure. */
import type { Node } from '#model';
import { walk } from '#model';
import { asked } from '../effects/asked.js';
import type { Effect } from '../effects/effects.js';
import type { ErrorHandler, HandlerOutcome } from './handlers.js';

/** The worst thing that a handler protects; undefined where nothing that matters was to be read or written. */
export function lossOf(handler: ErrorHandler): Effect | undefined {
  const lost = worst(handler.protects.flatMap((effect) => asked(effect).map((each) => each.effect)), answersForItself(handler));
  return lost && !tellsOfFailure(lost, handler.node) ? lost : undefined;
}

const GRAVITY: Record<string, number> = { delete: 5, create: 6, update: 6, upsert: 6, send: 5, prompt: 2, list: 2, read: 2, execute: 0, none: 0, connect: 0 };

/** What is worst to lose: a write to a system of record first. Tidying up files, caches and local reads do not count. */
function worst(effects: readonly Effect[], deletes: boolean): Effect | undefined {
  let found: Effect | undefined;
  let most = 0;
  for (const effect of effects) {
    const gravity = (GRAVITY[effect.does] ?? 0) + (effect.system?.kind === 'system-of-record' ? 3 : 0);
    const counts = effect.remote ? gravity > 1 && effect.api.category !== 'logging' && (effect.system !== undefined || effect.api.category === 'http') : ['create', 'update', 'upsert'].includes(effect.does) && effect.api.category === 'files' && effect.args('data').length > 0;
    if (effect.does === 'delete' && !deletes && effect.system?.kind !== 'system-of-record') continue;
    if (!counts || gravity <= most) continue;
    found = effect;
    most = gravity;
  }
  return found;
}

/** The function says whether its work was done, so that a deletion in it is the work, and no tidying up. */
function answersForItself({ node }: ErrorHandler): boolean {
  return node.kind === 'try' && node.body.some((statement) => statement.kind === 'return' && statement.value?.kind === 'literal' && statement.value.value === true);
}

/** A message about a failure that does not get through either: nobody is left to tell. */
export function tellsOfFailure(lost: Effect, node: Node): boolean {
  if (lost.does !== 'send') return false;
  if (node.kind === 'try' && node.body.some(handsFailuresOver)) return true;
  for (let at: Node | undefined = node; at; at = at.parent) {
    if (at.kind === 'func' && REPORTS.test(at.name ?? '')) return true;
    const parent: Node | undefined = at.parent;
    if (parent?.kind === 'try' && parent.handlers.some((each) => each.body.includes(at as never))) return true;
  }
  return lost.args('recipient').some((to) => REPORTS_TO.test(to.kind === 'name' ? to.name : to.kind === 'member' ? (to.property ?? '') : ''));
}

/** `sendSummary(successes, failures)`. */
function handsFailuresOver(root: Node): boolean {
  let hands = false;
  walk(root, (node) => {
    if (node.kind === 'call') hands ||= node.args.some(({ value }) => value.kind === 'name' && /^(fail(ures?|ed\w*)|err(or)?s?|problems?|exceptions?)$/i.test(value.name));
    return !hands && node.kind !== 'func';
  });
  return hands;
}

const REPORTS = /handle\w*error|(error|failure|exception|critical|problem|incident)s?_?\w*(alert|notif|mail|report|message|webhook)|(alert|notify|report|mail|send|post|log)\w*(error|failure|exception|critical|problem|incident|admin|owner|ops|dev)|^alert|^_?log/i;
const REPORTS_TO = /admin|owner|ops|developer|error|alert/i;

const LOST: ReadonlySet<HandlerOutcome> = new Set<HandlerOutcome>(['empty', 'logged', 'blank', 'printed']);

/** Types that say "there is none" or "this text is not what it should be": an answer, not a failure. */
const EXPECTED = /NotFound|DoesNotExist|Exists|Key|Index|Lookup|StopIteration|StopAsyncIteration|Import|ModuleNotFound|Keyboard|Cancelled|EOF|Decode|Encode|Parse|Value|Type|Attribute|Duplicate|Integrity|Conflict|Validation|Empty|Full|Zero|GeneratorExit|SystemExit|ProcessLookup|Unicode/;

/** Holds if a handler lets a failure disappear, and the code does not say why it may. */
export function isPassedOver({ outcome, explained, known, types }: ErrorHandler): boolean {
  return LOST.has(outcome) && !explained && known !== true && !(types.length > 0 && types.every((type) => EXPECTED.test(type)));
}
