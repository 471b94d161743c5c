/** Text that customers, colleagues or strangers typed: not amounts, dates and identifiers, and not what the author filled in. */
import { functionOf, type Node } from '#model';
import type { Effect } from '../effects/effects.js';
import type { Arrival } from '../flow/index.js';
import type { Facts } from '../index.js';
import { words } from '../names/words.js';
import { isIssuedName } from '../texts/issued-names.js';

/** Systems whose records hold what people typed. */
const WRITTEN_IN: ReadonlySet<string> = new Set(['crm', 'ticketing', 'contact-centre', 'mail', 'chat', 'sms', 'forms', 'shop', 'hr', 'code-host', 'web']);
/** Stores that the author may have filled: only fields that are others' words by their name. */
const SHARED: ReadonlySet<string> = new Set(['spreadsheet', 'base', 'board', 'wiki', 'database', 'file-store', 'other', 'http']);
const TYPED = new Set([
  'answer', 'answers', 'applicant', 'application', 'article', 'bio', 'body', 'candidate', 'caption', 'comment', 'comments', 'complaint', 'cv', 'details', 'email', 'enquiry', 'essay', 'feedback', 'html', 'inquiry', 'issue', 'letter', 'mail', 'message', 'messages', 'note', 'notes',
  'description', 'question', 'questions', 'reason', 'remark', 'remarks', 'reply', 'request', 'requests', 'resume', 'review', 'reviews', 'snippet', 'subject', 'summary', 'testimonial', 'ticket', 'tickets', 'transcript', 'tweet', 'post',
]);

export function isTypedByOthers({ label, name, source }: Arrival, facts: Facts): boolean {
  if (name !== undefined && isIssuedName(name)) return false;
  const typed = name !== undefined && TYPED.has(words(name).at(-1) ?? '');
  switch (label) {
    case 'outside': return true;
    case 'file': return typed;
    case 'external': {
      const category = systemOf(source.node, facts)?.category;
      if (category === undefined) return false;
      return WRITTEN_IN.has(category) || (typed && SHARED.has(category));
    }
    default: return false;
  }
}

/** Names of fields that hold what somebody typed, short or long. */
const LABELS = new Set(['name', 'firstname', 'lastname', 'surname', 'company', 'organisation', 'organization', 'title', 'address', 'street', 'city', 'job', 'role', 'comment', 'text', 'content', 'author', 'customer', 'client', 'contact', 'from', 'sender', 'label', 'tags']);
/** Systems whose every text is somebody else's. */
const LETTERS: ReadonlySet<string> = new Set(['mail', 'forms', 'sms']);

/** The same for texts of any length, such as names: what starts a cell or line. Whole records only where they are all text. */
export function isTypedText({ label, name, source }: Arrival, facts: Facts): boolean {
  if (label === 'outside') return true;
  const category = systemOf(source.node, facts)?.category;
  if (category === undefined || category === 'spreadsheet') return false;
  if (name === undefined) return LETTERS.has(category);
  const last = words(name).at(-1) ?? '';
  // Names of files and folders are given by whoever keeps them.
  return category !== 'file-store' && (WRITTEN_IN.has(category) || SHARED.has(category)) && (TYPED.has(last) || LABELS.has(last));
}

/** Holds for text taken off a web page: whoever keeps the page wrote it, seldom for this reader. */
export function isScraped({ source: { node } }: Arrival, facts: Facts): boolean {
  const api = node.kind === 'call' ? facts.effects.api(node) : undefined;
  // A part of a page that was taken apart is known by where it comes from.
  const from = api ? [api] : facts.values.paths(node.kind === 'call' ? node.callee : node).flatMap((path) => facts.catalogue.fileOf(path) ?? []);
  return from.some(({ kind, category }) => kind === 'none' && (category === 'data' || (category === 'web' && !answersRequests(node, facts))));
}

/** What is sent to a route comes by the same libraries as pages that are fetched. */
function answersRequests(node: Node, facts: Facts): boolean {
  const func = functionOf(node);
  return func !== undefined && facts.entries.reaching(func).some(({ kind }) => kind === 'route' || kind === 'webhook');
}

const SHORT = new Set(['name', 'firstname', 'lastname', 'email', 'phone', 'title', 'company', 'city', 'location']);

/** Free text comes before names and addresses: it has room for instructions. */
export function byRoom(a: Arrival, b: Arrival): number {
  return room(b) - room(a);
}

/** Holds for texts that are longer than a name. */
export function hasRoom(flow: Arrival): boolean {
  return room(flow) > 0;
}

function room({ name }: Arrival): number {
  const last = name === undefined ? '' : words(name).at(-1) ?? '';
  return TYPED.has(last) ? 2 : SHORT.has(last) ? 0 : 1;
}

function systemOf(node: Arrival['source']['node'], facts: Facts): Effect['system'] {
  return node.kind === 'call' ? facts.effects.of(node)?.system : undefined;
}
