/** What others send in, and where it is written or sent on without anybody having looked at it. */
import type { Role } from '#catalogue';
import type { Call } from '#model';
import { functionOf } from '#model';
import type { Authentication } from '../access/authentication.js';
import type { CallGraph } from '../names/call-graph.js';
import { doneFor } from '../effects/asked.js';
import type { Effect, Effects } from '../effects/effects.js';
import type { Entries, EntryPoint } from '../entries/entries.js';
import type { Flow, Flows, State } from '../flow/index.js';
import { isChecked } from './input-checks.js';
import { isIssuedName } from '../texts/issued-names.js';
import { isProviderCallback } from '../entries/provider-callback.js';
import { isTestFile } from '../entries/test-doubles.js';
import { textShape } from '../texts/text.js';
import type { Values } from '../names/values.js';
import { words } from '../names/words.js';

/** Entry points with the flows of what they take in that nobody checks: one, or several that end in the same call. */
export interface UncheckedInput {
  readonly entries: readonly EntryPoint[];
  /** Where a wrapper of the author's does it, the sink is the call of the wrapper. */
  readonly flows: readonly Flow[];
}

interface Room {
  readonly values: Values;
  readonly calls: CallGraph;
  readonly effects: Effects;
  readonly entries: Entries;
  readonly flows: Flows;
  readonly authentication: Authentication;
}

/** Roles whose content is kept or handed on; texts that are run or shown have rules of their own. */
const KEPT: readonly Role[] = ['data', 'body', 'recipient', 'key', 'params', 'fields', 'cell', 'object'];
const CHANGES: ReadonlySet<Effect['does']> = new Set(['create', 'update', 'upsert', 'delete', 'send']);

export function uncheckedInputs(room: Room): UncheckedInput[] {
  const found = new Map<EntryPoint, Flow[]>();
  for (const effect of room.effects.all) {
    if (!leavesTheScript(effect) || ![effect, ...effect.uses].some(({ does }) => CHANGES.has(does))) continue;
    for (const into of flowsInto(effect, room)) {
      const sink = doneFor(into.sink, into.state.stack, room.effects);
      if (!sink || !CHANGES.has(sink.does)) continue;
      const flow = { ...into, sink };
      const entry = entryOf(flow, room);
      if (!entry || isChecked(flow, room) || onlyAsks(flow, room.values)) continue;
      const known = found.get(entry);
      if (known) known.push(flow);
      else found.set(entry, [flow]);
    }
  }
  return merged(found);
}

/** What people write for people to read: there is nothing to check it against. */
const FREE_TEXT = new Set(['title', 'body', 'text', 'message', 'comment', 'comments', 'note', 'notes', 'description', 'content', 'subject', 'question', 'feedback', 'username', 'password', 'bio', 'caption']);

function isFreeText(flow: Flow): boolean {
  return flow.name !== undefined && flow.sink.system?.kind !== 'system-of-record' && FREE_TEXT.has(words(flow.name).at(-1) ?? '');
}

function merged(found: ReadonlyMap<EntryPoint, readonly Flow[]>): UncheckedInput[] {
  const bySink = new Map<Call, { entries: EntryPoint[]; flows: Flow[] }>();
  for (const [entry, flows] of found) {
    if (flows.every(isFreeText) || isTestFile(entry.module.file)) continue;
    const first = gravest(flows).sink.call;
    const known = bySink.get(first);
    if (known) {
      known.entries.push(entry);
      known.flows.push(...flows);
    } else bySink.set(first, { entries: [entry], flows: [gravest(flows), ...flows.filter((flow) => flow !== gravest(flows))] });
  }
  return [...bySink.values()];
}

function gravest(flows: readonly Flow[]): Flow {
  return flows.find((flow) => flow.sink.system?.kind === 'system-of-record') ?? flows[0]!;
}

/** Files and logs of the script itself are no other system. */
function leavesTheScript(effect: Effect): boolean {
  return (effect.remote || effect.system !== undefined && effect.system.kind !== 'service') && effect.system?.category !== 'ai' && effect.system?.category !== 'files';
}

function* flowsInto(effect: Effect, { flows, effects }: Room): Iterable<Flow> {
  // What a message says is read by a person; whom it goes to is not.
  if (effect.does === 'send') {
    for (const flow of flows.intoCall(effect, 'recipient', ['outside'])) if (flow.fields.every((field) => /^(?:to|cc|bcc|recipients?|e?mail|emails?|phone|address(?:es)?|\[\]|\d+)$/i.test(field))) yield flow;
    return;
  }
  for (const role of KEPT) yield* flows.intoCall(effect, role, ['outside']);
  // A hole in the path of an address whose host is fixed.
  if (effect.url?.host !== undefined) yield* flows.intoCall(effect, 'url', ['outside']);
  if (effect.system?.kind !== 'system-of-record' || effect.does === 'delete') return;
  for (const role of KEPT) {
    for (const flow of flows.intoCall(effect, role, ['external'])) if (isTypedByPeople(flow, effects)) yield flow;
  }
}

const TYPED: ReadonlySet<string> = new Set(['spreadsheet', 'base', 'board', 'forms', 'wiki']);

/** Cells and fields of a sheet or base that people fill: what they typed, not what the store made up. */
function isTypedByPeople(flow: Flow, effects: Effects): boolean {
  const from = flow.source.node.kind === 'call' ? effects.of(flow.source.node)?.system : undefined;
  return from?.kind === 'work-store' && TYPED.has(from.category) && (flow.name === undefined || !isIssuedName(flow.name));
}

/** The entry point that takes the data in and leads to the call; none for chats, whose platform knows the sender, and for proved messages. */
function entryOf(flow: Flow, { entries, authentication, values }: Room): EntryPoint | undefined {
  const taking = functionOf(flow.source.node);
  const doing = functionOf(flow.sink.call);
  if (!taking || !doing) return undefined;
  const into = entries.reaching(doing);
  const both = entries.reaching(taking).filter((entry) => into.includes(entry));
  // Mail that a script fetches for a system of record or a host of one's own, with nobody asking: `while (true) { for (const mail of unseen()) … }`.
  const fetched = flow.label === 'outside' && (flow.sink.system?.kind === 'system-of-record' || flow.sink.system?.category === 'other') && both.every(({ kind }) => FETCHES.has(kind));
  const candidates = both.filter((entry) => flow.label === 'external' || fetched || TAKES_INPUT.has(entry.kind));
  const entry = candidates[0];
  // What a provider sends has the provider's shape; whether it is the provider who sends it is another question.
  if (!entry || authentication.of(entry).state === 'signature' || authentication.of(entry).state !== 'none' && isProviderCallback(entry, values)) return undefined;
  if (isVouchedFor(flow)) return undefined;
  // A form has looked at its answers itself; it can't know what becomes of them.
  if (entry.kind === 'event' && flow.sink.system?.kind !== 'system-of-record' && flow.role !== 'recipient') return undefined;
  return entry;
}

/** Addresses of whoever is signed in or was asked by the platform itself. */
const VOUCHED_FOR = new Set(['getRespondentEmail', 'getActiveUser', 'getEffectiveUser']);

function isVouchedFor(flow: Flow): boolean {
  for (let at: State | undefined = flow.state, n = 0; at && n < 200; at = at.from, n++) {
    if (at.node.kind === 'call' && at.node.callee.kind === 'member' && VOUCHED_FOR.has(at.node.callee.property ?? '')) return true;
  }
  return false;
}

const FETCHES: ReadonlySet<EntryPoint['kind']> = new Set(['run', 'schedule', 'command']);
const TAKES_INPUT: ReadonlySet<EntryPoint['kind']> = new Set(['route', 'webhook', 'event', 'page']);

/** A GraphQL request is a POST whatever it does: only a mutation writes. */
function onlyAsks(flow: Flow, values: Values): boolean {
  if (!/\/graphql(?:\.json)?\/?$/.test(flow.sink.url?.path ?? '')) return false;
  const texts: string[] = [];
  for (let at: State | undefined = flow.state, n = 0; at && n < 200; at = at.from, n++) {
    const parent = at.node.parent;
    if (parent?.kind === 'call') texts.push(...parent.args.map((arg) => textShape(arg.value, values)));
  }
  return !texts.some((text) => /^\s*mutation\b/.test(text));
}
