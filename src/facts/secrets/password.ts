/** What makes a text a password that a person chose. */
import { characterMix, wordLikeness } from './randomness.js';

/** Passwords that come with an installation or head every list of guesses. */
const DEFAULTS: ReadonlySet<string> = new Set(
  `password pass passwd pwd passw0rd secret admin administrator root user username test tests testing guest postgres postgresql mysql mariadb
   mssql oracle sa default letmein welcome qwerty login master demo redis rabbitmq mongo mongodb docker dev local localhost
   changeme example db database public private toor minioadmin vagrant changeit sesame open security token key apikey
   passwort kennwort senha contrasena clave wachtwoord`.split(/\s+/),
);

/** True for a default or filler password (`password`, `root`, `postgres`). */
export function isDefaultPassword(value: string): boolean {
  return DEFAULTS.has(value.toLowerCase());
}

/** True for the sixteen letters, often in four groups, that Google makes for programs which send mail. */
export function isAppPassword(value: string): boolean {
  return /^(?:[a-z]{4} [a-z]{4} [a-z]{4} [a-z]{4}|[a-z]{16})$/.test(value) && wordLikeness(value.replace(/ /g, '')) < 4;
}

/** True for a word or two with a year or a count behind, as people make up when asked for "letters, digits, a symbol". */
export function isGuessable(value: string): boolean {
  const parts = /^([A-Za-z]{3,16})[-_.@!#$]?\d{1,4}[!@#$%*.?]{0,2}$/.exec(value);
  return parts !== null && wordLikeness(parts[1] ?? '') > 4.2;
}

/**
 * How a text reads as a password: `strong` and `weak` carry digits or symbols as people put them in passwords,
 * `word` is only words, `none` cannot be one (spaces, too short, a path or an expression).
 */
export function passwordShape(value: string): 'strong' | 'weak' | 'word' | 'none' {
  if (value.length < 4 || value.length > 128 || /[\s<>()[\]{}\u0080-\uffff]/.test(value)) return 'none';
  const mix = characterMix(value);
  const letters = mix.lower + mix.upper;
  const symbols = (value.match(/[!@#$%^&*?~+=|]/g) ?? []).length;
  if (letters === 0) return mix.digits >= 4 && mix.others === 0 ? 'weak' : 'none';
  if (/^[A-Za-z]+(?:[-_. /:][A-Za-z]+)*$/.test(value)) return 'word';
  if (symbols > 0 && (mix.digits > 0 || value.length >= 6) && !/^[#.@/$]|^[\w.]+=|[*]$/.test(value)) {
    return value.length >= 10 && mix.digits > 0 ? 'strong' : 'weak';
  }
  if (mix.digits === 0) return 'word';
  if (/^[A-Za-z]+(?:[-_.][A-Za-z]+)+[-_.]?\d{0,2}$/.test(value)) return 'word';
  if (value.length < 6) return 'word';
  return value.length >= 8 && mix.lower > 0 && mix.upper > 0 && mix.digits > 1 ? 'strong' : 'weak';
}
