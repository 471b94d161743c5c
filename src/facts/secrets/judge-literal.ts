/** Whether a literal, given where it stands and what it is called, is a secret. */
import { decodeBase64 } from './checksum.js';
import { parseConnectionString, type ConnectionString } from './connection-string.js';
import { credentialName, mayNameKey, type CredentialKind } from './credential-name.js';
import { hasPlainShape, isDigest, isMailAddress, isPasswordHash, isSentence, isUuid, isWordList, isWords } from './not-a-secret.js';
import { isAppPassword, isDefaultPassword, isGuessable, passwordShape } from './password.js';
import { isDocumentedExample, isFiller, isInterpolated, isPlaceholder } from './placeholder.js';
import { providerOfName } from './provider-name.js';
import { characterMix, looksRandom, sequentialShare } from './randomness.js';
import { findProviderSecrets } from './scan-text.js';
import { wordsOf } from './words.js';

/** What a literal turned out to be. */
export type LiteralVerdict = 'secret' | 'weak-password' | 'placeholder' | 'empty' | 'publishable' | 'identifier' | 'hash' | 'not-a-secret';

/** A verdict with its ground, in words fit for a report (never the value). */
export interface Judgement {
  readonly verdict: LiteralVerdict;
  readonly provider?: string;
  readonly reason: string;
  /** A vendor's test environment, where known. */
  readonly testMode?: boolean;
  /** A connection to this machine only, where known. */
  readonly local?: boolean;
}

/**
 * Where the literal stands: bound to a name, an argument or header that the API takes a credential in, a whole
 * connection string or the password of a connection, or the *name* that a look-up of a secret asks for.
 */
export type LiteralPosition = 'named' | 'api-argument' | 'header' | 'connection' | 'lookup-name';

/** What is known of a literal's surroundings. Without a position or name only the format can give a secret away. */
export interface LiteralContext {
  readonly name?: string;
  readonly position?: LiteralPosition;
}

const LONGEST = 20_000;

/** Judges one literal. Never throws; takes time in proportion to the literal. */
export function judgeLiteral(value: string, context: LiteralContext = {}): Judgement {
  const text = value.trim();
  if (text === '') return { verdict: 'empty', reason: 'empty text' };
  if (text.length > LONGEST) return judgeFormat(text.slice(0, LONGEST), context) ?? plain('longer than any credential');
  return judgeFormat(text, context) ?? judgeQuery(text) ?? judgeConnection(text, context) ?? judgeByPlace(text, context);
}

function plain(reason: string): Judgement {
  return { verdict: 'not-a-secret', reason };
}

/** Google's keys all look alike; these words in a name say that one was made for pages that anyone sees. */
const BROWSER_WORDS: ReadonlySet<string> = new Set(['maps', 'map', 'firebase', 'browser', 'public', 'publishable', 'recaptcha']);

function judgeFormat(text: string, { name }: LiteralContext): Judgement | undefined {
  if (isDocumentedExample(text)) return { verdict: 'placeholder', reason: 'a key printed in the vendor’s documentation' };
  const matches = findProviderSecrets(text);
  const match = matches.find((candidate) => !candidate.publishable) ?? matches[0];
  if (!match) return undefined;
  if (match.format === 'google-api' && wordsOf(name ?? '').some((word) => BROWSER_WORDS.has(word))) {
    return { verdict: 'publishable', provider: match.provider, reason: 'Google key for use in browsers' };
  }
  return {
    verdict: match.publishable ? 'publishable' : 'secret',
    provider: match.provider,
    reason: match.publishable ? `${match.provider} key made to be public` : `has the format of a ${match.provider} secret`,
    ...(match.testMode && { testMode: true }),
  };
}

/** Parameters that carry a key although their names are too short to say so. */
const QUERY_KEYS: ReadonlySet<string> = new Set(['key', 'sig', 'signature', 'code', 'auth', 'hapikey', 'appid']);

/** A web address whose query carries a credential. */
function judgeQuery(text: string): Judgement | undefined {
  const query = /^https?:\/\/[^\s?#]{1,2000}\?([^\s#]{1,2000})/i.exec(text)?.[1];
  for (const parameter of query?.split('&', 50) ?? []) {
    const [name = '', value = ''] = parameter.split('=', 2);
    const kind = credentialName(name)?.kind;
    if (kind === 'password' && judgeValue(value, kind, 'named', name).verdict === 'secret') return { verdict: 'secret', reason: 'a web address with a password in its query' };
    const carriesKey = QUERY_KEYS.has(name.toLowerCase()) || kind !== undefined;
    if (carriesKey && !isPlaceholder(value) && looksRandom(value.replace(/%[0-9A-F]{2}/gi, ''))) {
      return { verdict: 'secret', reason: 'a web address with a credential in its query' };
    }
  }
  return undefined;
}

function judgeConnection(text: string, { position }: LiteralContext): Judgement | undefined {
  const parsed = parseConnectionString(text);
  if (!parsed) return undefined;
  if (parsed.password === undefined) return position === 'connection' || text.includes('://') ? plain('a location without a password') : undefined;
  return judgeConnectionPassword(parsed);
}

function judgeConnectionPassword({ password = '', passwordIsPlaceholder, isLocal, user, system }: ConnectionString): Judgement {
  const local = isLocal ? { local: true } : {};
  if (isInterpolated(password)) return { verdict: 'not-a-secret', reason: 'the password is filled in by the program', ...local };
  if (passwordIsPlaceholder) return { verdict: 'placeholder', reason: 'connection string with a placeholder for its password', ...local };
  if (isLocal || isDefaultPassword(password) || password === user) {
    return { verdict: 'weak-password', reason: 'connection string with a default or local password', ...local };
  }
  return { verdict: 'secret', provider: system, reason: 'connection string with a password' };
}

function judgeByPlace(text: string, context: LiteralContext): Judgement {
  const position = context.position ?? (context.name === undefined ? undefined : 'named');
  const kind = context.name === undefined ? undefined : credentialName(context.name)?.kind;
  if (position === undefined) return classify(text);
  if (position === 'lookup-name') return judgeLookupName(text);
  if (position === 'header' || kind === 'authorization') return judgeHeader(text, context.name, kind);
  if (position === 'named' && kind === undefined) return judgeUnknownKey(text, context.name) ?? classify(text);
  if (isForPages(context.name) && !/secret|private|service/i.test(text)) return { verdict: 'publishable', reason: 'a key for pages, by its name' };
  return judgeValue(text, kind ?? 'password', position, context.name);
}

/** Keys that everybody may see are called so. */
function isForPages(name: string | undefined): boolean {
  return name !== undefined && wordsOf(name).some((word) => word === 'anon' || word === 'anonymous' || word === 'publishable');
}

/** What is called the key of something unknown is a secret only where the text is random, and a slot only where it says so. */
function judgeUnknownKey(text: string, name: string | undefined): Judgement | undefined {
  if (name === undefined || !mayNameKey(name)) return undefined;
  if (isPlaceholder(text)) return /key|token|secret/i.test(text) ? { verdict: 'placeholder', reason: 'a slot to be filled in' } : undefined;
  if (isUuid(text) || isSentence(text) || hasPlainShape(text) || isWordList(text)) return undefined;
  return looksRandom(text, 20) ? { verdict: 'secret', reason: 'a random text that is called a key' } : undefined;
}

/** What a text is when nothing says that it is a credential. */
function classify(text: string): Judgement {
  if (isPlaceholder(text)) return { verdict: 'placeholder', reason: 'a slot to be filled in' };
  if (isUuid(text)) return { verdict: 'identifier', reason: 'a UUID outside a credential position' };
  if (isDigest(text) || isPasswordHash(text)) return { verdict: 'hash', reason: 'a digest' };
  return hasPlainShape(text) || isWords(text) ? { verdict: 'identifier', reason: 'a name or an address' } : plain('nothing says that this is a credential');
}

/** The name given to a look-up ought to be a name; a random text there is the secret itself, put in the wrong place. */
function judgeLookupName(text: string): Judgement {
  if (isPlaceholder(text) && !looksRandom(text)) return { verdict: 'placeholder', reason: 'a slot to be filled in' };
  if (hasPlainShape(text) || isWords(text) || isUuid(text)) return { verdict: 'identifier', reason: 'the name of a secret' };
  return looksRandom(text, 20) ? { verdict: 'secret', reason: 'a random text where the name of a secret belongs' } : { verdict: 'identifier', reason: 'the name of a secret' };
}

function judgeHeader(text: string, name: string | undefined, kind: CredentialKind | undefined): Judgement {
  const scheme = /^(bearer|basic|token|apikey|api-key|key|ssws|digest|bot|klaviyo-api-key)(?:\s+token=|\s+)["']?(.{0,4096}?)["']?$/i.exec(text);
  if (!scheme) return kind || name === undefined ? judgeValue(text, kind ?? 'token', 'header', name) : classify(text);
  const credentials = scheme[2] ?? '';
  if (credentials === '') return { verdict: 'empty', reason: 'a scheme without credentials' };
  if (scheme[1]?.toLowerCase() !== 'basic') return judgeValue(credentials, 'token', 'header', name);
  const login = decodeBase64(credentials);
  const colon = login?.indexOf(':') ?? -1;
  if (login === undefined || colon < 0) return judgeValue(credentials, 'token', 'header', name);
  const password = login.slice(colon + 1);
  // API keys often go in as the user with an empty or dummy password.
  if (isDefaultPassword(password) && /^user(?:name)?$/i.test(login.slice(0, colon))) return { verdict: 'placeholder', reason: 'a login from documentation' };
  return password.length > 2 ? judgeValue(password, 'password', 'connection', name) : judgeValue(login.slice(0, colon), 'token', 'header', name);
}

function judgeValue(text: string, kind: CredentialKind, position: LiteralPosition, name: string | undefined): Judgement {
  const provider = name === undefined ? undefined : providerOfName(name);
  const secret = (reason: string): Judgement => ({ verdict: 'secret', ...(provider !== undefined && { provider }), reason });
  if (isPasswordHash(text)) return { verdict: 'hash', reason: 'a password hash' };
  const isPassword = kind === 'password' || kind === 'passphrase';
  if (isPassword) return judgePassword(text, kind, position, secret);
  if (isPlaceholder(text)) return { verdict: 'placeholder', reason: 'a slot to be filled in' };
  if (name !== undefined && wordsOf(text).join('') === wordsOf(name).join('')) return { verdict: 'identifier', reason: 'its own name' };
  if (isUuid(text)) return kind === 'cookie' ? { verdict: 'identifier', reason: 'a UUID' } : secret('a UUID used as a credential');
  if (kind === 'webhook-url' || kind === 'connection') return plain('no credential in it');
  if (isSentence(text)) return plain('a text for people');
  if (hasPlainShape(text)) return { verdict: 'identifier', reason: 'a name or an address' };
  if (kind === 'cookie') return looksRandom(text.replace(/^[\w.-]{1,60}=/, '')) ? secret('a session cookie') : plain('no session in it');
  if (isWordList(text)) return judgeWords(text, kind, name);
  if (looksRandom(text)) return secret('a random text in a credential position');
  if (/^(?:sk|pk|key|token|pat|api|secret|live|prod|xox[a-z])[-_][A-Za-z0-9_-]{8,}$/i.test(text) && /\d/.test(text) && sequentialShare(text, 4) < 0.6) {
    return secret('a token with a vendor’s kind of prefix');
  }
  if (isWords(text)) return judgeWords(text, kind, name);
  const mix = characterMix(text);
  if (text.length >= 8 && mix.digits > 0 && mix.lower + mix.upper > 0 && mix.distinct >= 6) return secret('a text with digits and letters in a credential position');
  return plain('too plain for a credential');
}

/** Keys for signing and encrypting are often just words; for tokens, words are names. */
function judgeWords(text: string, kind: CredentialKind, name = ''): Judgement {
  const signs = kind === 'secret' || kind === 'encryption-key';
  if (/^(?:my|test|fake|mock|wrong|bad|different|another|some|old|new)[-_ .]?/i.test(text) && !/super/i.test(text)) return { verdict: 'placeholder', reason: 'words that stand for a secret' };
  if (/\d{2}/.test(text) && /key|token|secret|pass/i.test(text)) return { verdict: 'weak-password', reason: 'guessable words used as a secret' };
  if (signs && !isDefaultPassword(text) && text !== 'passphrase' && text.length >= 8 && /secret|super|key|pass/i.test(text) && !/[-_. ]?(?:name|id|header|field|path|label)$/i.test(text) && !/^(?:client|app|api|access|private|shared|signing|webhook)?[-_. ]?(?:secret|key)s?[-_. ]?(?:key|token|manager|value)?$/i.test(text)) {
    return { verdict: 'weak-password', reason: 'guessable words used as a secret' };
  }
  // `app.secret_key = "acme-portal-2023"`: whatever words stand there sign the sessions.
  if (SIGNING.test(name) && text.length >= 10 && (wordsOf(text).length > 2 || /\d{2}/.test(text))) return { verdict: 'weak-password', reason: 'guessable words that sign' };
  return { verdict: 'identifier', reason: 'words' };
}

const SIGNING = /(?:^|_)(?:secret_?key(?:_?base)?|(?:session|jwt|cookie|csrf|signing)_?secret(?:_?key)?)$/i;

function judgePassword(text: string, kind: CredentialKind, position: LiteralPosition, secret: (reason: string) => Judgement): Judgement {
  const connects = position === 'connection' || position === 'api-argument';
  if (kind === 'passphrase' && /^[a-z]{3,12}(?:[ -][a-z]{3,12}){3,9}$/.test(text)) return secret('a passphrase of several words');
  if (isInterpolated(text)) return { verdict: 'placeholder', reason: 'filled in by the program' };
  if (/^[a-z]{1,12}[-_ .](?:password|passwd|pwd|pass|secret)$/i.test(text)) return { verdict: 'placeholder', reason: 'words that stand for a password' };
  if (connects && /^\d{4,12}$|^qwerty\d{0,4}$/i.test(text)) return { verdict: 'weak-password', reason: 'a guessable password' };
  if (isPlaceholder(text) && !/^(?:\w{0,12}?123[!1-9]{0,4})$/.test(text)) return { verdict: 'placeholder', reason: 'a slot to be filled in' };
  if (isMailAddress(text)) return { verdict: 'identifier', reason: 'a mail address' };
  if (isAppPassword(text)) return secret('has the format of a mail account’s app password');
  if (isGuessable(text)) return { verdict: 'weak-password', reason: 'a word with a number behind' };
  if (looksRandom(text, 10)) return secret('a random text used as a password');
  const shape = passwordShape(text);
  if (connects && isDefaultPassword(text)) return { verdict: 'weak-password', reason: 'a default password that connects' };
  if (shape === 'none') return plain('a text for people');
  if (hasPlainShape(text) && !/[!@$%^&*]/.test(text.slice(1))) return { verdict: 'identifier', reason: 'a name or an address' };
  if (shape === 'strong') return secret('reads as a real password');
  if (shape === 'weak') return { verdict: 'weak-password', reason: 'reads as a guessable password' };
  if (connects && text.length >= 6 && !isFiller(text)) return { verdict: 'weak-password', reason: 'words used as a password that connects' };
  return { verdict: 'identifier', reason: 'words' };
}
