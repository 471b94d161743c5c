/** Where a text is read as HTML: arguments of known calls, properties of elements, what a route answers. */
import type { Expr, Func, Node } from '#model';
import { eachNode } from '#model';
import type { Effect } from '../effects/effects.js';
import type { Facts } from '../index.js';
import { textShape } from '../texts/text.js';

export interface HtmlPlace {
  readonly at: Expr;
  /** The call that takes it. */
  readonly effect?: Effect;
  readonly shownIn: 'mail' | 'page';
  /** HTML only where it holds markup: the same call answers plain data too. */
  readonly unsure: boolean;
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
      found.push({ at, effect, shownIn: mail ? 'mail' : 'page', unsure: answers.has(at) || effect.api.args?.['*'] === 'html' });
    }
  }
  for (const module of facts.unit.modules) eachNode(module, (node) => {
    const at = elementHtml(node) ?? answeredHtml(node, facts);
    if (at) found.push({ at, shownIn: 'page', unsure: false });
  });
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

/** `res.set('Content-Type', 'text/plain')` before it in the same function, on the same answer. */
function saysPlain({ call }: Effect, { values }: Facts): boolean {
  const answer = call.callee.kind === 'member' && call.callee.object.kind === 'name' ? call.callee.object.binding : undefined;
  return answer !== undefined && call.in.calls.some((other) => other !== call && other.start < call.start && other.callee.kind === 'member' && other.callee.object.kind === 'name'
    && other.callee.object.binding === answer && other.args.some((arg) => /^(?:text\/plain|text\/csv|application\/|image\/|txt$|json$|csv$)/i.test(values.string(arg.value) ?? '')));
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
