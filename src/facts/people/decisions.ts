/** Outcomes about people that a script carries out by itself: an application rejected, a loan denied, because a figure or a model said so. */
import type { Call, Expr, Func, Node } from '#model';
import { walk, functionOf } from '#model';
import { asked } from '../effects/asked.js';
import type { Effect } from '../effects/effects.js';
import { conditionsAt } from '../flow/conditions.js';
import type { Facts } from '../index.js';
import { words } from '../names/words.js';

export interface Decision {
  readonly effect: Effect;
  readonly at: Call;
  /** What the script does to people: `a rejection`. */
  readonly about: Matter;
  /** The test that decides. */
  readonly test: Expr;
  /** The figure or verdict that the test looks at. */
  readonly by: string;
  readonly byModel: boolean;
  /** A favourable or an unfavourable outcome, as the code calls it. */
  readonly outcome: string;
}

export type Matter = 'hiring' | 'credit' | 'insurance' | 'benefits';

const OUTCOME = /\b(?:reject(?:ed|ion|ing|s)?|den(?:y|ied|ial)|declin(?:e|ed|ing)|disqualif(?:y|ied)|not (?:been )?(?:selected|successful|approved)|unsuccessful|unfortunately|we regret|not (?:be )?moving forward|shortlist(?:ed)?|approved|disqualified|absage|abgelehnt|leider|rechazad[oa]|refus[ée]e?|afgewezen)\b/i;
const MATTERS: readonly (readonly [Matter, RegExp])[] = [
  ['hiring', /^(?:candidates?|applicants?|resumes?|cvs?|recruit(?:er|ing|ment)?|hiring|hire|bewerb(?:er|ung(?:en)?)|kandidat(?:en)?|candidatos?|vacanc(?:y|ies))$/],
  ['credit', /^(?:loans?|borrowers?|mortgages?|lending|lender|underwriting|credit|kredit|prestamos?|fico)$/],
  ['insurance', /^(?:insurance|insured|policyholders?|claimants?|claims?|versicherung|insurer)$/],
  ['benefits', /^(?:benefits?|welfare|allowances?|subsid(?:y|ies)|housing|sozialhilfe|eligib(?:le|ility))$/],
];
/** The outcome and nothing else. */
const STATE = /^(?:auto[- ]?)?(?:rejected|denied|declined|disqualified|shortlisted|approved|accepted|abgelehnt|rechazad[oa]|refus[ée]e?)$/i;
const ADVICE = /recommend|suggest|advice|proposed|predicted|preliminary|vorschlag/i;
const FIGURE = /(?:^| )(?:score|scores|rating|rank|ranking|fit|match|similarity|probability|risk|points|percentage|dti|ratio|income|fico|years|experience|gpa|confidence|grade)(?: |$)/;
const VERDICT = /(?:^| )(?:decision|verdict|recommendation|recommended|qualified|eligible|suitable|hire|fit|pass|passed|approve|approved|reject|rejected|outcome|is fit)(?: |$)/;
/** A person looked at it. */
const BY_PERSON = /confirm|review|human|manual|approved_?by|approver|signed_?off|dry_?run/i;
const CONFIRMING = /^(?:builtin:input|global:confirm|global:prompt)$/;
const MOST_CALLERS = 4;
const MOST_NODES = 3000;

export function decisions(facts: Facts): Decision[] {
  const found: Decision[] = [];
  for (const each of facts.effects.all) {
    if (!CARRIES_OUT.has(each.does) && each.uses.length === 0 || !each.remote) continue;
    for (const { effect, at } of asked(each)) {
      if (!isCarriedOut(effect) || facts.inTest(at) || found.some((known) => known.at === at)) continue;
      const decision = decisionAt(effect, at, facts);
      if (decision) found.push(decision);
    }
  }
  return found;
}

const CARRIES_OUT: ReadonlySet<string> = new Set(['send', 'create', 'update', 'upsert', 'delete']);

/** A letter, or a step in a system that acts on it; in a sheet or a board, the outcome itself as the state of the record. */
function isCarriedOut(effect: Effect): boolean {
  const { does, system, object, call } = effect;
  if (!CARRIES_OUT.has(does) || /draft/i.test(`${object ?? ''} ${call.callee.kind === 'member' ? (call.callee.property ?? '') : ''}`)) return false;
  if (system === undefined) return true;
  if (does === 'send') return system.category === 'mail' || system.category === 'sms';
  return system.kind === 'system-of-record' || (system.kind === 'service' && system.category === 'other') || (system.kind === 'work-store' && setsState(effect));
}

/** A cell or field that becomes just the outcome: `setValue('Rejected')`, `{ Status: 'Shortlisted' }`; advice in a sheet is for a person to read. */
function setsState({ call, args }: Effect): boolean {
  const written = [...args('cell'), ...args('data'), ...args('fields'), ...args('body')];
  return written.length > 0 && [...partsOf(call)].some((node) => node.kind === 'literal' && typeof node.value === 'string' && STATE.test(node.value.trim()) && !isAdvice(node));
}

/** `{ recommendation: 'Reject' }`. */
function isAdvice(node: Node): boolean {
  for (let at: Node | undefined = node.parent; at && at.kind !== 'call' && at.kind !== 'func'; at = at.parent) {
    const holder = at;
    if (holder.kind === 'object' && holder.entries.some(({ key, value }) => key !== undefined && isWithin(node, value) && ADVICE.test(key))) return true;
    if (holder.kind === 'declare' && holder.target.kind === 'name' && ADVICE.test(holder.target.name)) return true;
    if (holder.kind === 'assign' && (holder.target.kind === 'name' ? ADVICE.test(holder.target.name) : holder.target.kind === 'member' && ADVICE.test(holder.target.property ?? ''))) return true;
  }
  return false;
}

function isWithin(node: Node, root: Node): boolean {
  for (let at: Node | undefined = node; at; at = at.parent) if (at === root) return true;
  return false;
}

function decisionAt(effect: Effect, at: Call, facts: Facts): Decision | undefined {
  let tests = conditionsAt(at).map(({ test }) => test);
  const chain: Func[] = [at.in];
  let outcome = outcomeOf(at, effect);
  // `reject(application)` is where it is decided: look at the callers, too.
  for (let i = 0; i < chain.length && i < MOST_CALLERS; i++) {
    for (const { call } of facts.calls.callers(chain[i]!).slice(0, MOST_CALLERS)) {
      outcome ??= i === 0 ? outcomeIn(call) : undefined;
      tests = [...tests, ...conditionsAt(call).map(({ test }) => test)];
      if (!chain.includes(call.in)) chain.push(call.in);
    }
  }
  if (outcome === undefined || tests.some(looksAtPerson) || chain.some((func) => asksPerson(func, facts))) return undefined;
  // A step in a system for staff and applicants is about them, whatever the code calls them.
  const about = matterOf(chain) ?? (effect.system?.category === 'hr' ? 'hiring' : undefined);
  const choices = choicesIn(at);
  for (const test of [...tests, ...choices]) {
    const by = about === undefined ? undefined : decidedBy(test, facts);
    if (by) return { effect, at, about: about!, test, outcome, ...by };
  }
  return undefined;
}

/** The word of the outcome in what a call sends, asks for, or in the function around it. */
function outcomeOf(at: Call, effect: Effect): string | undefined {
  const path = OUTCOME.exec((effect.url?.path ?? '').replace(/[/_-]/g, ' '))?.[0];
  return path ?? outcomeIn(at) ?? OUTCOME.exec(words(at.in.name ?? '').join(' '))?.[0];
}

function outcomeIn(call: Call): string | undefined {
  return [...textsOf(call)].map((text) => OUTCOME.exec(text.replace(/[/_]/g, ' '))?.[0]).find((word) => word !== undefined)
    ?? OUTCOME.exec(words(call.callee.kind === 'name' ? call.callee.name : call.callee.kind === 'member' ? (call.callee.property ?? '') : '').join(' '))?.[0];
}

/** Texts in the arguments of a call, and in what stands behind their names. */
function* textsOf(call: Call): Iterable<string> {
  for (const node of partsOf(call)) if (node.kind === 'literal' && typeof node.value === 'string' && node.value.length < 4000) yield node.value;
}

/** `status = score > 70 ? 'approved' : 'denied'`. */
function choicesIn(call: Call): Expr[] {
  return [...partsOf(call)].flatMap((node) => (node.kind === 'conditional' && (mentionsOutcome(node.then) || mentionsOutcome(node.otherwise)) ? [node.test] : []));
}

function* partsOf(call: Call): Iterable<Node> {
  let left = MOST_NODES;
  const seen = new Set<Node>();
  const queue: Node[] = call.args.map((arg) => arg.value);
  for (let root = queue.shift(); root && left > 0; root = queue.shift()) {
    if (seen.has(root)) continue;
    seen.add(root);
    const nodes: Node[] = [];
    walk(root, (node) => {
      if (node.kind === 'func' || --left < 0) return false;
      nodes.push(node);
      if (node.kind === 'name') queue.push(...node.binding.writes.flatMap(({ value }) => (value && functionOf(value) === call.in ? [value] : [])));
      return undefined;
    });
    yield* nodes;
  }
}

function mentionsOutcome(root: Node): boolean {
  let found = false;
  walk(root, (node) => {
    if (node.kind === 'literal' && typeof node.value === 'string') found ||= OUTCOME.test(node.value);
    return node.kind !== 'func';
  });
  return found;
}

/** A figure against a threshold, or what a model made of it. */
function decidedBy(test: Expr, facts: Facts): { by: string; byModel: boolean } | undefined {
  let found: { by: string; byModel: boolean } | undefined;
  walk(test, (node) => {
    if (found || node.kind === 'func') return false;
    const name = node.kind === 'member' ? node.property : node.kind === 'name' ? node.name : node.kind === 'call' && node.callee.kind === 'member' && node.callee.property === 'get' && node.args[0] ? facts.values.string(node.args[0].value) : undefined;
    if (name === undefined) return undefined;
    const said = words(name).join(' ');
    const byModel = facts.flows.labelsAt(node as Expr).some(({ label }) => label === 'model');
    if (byModel && (FIGURE.test(said) || VERDICT.test(said))) found = { by: name, byModel };
    else if (FIGURE.test(said) && isCompared(node, test)) found = { by: name, byModel };
    return undefined;
  });
  return found;
}

function isCompared(node: Node, test: Expr): boolean {
  for (let at: Node | undefined = node; at && at !== test.parent; at = at.parent) if (at.kind === 'binary' && /^[<>]=?$/.test(at.op)) return true;
  return false;
}

function looksAtPerson(test: Expr): boolean {
  let found = false;
  walk(test, (node) => {
    if (node.kind === 'name') found ||= BY_PERSON.test(node.name);
    else if (node.kind === 'member') found ||= BY_PERSON.test(node.property ?? '');
    return node.kind !== 'func';
  });
  return found;
}

/** Someone is asked in the same function. */
function asksPerson(func: Func, facts: Facts): boolean {
  return facts.moduleOf(func).calls.some((call) => call.in === func && (facts.effects.of(call)?.api.guards?.includes('confirm') || facts.values.paths(call.callee).some((path) => CONFIRMING.test(path))));
}

/** What it is about, by the names and texts of the functions that take part. */
function matterOf(chain: readonly Func[]): Matter | undefined {
  const counts = new Map<Matter, number>();
  let left = MOST_NODES;
  for (const func of chain) {
    walk(func, (node) => {
      if (--left < 0) return false;
      const text = node.kind === 'name' ? node.name : node.kind === 'member' ? node.property : node.kind === 'literal' && typeof node.value === 'string' ? node.value.slice(0, 1000) : node.kind === 'func' ? node.name : undefined;
      for (const word of text === undefined ? [] : words(text)) {
        for (const [matter, pattern] of MATTERS) if (pattern.test(word)) counts.set(matter, (counts.get(matter) ?? 0) + 1);
      }
      return undefined;
    });
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most && most[1] >= 2 ? most[0] : undefined;
}
