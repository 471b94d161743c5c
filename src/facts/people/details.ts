/** What one record tells of a person: a name, and what stands beside it. */
import { fieldMeaning } from '../texts/fields.js';
import { words } from '../names/words.js';
import { isInventedAddress, isInventedName, isInventedNumber, isInventedStreet } from './invented.js';

export interface Field {
  /** The column or key; empty where there is none. */
  readonly name: string;
  readonly value: string;
}

export interface Details {
  /** A person's name stands in it. */
  readonly named: boolean;
  /** In a field that only people have: `customer_name`, `last_name`, `student`. */
  readonly specific: boolean;
  /** In plain words: `phone numbers`. */
  readonly holds: ReadonlySet<string>;
  /** An account, card or identity number. */
  readonly sensitive: boolean;
  readonly invented: boolean;
  /** Of the mail address. */
  readonly domain?: string;
}

const ADDRESS = /^[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}$/;
/** With a plus, brackets or groups: bare digits may be anything. */
const PHONE = /^(?=.{8,22}$)(?:\+\d{1,3}[ .-]?)?(?:\(\d{1,5}\)|\d{2,5})(?:[ ./-]\d{2,5}){1,5}$|^\+\d{8,15}$/;
const DATE = /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}/;
const IBAN = /^[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,4})?$/;
const SSN = /^\d{3}-\d{2}-\d{4}$/;
const CARD = /^\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}$/;
const STREET = /^\d{1,5} [A-ZÀ-Ž][\wÀ-ž.' -]{2,40}\b(?:St|Street|Ave|Avenue|Rd|Road|Lane|Ln|Dr|Drive|Blvd|Way|Court|Ct|Place|Close)\b|^[A-ZÀ-Ž][\wÀ-ž.' -]{1,40}(?:str\.|straße|strasse|gasse|weg|allee|platz)\s\d{1,4}/;
const FULL_NAME = /^(?:(?:Dr|Mr|Mrs|Ms|Prof)\.? )?[A-ZÀ-Ž][a-zà-ž'’-]{1,20}(?: [A-ZÀ-Ž]\.?)?(?: (?:de|da|van|von|der|la|del|di|al|el|bin))?(?: [A-ZÀ-Ž][A-Za-zà-ž'’-]{1,20}){1,2}$/;
const NAME_FIELD = /^(?:(?:full|customer|client|contact|patient|employee|candidate|applicant|member|tenant|student|guest|donor|person|account holder|debtor|borrower|staff) )?(?:names?|nombre|nom|naam|nome)$|^(?:first|last|given|family|sur) ?name$|^(?:customer|client|patient|employee|candidate|applicant|tenant|student|borrower|debtor|kunde|mitarbeiter|vorname|nachname|apellidos?|prenom)$/;
const FIGURE_FIELD = /(?:^| )(?:balance|owed|debt|outstanding|arrears|overdue|score|rating|salary|credit|income|grade|wage|bonus)(?: |$)/;

export function detailsOf(fields: readonly Field[]): Details {
  const holds = new Set<string>();
  let named = false;
  let specific = false;
  let sensitive = false;
  let invented = false;
  let domain: string | undefined;
  for (const { name, value: raw } of fields) {
    const value = raw.trim();
    if (value === '') continue;
    const field = words(name).join(' ');
    const number = numberOf(field, value);
    if (ADDRESS.test(value)) {
      if (isInventedAddress(value)) invented = true;
      domain = value.slice(value.indexOf('@') + 1).toLowerCase();
      holds.add('e-mail addresses');
    } else if (number) {
      if (isInventedNumber(value)) invented = true;
      holds.add(number.what);
      sensitive ||= number.sensitive;
    } else if (STREET.test(value) && (field === '' || /address|street|addr|adresse|direccion|rue|stra/.test(field))) {
      if (isInventedStreet(value)) invented = true;
      holds.add('addresses');
    } else if (/birth|^dob$|geburt|nacimiento|naissance/.test(field) && DATE.test(value)) holds.add('dates of birth');
    else if (isPersonsName(field, value)) {
      if (isInventedName(value)) invented = true;
      named = true;
      specific ||= field !== '' && field !== 'name';
    } else if (fieldMeaning(name)?.class === 'health' && /[a-z]{4}/i.test(value)) holds.add('health data');
    else if (FIGURE_FIELD.test(field) && /\d/.test(value)) holds.add(/salary|wage|income|bonus/.test(field) ? 'pay' : 'figures');
  }
  return { named, specific, holds, sensitive, invented, ...(domain === undefined ? {} : { domain }) };
}

/** Names of things are written in capitals as well: `Head Office`, `Oak Table`. */
const OF_A_THING = /\b(?:inc|llc|ltd|gmbh|corp|company|co|group|ag|sa|plc|bank|school|stores?|shop|services?|solutions|office|branch|team|department|support|sales|desk|center|centre|clinic|hospital|hotel|city|street|university|college|club|park|house|labs?|studio|systems?|software|partners|consulting|associates|foundation|north|south|east|west|main|head|new|san|los)\b/i;

function isPersonsName(field: string, value: string): boolean {
  if (OF_A_THING.test(value)) return false;
  if (field === '') return FULL_NAME.test(value);
  return NAME_FIELD.test(field) && (FULL_NAME.test(value) || (/(?:^| )(?:first|last|given|family|sur)|^vorname|^nachname|^apellido|^prenom/.test(field) && /^[A-ZÀ-Ž][A-Za-zà-ž'’-]{1,30}$/.test(value)));
}

/** A line of a table: only one with an address or a number in it is a record. */
export function detailsOfLine(cells: readonly string[], header: readonly string[] | undefined): Details | undefined {
  const details = detailsOf(cells.map((value, index) => ({ name: header && header.length === cells.length ? header[index]! : '', value })));
  return details.holds.size > 0 ? details : undefined;
}

function numberOf(field: string, value: string): { what: string; sensitive: boolean } | undefined {
  if (IBAN.test(value) && (/iban|account|konto/.test(field) || hasIbanChecksum(value))) return { what: 'account numbers', sensitive: true };
  if (CARD.test(value) && /card|karte|tarjeta/.test(field)) return { what: 'card numbers', sensitive: true };
  if (SSN.test(value)) return { what: 'social security numbers', sensitive: true };
  if (/(?:^| )(?:account (?:number|no|nr)|acct|routing number|sort code|kontonummer|passport|tax id|national id|ssn|cpf|nhs number)(?: |$)/.test(field) && /^[A-Z]{0,3}[\d -]{6,24}$/.test(value)) return { what: 'account or identity numbers', sensitive: true };
  if (DATE.test(value)) return undefined;
  const isPhone = /phone|mobile|^tel|cell|telefon|handy|whatsapp/.test(field);
  if (PHONE.test(value) && (field === '' ? /^\+|[( ]/.test(value) && value.replace(/\D/g, '').length >= 9 : isPhone)) return { what: 'phone numbers', sensitive: false };
  return isPhone && /^\+?[\d ().-]{8,20}$/.test(value) ? { what: 'phone numbers', sensitive: false } : undefined;
}

function hasIbanChecksum(text: string): boolean {
  const bare = text.replace(/ /g, '');
  if (bare.length < 15 || bare.length > 34) return false;
  let rest = 0;
  for (const sign of bare.slice(4) + bare.slice(0, 4)) {
    const digits = String(Number.parseInt(sign, 36));
    for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}
