/** Mail and text messages that go to several people, or to people whom the data names. */
import type { Effect, Facts } from '#facts';
import { definitions, dependsOnRound, recipientsOf } from '#facts';
import type { Call, Expr, Node } from '#model';

export interface MassSend {
  readonly call: Call;
  /** In plain words, why it reaches more than one fixed person. */
  readonly because: string;
}

const PERSON_TO_PERSON = new Set(['mail', 'sms', 'marketing']);
const LIST_NAME = /(recipients|addresses|emails|subscribers|members|[a-z]_?list|mailing_?list|distribution|team|group|department|everyone|staff)$/i;
const LIST_ADDRESS = /(?:^|[._-])(?:team|group|all|everyone|staff|list)@/i;

export function massSends(facts: Facts): MassSend[] {
  return facts.effects.all.flatMap((effect) => {
    if (isShare(effect) && effect.args('recipient').some((recipient) => isList(recipient, facts) || isRead(recipient, facts))) {
      return [{ call: effect.call, because: `it shares something in ${effect.system?.name ?? 'it'} with several people` }];
    }
    if (!sendsToPeople(effect)) return [];
    const because = severalPeople(effect, facts);
    return because === undefined ? [] : [{ call: effect.call, because }];
  });
}

/** Where teams talk in channels. Messengers reach whoever set them up. */
const TEAM_CHATS = new Set(['Slack', 'Microsoft Teams', 'Google Chat', 'Mattermost', 'Webex', 'Discord']);

/** Posts to a channel of a team: its members use what the script finds out. An alert about a failed run is for whoever runs it. */
export function channelPosts(facts: Facts): MassSend[] {
  return facts.effects.all.flatMap((effect) =>
    (effect.does === 'send' && effect.system !== undefined && TEAM_CHATS.has(effect.system.name) && !facts.inTest(effect.call) && !isAlert(effect.call, facts)
      ? [{ call: effect.call, because: `it posts to a channel of ${effect.system.name}, for the team to see` }]
      : []));
}

const DEEPEST = 4;

/** Made only where something has failed: in a handler, or in a function that is called nowhere else. */
function isAlert(call: Call, facts: Facts, depth = 0): boolean {
  let at: Node = call;
  for (let parent = at.parent; parent; at = parent, parent = at.parent) {
    if (parent.kind === 'try' && !parent.body.some((statement) => statement === at) && !parent.finally.some((statement) => statement === at) && !parent.otherwise.some((statement) => statement === at)) return true;
    if (at.kind !== 'func') continue;
    const taker = parent.kind === 'function' ? parent.parent : undefined;
    if (taker?.kind === 'call' && taker.callee.kind === 'member' && taker.callee.property === 'catch') return true;
    break;
  }
  const callers = depth < DEEPEST ? facts.calls.callers(call.in) : [];
  return callers.length > 0 && callers.every((caller) => isAlert(caller.call, facts, depth + 1));
}

function isShare(effect: Effect): boolean {
  return effect.access === 'write' && effect.object === 'Permission' && effect.system?.kind === 'work-store';
}

function sendsToPeople(effect: Effect): boolean {
  if (effect.does !== 'send' || !effect.system) return false;
  return PERSON_TO_PERSON.has(effect.system.category) || /mail|sms|message/i.test(effect.object ?? '') && effect.system.category !== 'chat' && effect.system.category !== 'queue';
}

function severalPeople(effect: Effect, facts: Facts): string | undefined {
  const recipients = recipientsOf(effect, facts);
  for (const recipient of recipients) {
    if (isList(recipient, facts)) return 'it mails or texts several people';
    if (isRead(recipient, facts)) return 'it mails or texts people whom the data names';
  }
  const constant = recipients.length > 0 && recipients.every((recipient) => facts.values.constant(recipient) !== undefined);
  const people = constant ? undefined : facts.guards.loops(effect.call).find((loop) => loop.over !== undefined && (loop.rounds === undefined || loop.rounds > 1));
  return people && recipients.some((recipient) => dependsOnRound(recipient, people.node)) ? 'it mails or texts people in a loop' : undefined;
}

function isList(expr: Expr, facts: Facts, depth = 0): boolean {
  if (depth > 4) return false;
  const constant = facts.values.string(expr);
  if (constant !== undefined) return constant.split('@').length > 2 || LIST_ADDRESS.test(constant) || LIST_NAME.test(lastName(expr) ?? '');
  for (const made of definitions(expr, facts.values, facts.calls)) {
    if (made.kind === 'list') {
      if (made.items.length > 1 || made.items[0]?.kind === 'spread') return true;
      if (made.items[0] && isList(made.items[0], facts, depth + 1)) return true;
      continue;
    }
    if (made.kind === 'comprehension') return true;
    if (made.kind === 'call' && made.callee.kind === 'member') {
      const method = made.callee.property ?? '';
      if (method === 'split' || method === 'map' || method === 'filter') return true;
      if (method === 'join') {
        if (isList(made.callee.object, facts, depth + 1) || (made.args[0] && isList(made.args[0].value, facts, depth + 1))) return true;
        const joined = facts.values.string(made.callee.object) === undefined ? made.callee.object : made.args[0]?.value;
        if (joined && facts.values.of(joined).every((value) => value.kind !== 'list')) return true;
      }
    }
    const name = lastName(made) ?? lastName(expr);
    if (name !== undefined && LIST_NAME.test(name)) return true;
  }
  return false;
}

/** The name of a value, or of the setting that it is read from. */
function lastName(expr: Expr): string | undefined {
  if (expr.kind === 'name') return expr.name;
  if (expr.kind === 'member') return expr.property;
  const first = expr.kind === 'call' ? expr.args[0]?.value : undefined;
  return first?.kind === 'literal' && typeof first.value === 'string' ? first.value : undefined;
}

/** The address comes out of data that was read, not out of settings. */
function isRead(expr: Expr, facts: Facts): boolean {
  return facts.flows.labelsAt(expr).some((state) => state.label === 'external' || state.label === 'outside' || state.label === 'file' || state.label === 'personal' || state.label === 'model');
}
