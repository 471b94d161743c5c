/**
 * Which class of data a field, column or object name means. Names of people alone are internal; with contact, number or
 * record they are personal.
 */
import type { DataClass } from '#core';
import { words } from '../names/words.js';

type Phrase = readonly string[];

const phrases = (...list: string[]): Phrase[] => list.map((text) => text.split(' '));

const HEALTH = phrases(
  'diagnosis', 'diagnoses', 'diagnostic code', 'patient', 'patients', 'patient id', 'icd', 'icd10', 'prescription', 'prescriptions', 'medication', 'medications',
  'allergy', 'allergies', 'blood type', 'blood group', 'mrn', 'medical record', 'medical history', 'symptoms', 'disability', 'lab result',
  'lab results', 'insurance member', 'health record', 'sick leave', 'vaccination', 'treatment plan', 'clinical notes', 'bmi',
  'nhs number', 'diagnostico', 'diagnostic medical', 'krankheit', 'krankenkasse', 'patientennummer', 'paciente', 'schwerbehinderung',
);
const PAYMENT = phrases(
  'card number', 'cardnumber', 'credit card', 'creditcard', 'debit card', 'cvv', 'cvc', 'iban', 'bic', 'bank account', 'account iban', 'bank details', 'routing number',
  'sort code', 'bank account number', 'card pan', 'card expiry', 'last4', 'card last4', 'card holder', 'cardholder', 'swift code',
  'kontonummer', 'bankverbindung', 'kartennummer', 'numero cuenta', 'cuenta bancaria', 'numero tarjeta', 'compte bancaire', 'conta bancaria', 'rekeningnummer',
);
const EMPLOYMENT = phrases(
  'salary', 'salaries', 'base salary', 'compensation', 'payroll', 'wage', 'wages', 'resume', 'resumes', 'resume text', 'cv text', 'cv', 'cvs', 'candidate cv', 'candidate resume', 'candidate email', 'candidate phone', 'candidate profile', 'candidate notes', 'applicant email', 'applicant phone', 'applicant notes', 'applicant cv',
  'job application', 'performance rating', 'performance review', 'termination date', 'termination reason', 'hire date', 'employee id', 'employee number',
  'interview notes', 'hourly rate', 'pay grade', 'cover letter', 'years experience', 'work history',
  'gehalt', 'bruttogehalt', 'nettogehalt', 'lohn', 'stundenlohn', 'personalnummer', 'lebenslauf', 'salario', 'sueldo', 'nomina', 'salaire', 'salaires', 'remuneration', 'salaris', 'personeelsnummer', 'curriculo',
);
const PERSONAL = phrases(
  'email', 'emails', 'email address', 'phone', 'phones', 'phone number', 'mobile', 'mobile number', 'cell phone', 'telephone', 'home address', 'street address', 'street', 'address line',
  'address1', 'mailing address', 'billing address', 'shipping address', 'mailing street', 'postal address', 'date of birth', 'birth date', 'birthdate', 'dob', 'birthday',
  'ssn', 'social security', 'social security number', 'national id', 'national insurance', 'passport', 'passport number', 'driver license', 'drivers license', 'license plate', 'tax id',
  'nationality', 'religion', 'ethnicity', 'gender', 'marital status', 'ip address', 'geolocation', 'home phone', 'mailing address line', 'contact details',
  'geburtsdatum', 'geburtstag', 'telefonnummer', 'handynummer', 'mobilnummer', 'telefon', 'anschrift', 'strasse', 'emailadresse', 'steuernummer', 'sozialversicherungsnummer', 'staatsangehorigkeit', 'religionszugehorigkeit', 'familienstand',
  'correo', 'correo electronico', 'telefono', 'celular', 'fecha nacimiento', 'fecha de nacimiento', 'dni', 'nif', 'curp', 'adresse email', 'courriel', 'telephone portable', 'date naissance', 'date de naissance', 'numero securite sociale',
  'telefone', 'endereco', 'data nascimento', 'data de nascimento', 'cpf', 'codice fiscale', 'telefoonnummer', 'emailadres', 'geboortedatum', 'burgerservicenummer', 'bsn', 'woonadres',
);

const CLASSES: readonly (readonly [DataClass, ReadonlyMap<string, readonly Phrase[]>])[] = [
  ['health', indexed(HEALTH)],
  ['payment', indexed(PAYMENT)],
  ['employment', indexed(EMPLOYMENT)],
  ['personal', indexed(PERSONAL)],
];

/** Whose address it is when one of these stands before it: the sender's or the team's own, or no value at all. */
const OWN = new Set(['from', 'sender', 'admin', 'support', 'owner', 'notify', 'notification', 'alert', 'alerts', 'reply', 'my', 'sender', 'smtp', 'gmail', 'service', 'account', 'bot', 'team', 'manager', 'recipient', 'to', 'cc', 'bcc', 'report', 'noreply', 'author', 'maintainer', 'imap', 'login', 'host', 'mail', 'default', 'test']);
const NOT_VALUES = new Set(['send', 'sent', 'subject', 'template', 'body', 'html', 'count', 'counts', 'type', 'regex', 'pattern', 'valid', 'validator', 'validate', 'verified', 'is', 'has', 'column', 'col', 'index', 'idx', 'field', 'header', 'label', 'service', 'client', 'server', 'queue', 'job', 'config', 'settings', 'provider', 'sender', 'domain', 'domains', 'opt', 'status', 'enabled', 'list', 'total', 'num', 'number of', 'format', 'error', 'errors', 'failed', 'url', 'view', 'api', 'table', 'model', 'schema', 'message', 'messages', 'notification', 'notifications', 'text', 'content', 'lib', 'util', 'utils', 'handler', 'report', 'id', 'ids', 'key', 'limit', 'log', 'page', 'script', 'path', 'file', 'folder', 'dir', 'name', 'names']);

/** What may follow where the value itself is meant: `email_normalized`, `phoneWork`. */
const OF_A_VALUE = new Set([
  'address', 'addresses', 'number', 'numbers', 'primary', 'secondary', 'home', 'work', 'mobile', 'business', 'personal', 'private', 'alt', 'alternate', 'other', 'original', 'new', 'old', 'raw', 'clean', 'cleaned',
  'normalized', 'normalised', 'lower', 'lowercase', 'str', 'string', 'value', 'values', 'formatted', 'e164', 'line', 'line1', 'line2', 'city', 'zip', 'street', 'postcode', 'c', 'r', 'input', 'of', 'birth',
]);

export interface FieldMeaning {
  readonly class: DataClass;
  /** The words that decided it. */
  readonly words: string;
}

/** The class of data that a field or column of this name holds; undefined for names that say nothing. */
export function fieldMeaning(name: string): FieldMeaning | undefined {
  if (name.length > 80) return undefined;
  const parts = words(name);
  if (parts.length === 0 || parts.length > 6) return undefined;
  for (const [of, index] of CLASSES) {
    const hit = longestPhrase(parts, index);
    if (!hit) continue;
    const before = parts.slice(0, hit.at);
    const after = parts.slice(hit.at + hit.length);
    if (of === 'personal' && !after.every((word) => /^\d+$/.test(word) || OF_A_VALUE.has(word))) continue;
    if (after.some((word) => NOT_VALUES.has(word)) && !(of !== 'personal' && after.every((word) => word === 'id' || word === 'name' || word === 'text'))) continue;
    if (before.some((word) => NOT_VALUES.has(word) && !['list', 'name', 'key', 'page'].includes(word)) && of === 'personal') continue;
    if (of === 'personal' && before.some((word) => OWN.has(word))) continue;
    return { class: of, words: parts.slice(hit.at, hit.at + hit.length).join(' ') };
  }
  return undefined;
}

/** The class of data that an object, table, sheet or file of this name holds. */
export function objectMeaning(name: string): FieldMeaning | undefined {
  const parts = words(name);
  for (const part of parts) {
    const of = OBJECTS.get(part);
    if (of) return { class: of, words: part };
  }
  return fieldMeaning(name);
}

const OBJECTS = new Map<string, DataClass>([
  ['patient', 'health'], ['patients', 'health'], ['prescriptions', 'health'], ['appointments', 'personal'],
  ['employee', 'employment'], ['employees', 'employment'], ['staff', 'employment'], ['candidate', 'employment'], ['candidates', 'employment'],
  ['applicant', 'employment'], ['applicants', 'employment'], ['payroll', 'employment'], ['resumes', 'employment'], ['timesheets', 'employment'],
  ['customer', 'personal'], ['customers', 'personal'], ['contact', 'personal'], ['contacts', 'personal'], ['lead', 'personal'], ['leads', 'personal'],
  ['subscriber', 'personal'], ['subscribers', 'personal'], ['attendees', 'personal'], ['members', 'personal'], ['clients', 'personal'], ['donors', 'personal'],
]);

function indexed(list: readonly Phrase[]): ReadonlyMap<string, readonly Phrase[]> {
  const index = new Map<string, Phrase[]>();
  for (const phrase of list) {
    const known = index.get(phrase[0]!);
    if (known) known.push(phrase);
    else index.set(phrase[0]!, [phrase]);
  }
  return index;
}

function longestPhrase(parts: readonly string[], index: ReadonlyMap<string, readonly Phrase[]>): { at: number; length: number } | undefined {
  let best: { at: number; length: number } | undefined;
  for (let at = 0; at < parts.length; at++) {
    for (const phrase of index.get(parts[at]!) ?? []) {
      if (phrase.every((word, i) => parts[at + i] === word) && (!best || phrase.length > best.length)) best = { at, length: phrase.length };
    }
  }
  return best;
}
