/** Where a text is read as HTML: arguments of known calls, properties of elements, what a route answers. */
import type { Binding, Call, Expr, Func, Node } from '#model';
import { eachNode } from '#model';
import type { Effect } from '../effects/effects.js';
import { conditionsAt } from '../flow/conditions.js';
import type { Values } from '../names/values.js';
import { assignedAs } from '../effects/assigned.js';
import type { Facts } from '../index.js';
import { textShape } from '../texts/text.js';

export interface HtmlPlace {
  readonly at: Expr;
  /** The call that takes it. */
  readonly effect?: Effect;
  readonly shownIn: 'mail' | 'page';
  /** HTML only where it holds markup: the same call answers plain data too. */
  readonly unsure: boolean;
  /** A sentence that is answered as a page: HTML for whoever opens its address in a browser. */
  readonly sentence?: boolean;
}

/** Properties of elements that take HTML. */
const ELEMENT_HTML = new Set(['innerHTML', 'outerHTML', 'srcdoc']);
const MAILING = new Set(['mail', 'marketing']);

export function htmlPlaces(facts: Facts): HtmlPlace[] {
  return facts.derived(findPlaces);
}

function findPlaces(facts: Facts): HtmlPlace[] {
  const found: HtmlPlace[] = [];
  for (const effect of facts.effects.all) {
    const answers = new Set(effect.args('response'));
    for (const at of effect.args('html')) {
      const mail = effect.does === 'send' || MAILING.has(effect.api.category) || MAILING.has(effect.system?.category ?? '');
      if (saysPlain(effect, facts)) continue;
      found.push({ at, effect, shownIn: mail ? 'mail' : 'page', unsure: answers.has(at) || effect.api.args?.['*'] === 'html', sentence: effect.api.answers === 'html' && isSentence(at) });
    }
  }
  for (const module of facts.unit.modules) eachNode(module, (node) => {
    const at = elementHtml(node) ?? answeredHtml(node, facts);
    if (at) found.push({ at, shownIn: 'page', unsure: false });
  });
  // Frameworks tell a page from data by what it begins with.
  for (const { value } of assignedAs(facts, 'response')) found.push({ at: value, shownIn: 'page', unsure: true });
  for (const entry of facts.entries.all) {
    if (entry.kind !== 'route' || !answersPages(entry.func, facts)) continue;
    for (const { value } of entry.func.returns) {
      const at = value?.kind === 'list' ? value.items[0] : value;
      // A text is a page even without markup; what a call gives may be an answer of its own.
      if (at) found.push({ at, shownIn: 'page', unsure: at.kind !== 'template' && at.kind !== 'binary' });
    }
  }
  return found;
}

/** `res.set('Content-Type', 'text/plain')` on the way to it, on the same answer, or in the call itself; a type that is not known may be any. */
function saysPlain({ call }: Effect, { values }: Facts): boolean {
  const isPlain = (setter: Call): boolean => {
    const type = typeSet(setter, values);
    return type !== undefined && !/\bhtml\b/i.test(values.string(type) ?? '');
  };
  if (isPlain(call)) return true;
  const answer = answerOf(call);
  if (!answer) return false;
  const under = conditionsAt(call);
  return call.in.calls.some((other) => other !== call && other.start <= call.start && answerOf(other) === answer && isPlain(other)
    && conditionsAt(other).every(({ test, holds }) => under.some((condition) => condition.test === test && condition.holds === holds)));
}

/** What a call sets the type of the content to. */
function typeSet(call: Call, values: Values): Expr | undefined {
  const method = call.callee.kind === 'member' ? call.callee.property : undefined;
  if (method === 'type' || method === 'contentType') return call.args[0]?.value;
  for (const [index, { name, value }] of call.args.entries()) {
    if (name !== undefined && /^(?:mimetype|content_?type|media_type)$/.test(name)) return value;
    if (name === undefined && values.string(value)?.toLowerCase() === 'content-type') return call.args[index + 1]?.value;
    const headers = value.kind === 'object' ? value : values.of(value).find((known) => known.kind === 'object')?.node;
    const type = headers?.kind === 'object' ? headers.entries.find((entry) => entry.key?.toLowerCase() === 'content-type') : undefined;
    if (type) return type.value;
  }
  return undefined;
}

/** The answer that a chain of calls is about: `res` of `res.status(404).type('text').send(…)`. */
function answerOf(call: Call): Binding | undefined {
  let at: Expr = call;
  for (let n = 0; n < 8 && at.kind === 'call' && at.callee.kind === 'member'; n++) at = at.callee.object;
  return at.kind === 'name' && at !== call.callee ? at.binding : undefined;
}

/** A text put together here, or just before under a name of its own. */
function isSentence(at: Expr): boolean {
  if (at.kind === 'template' || at.kind === 'binary' && (at.op === '+' || at.op === '%')) return true;
  const [only, ...others] = at.kind === 'name' ? at.binding.writes : [];
  return only?.value !== undefined && only.value.kind !== 'name' && only.path.length === 0 && others.length === 0 && isSentence(only.value);
}

/** `box.innerHTML = …` and `<div dangerouslySetInnerHTML={{ __html: … }}>`. */
function elementHtml(node: Node): Expr | undefined {
  if (node.kind === 'assign') return node.target.kind === 'member' && ELEMENT_HTML.has(node.target.property ?? '') ? node.value : undefined;
  if (node.kind !== 'object' || node.parent?.kind !== 'object') return undefined;
  const own = node.parent.entries.find((entry) => entry.value === node);
  return own?.key === 'dangerouslySetInnerHTML' ? node.entries.find((entry) => entry.key === '__html')?.value : undefined;
}

/** `{ headers: { 'Content-Type': 'text/html' }, body: … }`. */
function answeredHtml(node: Node, facts: Facts): Expr | undefined {
  if (node.kind !== 'object') return undefined;
  const body = node.entries.find((entry) => entry.key === 'body')?.value;
  const headers = body && node.entries.find((entry) => entry.key === 'headers')?.value;
  if (headers?.kind !== 'object') return undefined;
  return headers.entries.some((entry) => entry.key?.toLowerCase() === 'content-type' && /\btext\/html\b/.test(facts.values.string(entry.value) ?? '')) ? body : undefined;
}

/** Holds if what a route's function returns is answered as a page: its framework does so, or its decorator says it. */
function answersPages(func: Func, facts: Facts): boolean {
  return func.decorators.some((decorator) => {
    if (decorator.kind !== 'call') return false;
    if (facts.effects.api(decorator)?.answers === 'html') return true;
    return decorator.args.some((arg) => arg.name !== undefined && facts.values.paths(arg.value).some((path) => Object.values(facts.catalogue.call(path)?.args ?? {}).includes('html')));
  });
}

/** Holds if a text holds markup, as far as it is known. */
export function holdsMarkup(at: Expr, facts: Facts): boolean {
  return /<[a-z!/]/i.test(textShape(at, facts.values));
}
