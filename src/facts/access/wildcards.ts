/** Permissions that allow everything: `*` as action or resource of an access policy, everybody as its principal, `GRANT ALL`. */
import type { Catalogue } from '#catalogue';
import type { SourceText } from '#core';
import type { Expr, Node } from '#model';
import { eachNode } from '#model';
import { asked } from '../effects/asked.js';
import type { Effect } from '../effects/effects.js';
import type { Facts } from '../index.js';
import { textShape } from '../texts/text.js';
import { writtenAt } from '../texts/written-at.js';
import { policyStatementsIn, type PolicyStatement } from './policy-texts.js';

export interface Wildcard {
  readonly at: Node | { readonly source: SourceText; readonly start: number; readonly end: number };
  /** `service`: every action of one service, on named things only. */
  readonly kind: 'everything' | 'service' | 'every-resource' | 'everybody' | 'grant';
  /** The action or the statement that allows too much. */
  readonly name: string;
  readonly effect?: Effect;
}

type Place = Wildcard['at'];
interface Placed {
  readonly text: string;
  readonly at: Place;
}

/** One for each statement: the gravest. */
export function wildcards(facts: Facts): readonly Wildcard[] {
  const found: Wildcard[] = [];
  const add = (statement: PolicyStatement<Placed>, inCode: boolean): void => {
    const judged = judge(statement, facts.catalogue);
    // In code the sharing itself is the finding.
    if (judged && !(inCode && judged.kind === 'everybody')) found.push(judged);
  };
  for (const module of facts.unit.modules) {
    eachNode(module, (node) => {
      const statement = statementOf(node, facts);
      if (statement) add(statement, true);
      if ((node.kind === 'literal' && typeof node.value === 'string') || node.kind === 'template') for (const written of policiesIn(node, facts)) add(written, true);
    });
  }
  for (const source of facts.unit.texts) {
    if (/\.(?:json|ya?ml|tf)$/i.test(source.file)) for (const statement of policyStatementsIn(source.text)) add(placed(statement, (part) => ({ source, start: part.start, end: part.end })), false);
  }
  return [...found, ...grants(facts)];
}

function placed(statement: PolicyStatement, place: (part: { text: string; start: number; end: number }) => Place): PolicyStatement<Placed> {
  const at = (parts: PolicyStatement['actions']): Placed[] => parts.map((part) => ({ text: part.text, at: place(part) }));
  return { actions: at(statement.actions), resources: at(statement.resources), principals: at(statement.principals), conditional: statement.conditional };
}

/** A policy written as text in the code. */
function policiesIn(node: Expr, facts: Facts): PolicyStatement<Placed>[] {
  if (node.kind === 'literal' && !String(node.value).includes('Effect')) return [];
  const text = textShape(node, facts.values);
  return policyStatementsIn(text).map((statement) => placed(statement, (part) => writtenAt(node, part.text, facts.values, facts.calls) ?? node));
}

/** `{ Effect: 'Allow', Action: …, Resource: … }`, or what a builder is given: `actions: […], resources: […]`. */
function statementOf(node: Node, facts: Facts): PolicyStatement<Placed> | undefined {
  const entries = node.kind === 'object' ? node.entries.map(({ key, value }) => ({ key, value })) : node.kind === 'call' ? node.args.map(({ name, value }) => ({ key: name, value })) : [];
  if (entries.length < 2) return undefined;
  const under = (...keys: string[]): Expr[] => entries.flatMap(({ key, value }) => (key !== undefined && keys.includes(key) ? [value] : []));
  const allows = under('Effect').some((expr) => facts.values.string(expr) === 'Allow');
  const built = under('actions').length > 0 && under('resources').length > 0 && !under('effect').some((expr) => /\bDENY$/i.test(expr.kind === 'member' ? (expr.property ?? '') : (facts.values.string(expr) ?? '')));
  if (!allows && !built) return undefined;
  const texts = (exprs: readonly Expr[]): Placed[] => exprs.flatMap((expr) => items(expr, facts)).map((expr) => ({ text: facts.values.string(expr) ?? textShape(expr, facts.values), at: expr }));
  return {
    actions: texts(under('Action', 'actions')), resources: texts(under('Resource', 'resources')), principals: texts(under('Principal', 'principals')),
    conditional: under('Condition', 'conditions').length > 0,
  };
}

function items(expr: Expr, facts: Facts): Expr[] {
  if (expr.kind === 'list') return expr.items.filter((item): item is Expr => item.kind !== 'spread');
  const list = facts.values.of(expr).find((value) => value.kind === 'list');
  return list?.kind === 'list' ? list.node.items.filter((item): item is Expr => item.kind !== 'spread') : [expr];
}

/** Services that only watch, and whose actions mostly know no resource. */
const WATCHING = /^(?:logs|cloudwatch|xray|ec2messages|ssmmessages|ce|pricing|tag|health|support|translate|comprehend|textract|rekognition|polly|transcribe):/;
const EVERY_RESOURCE = /^(?:\*|arn:[\w-]{1,20}:[\w-]{1,30}:[^:]{0,30}:[^:]{0,20}:(?:(?:table|parameter|function|secret|role|user|stream|db|cluster)[/:])?\*(?:\/\*)?)$/;

function judge({ actions, resources, principals, conditional }: PolicyStatement<Placed>, catalogue: Catalogue): Wildcard | undefined {
  if (conditional) return undefined;
  if (principals.length > 0) {
    const everybody = principals.find(({ text }) => text === '*');
    return everybody && actions.some(({ text }) => isOfRecords(text, catalogue)) ? { at: everybody.at, kind: 'everybody', name: actions[0]!.text } : undefined;
  }
  const resource = resources.find(({ text }) => EVERY_RESOURCE.test(text));
  const everything = actions.find(({ text }) => text === '*' || text === '*:*');
  if (everything) return { at: everything.at, kind: resource ? 'everything' : 'service', name: everything.text };
  const ofRecords = actions.filter(({ text }) => isOfRecords(text, catalogue));
  const service = ofRecords.find(({ text }) => text.endsWith(':*'));
  if (service) return { at: service.at, kind: resource ? 'everything' : 'service', name: service.text };
  // All that a service can do, to all that there is of it: what it can do need not be known.
  const whole = resource && actions.find(({ text }) => /^[a-z][a-z\d-]{1,40}:\*$/.test(text) && !WATCHING.test(text));
  if (whole) return { at: whole.at, kind: 'everything', name: whole.text };
  return resource && ofRecords[0] ? { at: resource.at, kind: 'every-resource', name: ofRecords[0].text } : undefined;
}

/** Holds for actions that read or write what a system keeps, as its products say. */
function isOfRecords(action: string, catalogue: Catalogue): boolean {
  return action === '*' || Object.values(catalogue.index).some(({ recordActions }) => recordActions.some((known) => overlap(action, known)));
}

/** Holds if some action fits both; `*` stands for any rest. */
function overlap(action: string, known: string): boolean {
  const [one, other] = [action.split('*', 1)[0]!, known.split('*', 1)[0]!];
  if (action === one) return known === other ? action === known : one.startsWith(other);
  return other.startsWith(one) || (known !== other && one.startsWith(other));
}

function grants(facts: Facts): Wildcard[] {
  return facts.effects.all.flatMap(asked).flatMap(({ effect, at }): Wildcard[] => (effect.sql?.grantsAll === true && !facts.inTest(at) ? [{ at, kind: 'grant', name: effect.sql.tables[0] ?? '', effect }] : []));
}
