/** Which classes of data the code handles, with the fields and objects that say so. */
import { DATA_CLASSES, type DataClass, type DataUse, type Step, type SystemUse } from '#core';
import { fieldMeaning, isReachable, objectMeaning, words, type Effect, type Facts } from '#facts';
import type { Node } from '#model';
import { shortened } from './evidence.js';
import { handledFields, writtenFields, type FieldMention } from './handled-fields.js';

/** Everything met of one class. */
class Met {
  /** As first written, by lower-case name. */
  readonly fields = new Map<string, string>();
  readonly evidence: Step[] = [];
}

/** The deciding class first. Without regulated data `internal` where business data is handled, and otherwise nothing. */
export function dataOf(facts: Facts, systems: readonly SystemUse[]): DataUse[] {
  const met = new Map<DataClass, Met>();
  const meet = (of: DataClass, name: string, at: Node): void => {
    let known = met.get(of);
    if (!known) met.set(of, (known = new Met()));
    const key = name.toLowerCase();
    if (known.fields.has(key)) return;
    known.fields.set(key, name);
    known.evidence.push(facts.step(at, `handles \`${name}\``));
  };
  const mentions = handledFields(facts);
  const selects = mentions.some((mention) => mention.in === 'selection');
  for (const effect of facts.effects.all) {
    // What a wrapper of the author's is asked for by each of its callers; personal details are told by their fields.
    for (const use of effect.uses) {
      if (/[?&]\$?(?:select|fields)=/.test(effect.module.source.text.slice(use.call.start, use.call.end))) continue;
      if (use.data !== undefined && use.data !== 'internal' && use.data !== 'personal' && use.access !== undefined && use.access !== 'send') meet(use.data, use.object ?? 'records', use.call);
    }
    // Where the code says which fields it asks for or writes, those decide, not the kind of record.
    if (effect.sql === undefined && (effect.access === 'read' ? selects : effect.access === 'write' && writtenFields(effect, facts).length > 0)) continue;
    const object = objectClass(effect);
    if (object && object.of !== 'internal') meet(object.of, object.name, effect.call);
  }
  for (const mention of mentions) {
    const meaning = isCount(mention) ? undefined : fieldMeaning(mention.name);
    if (meaning) meet(meaning.class, mention.name, mention.at);
  }
  const numbered = namedWithNumber(mentions);
  if (numbered && !met.has('personal')) meet('personal', `${numbered.name.name} with ${numbered.number.name}`, numbered.name.at);

  const uses = [...DATA_CLASSES].reverse().flatMap((of) => {
    const use = met.get(of);
    return use && of !== 'internal' ? [{ class: of, fields: [...use.fields.values()], evidence: shortened(use.evidence) }] : [];
  });
  return uses.length > 0 ? uses : internalData(facts, systems, mentions);
}

/** The class of the records that a call handles: what its product says of the object, or the object's or table's own name. */
function objectClass(effect: Effect): { of: DataClass; name: string } | undefined {
  // Whom a message goes to says nothing of the data in it.
  if (effect.access === undefined || effect.does === 'send' || effect.does === 'prompt' || !effect.system) return undefined;
  const namesColumns = effect.sql?.verb === 'select' && !effect.sql.star;
  if (effect.data && !(namesColumns && effect.sql.columns.every((column) => /^(?:[\w.]*_)?id$|\w*Id$/i.test(column)))) return { of: effect.data, name: effect.object ?? 'records' };
  if (effect.sql) {
    // That somebody is a patient says something of their health, whichever columns are asked for.
    const table = effect.sql.aggregate ? undefined : named(effect.sql.tables.filter((name) => objectMeaning(name.split('.').pop()!)?.class === 'health'));
    if (table) return table;
    if (effect.sql.aggregate || (effect.sql.verb === 'select' && !effect.sql.star)) return undefined;
    return named(effect.sql.tables);
  }
  return effect.object === undefined || effect.system.category === 'ai' ? undefined : named([effect.object]);
}

function named(objects: readonly string[]): { of: DataClass; name: string } | undefined {
  for (const name of objects) {
    const meaning = objectMeaning(name.split('.').pop()!);
    if (meaning) return { of: meaning.class, name };
  }
  return undefined;
}

/** A column named like many people holds their number, or points to them. */
function isCount(mention: FieldMention): boolean {
  return mention.in === 'selection' && /^(?:employees|candidates|applicants|patients|contacts|customers)$/i.test(mention.name);
}

const PERSON = new Set(['employee', 'customer', 'client', 'member', 'patient', 'contact', 'person', 'student', 'guest', 'staff', 'personnel', 'applicant', 'candidate', 'user']);
const NUMBER = new Set(['number', 'no', 'nr', 'id', 'code']);

/** A person's name beside the number that identifies the person. */
function namedWithNumber(mentions: readonly FieldMention[]): { name: FieldMention; number: FieldMention } | undefined {
  const ofPerson = (last: (word: string) => boolean) => mentions.find((mention) => {
    const parts = words(mention.name);
    return parts.length === 2 && PERSON.has(parts[0]!) && last(parts[1]!);
  });
  const name = ofPerson((word) => word === 'name');
  const number = ofPerson((word) => NUMBER.has(word));
  return name && number ? { name, number } : undefined;
}

const BUSINESS = new Set([
  'amount', 'amounts', 'price', 'invoice', 'invoices', 'order', 'orders', 'expense', 'expenses', 'revenue', 'budget', 'cost', 'costs', 'supplier', 'suppliers', 'vendor',
  'vendors', 'customer', 'customers', 'deal', 'deals', 'quantity', 'sku', 'merchant', 'contract', 'contracts', 'ticket', 'tickets', 'sales', 'profit', 'margin', 'turnover',
  'discount', 'opportunity', 'opportunities', 'shipment', 'inventory', 'forecast', 'headcount',
]);

/** Services that keep no business records. */
const NO_RECORDS: ReadonlySet<string> = new Set(['ai', 'maps', 'secrets', 'logging', 'public-data', 'scheduler', 'sms']);

function internalData(facts: Facts, systems: readonly SystemUse[], mentions: readonly FieldMention[]): DataUse[] {
  const empty = new Set(facts.effects.all.flatMap((effect) => (effect.system && NO_RECORDS.has(effect.system.category) ? [effect.system.name] : [])));
  const business = systems.filter((system) => !empty.has(system.name) && system.access.some((access) => access !== 'send'));
  if (business.length > 0) {
    return [{ class: 'internal', fields: [], evidence: shortened(business.flatMap((system) => system.evidence.slice(0, 1))) }];
  }
  const spoken = mentions.filter((mention) => words(mention.name).some((word) => BUSINESS.has(word)));
  if (spoken.length > 0) {
    return [{ class: 'internal', fields: [...new Set(spoken.map((mention) => mention.name))], evidence: shortened(spoken.map((mention) => facts.step(mention.at, `handles \`${mention.name}\``))) }];
  }
  // Where nothing else is reached, the files are what the code is about.
  const files = facts.effects.all.some((effect) => effect.remote) ? [] : facts.effects.all.filter((effect) => effect.api.returns?.label === 'file' && effect.does === 'read' && !facts.inTest(effect.call));
  if (files.length > 0) return [{ class: 'internal', fields: [], evidence: shortened(files.map((effect) => facts.step(effect.call, 'reads a file'))) }];
  // What others send in belongs to the company, whatever it is.
  const asked = facts.entries.all.filter((entry) => (isReachable(entry) && entry.kind !== 'page' || entry.kind === 'chat') && systems.length > 0);
  return asked.length === 0 ? [] : [{ class: 'internal', fields: [], evidence: shortened(asked.map((entry) => facts.stepAt(entry.module.source, entry.at, 'handles what others send to it'))) }];
}
