/** Whether a name names a credential itself, rather than something about one. */
import { wordsOf } from './words.js';

/** What sort of credential a name announces. */
export type CredentialKind =
  | 'password'
  | 'passphrase'
  | 'api-key'
  | 'token'
  | 'secret'
  | 'client-secret'
  | 'private-key'
  | 'encryption-key'
  | 'authorization'
  | 'connection'
  | 'webhook-url'
  | 'cookie'
  | 'credential';

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter(Boolean));

/** Words at a name's end that say where or in what form the value is, not what it is. */
const TRAILERS = setOf(`value val string str raw text txt plain plaintext env var prod production dev development staging live test sandbox
  default old new current primary secondary backup b64 base64 encoded const literal default fallback me here v1 v2 v3`);

/** Names that begin so are actions, questions or states. */
const ACTIONS = setOf(`is has have had can should show hide toggle forgot forgotten validate check verify get fetch create generate make hash on use uses
  require requires required no missing invalid wrong expired count num max min total next prev previous set update delete remove find parse
  load read build handle render want need needs enable disable allow with without compare encrypt decrypt sign revoke rotate refresh_all`);

const PASSWORD = setOf(`password passwd pwd pw passcode passwort kennwort contrasena senha motdepasse parola wachtwoord losenord haslo пароль mdp psw pswd
  passwrd userpass dbpass dbpassword smtppass mailpass adminpass adminpassword userpassword rootpassword userpwd dbpwd adminpwd`);

/** `pass` counts only after a word that says whose it is. */
const PASS_OWNERS = setOf(`db database user usr smtp mail email imap pop admin root ftp sftp ssh sql mysql pg postgres redis mongo login auth my service api http
  basic proxy app application account key cert ssl gmail sender bot server ldap vpn sys mssql oracle rabbitmq router wifi`);

const TOKEN_OWNERS_DENIED = setOf(`page next continuation cursor csrf xsrf sync start max min total prompt completion input output num stop special eos bos pad mask
  unk cls sep comma punctuator syntax css design color cancel cancellation lexer first last prev change delta resume
  antiforgery forgery verification crsf reset invite confirm confirmation placeholder template string identifier keyword operator end begin
  position client_request idempotency dedup skip paging pagination scroll more batch`);

const KEY_OWNERS = setOf(`api secret access private auth authentication encryption encrypt signing sign account service master subscription license licence admin
  app application shared ssh deploy function functions integration hmac cipher jwt aes webhook storage bearer security credential
  ssl tls rsa crypto user dev developer rest write server project x restricted
  stripe openai anthropic claude gemini sendgrid mailgun mailchimp twilio hubspot airtable notion slack github gitlab google gcp azure aws datadog
  newrelic pagerduty sentry algolia supabase firebase cohere mistral groq deepseek perplexity huggingface openrouter replicate pinecone
  shopify square paypal braintree plaid zendesk intercom okta auth0 jira atlassian linear asana trello monday clickup salesforce
  postmark resend brevo sendinblue klaviyo maps weather openweather openweathermap elevenlabs tavily serper serpapi vonage nexmo
  freshdesk freshsales pipedrive zoho xero quickbooks netsuite workday bamboohr greenhouse lever calendly zoom docusign dropbox box`);

const KEY_OWNERS_DENIED = setOf(`public publishable foreign sort partition cache idempotency object map dict lookup group translation i18n event row index unique
  hash range local session_storage item column composite natural surrogate candidate registry hot arrow shortcut localstorage`);

/** Words before "key" that make it an id, an index or a place; every other word may be the name of a service. */
const KEYS_OF_THINGS = setOf(`sheet sheets spreadsheet form file files folder doc document table base record issue project site measurement list board card channel page entity
  primary unique dedup dedupe etag content media image video blob bucket s3 redis queue message answer config setting settings param parameter query field prop property
  header label state theme locale lang language menu route path url tracking analytics vapid recaptcha hcaptcha captcha turnstile pixel host known fingerprint version
  checksum schema template event order customer employee contact product price category group team date day month row cell feature flag experiment metric log
  data value name type id ids test tests mock fake dummy sample example first second left right last any each some other this that parent child root node react
  design variable style component video youtube playlist widget mapbox posthog segment mixpanel amplitude emailjs`);

const OTHER_SECRETS: ReadonlyMap<string, CredentialKind> = new Map([
  ['passphrase', 'passphrase'], ['apikey', 'api-key'], ['apikeys', 'api-key'], ['apitoken', 'token'], ['accesstoken', 'token'], ['authtoken', 'token'], ['authkey', 'api-key'],
  ['bearertoken', 'token'], ['refreshtoken', 'token'], ['accesskey', 'api-key'], ['secretkey', 'secret'], ['privatekey', 'private-key'], ['clientsecret', 'client-secret'], ['appsecret', 'client-secret'],
  ['apisecret', 'secret'], ['authorization', 'authorization'], ['bearer', 'token'], ['pat', 'token'], ['jwt', 'token'], ['credential', 'credential'], ['credentials', 'credential'],
  ['creds', 'credential'], ['cred', 'credential'], ['connstr', 'connection'], ['connectionstring', 'connection'], ['dsn', 'connection'], ['cookie', 'cookie'], ['sessionid', 'cookie'],
  ['webhook', 'webhook-url'], ['hmac', 'encryption-key'], ['geheimnis', 'secret'], ['segredo', 'secret'], ['schluessel', 'api-key'], ['apischluessel', 'api-key'],
]);

const CONNECTION_OWNERS = setOf('database db mongo mongodb postgres postgresql pg mysql redis sqlalchemy amqp rabbitmq broker celery connection jdbc sql mssql cosmos eventhub servicebus neon supabase_db');

/** A part of every name that can be one: most names of a program are dismissed by it. Others than plain ones always get a closer look. */
const TELLTALE = /pass|pwd?|psw|mdp|kennwort|contrasena|senha|parola|wachtwoord|losenord|haslo|clave|token|secret|key|conn|dsn|url|uri|cookie|hook|pat|auth|bearer|jwt|cred|session|hmac|geheimnis|segredo|schluessel|[^\w.$-]/i;

/** The kind of credential that a variable, property, parameter or header of this name holds; undefined for every other name. */
export function credentialName(name: string): { readonly kind: CredentialKind } | undefined {
  if (name.length > 120 || !TELLTALE.test(name)) return undefined;
  const kind = kindOf(withoutTrailers(withoutPurpose(wordsOf(name))));
  return kind && { kind };
}

/** Holds for a name that ends in "key" after a word that may be a service's (`RATES_KEY`): its value has to tell. */
export function mayNameKey(name: string): boolean {
  if (name.length > 120 || !/key/i.test(name)) return false;
  const words = withoutTrailers(wordsOf(name));
  const owner = words.at(-2);
  return words.at(-1) === 'key' && owner !== undefined && owner.length > 2 && words.length <= 4 && !ACTIONS.has(words[0] ?? '')
    && !KEY_OWNERS.has(owner) && !KEY_OWNERS_DENIED.has(owner) && !words.some((word) => KEYS_OF_THINGS.has(word) || word === 'public' || word === 'publishable' || word === 'anon');
}

/** `password_for_reports` is a password. */
function withoutPurpose(words: readonly string[]): readonly string[] {
  const at = words.indexOf('for');
  return at > 0 ? words.slice(0, at) : words;
}

function withoutTrailers(words: readonly string[]): readonly string[] {
  let end = words.length;
  while (end > 1 && !isConnectionString(words, end) && (TRAILERS.has(words[end - 1] ?? '') || /^\d{1,4}$/.test(words[end - 1] ?? ''))) end--;
  return words.slice(0, end);
}

const isConnectionString = (words: readonly string[], end: number): boolean =>
  /^str(?:ing)?$/.test(words[end - 1] ?? '') && /^conn(?:ection)?$/.test(words[end - 2] ?? '');

function kindOf(words: readonly string[]): CredentialKind | undefined {
  const head = words.at(-1) ?? '';
  const owner = words.at(-2) ?? '';
  if (words.length > 1 && ACTIONS.has(words[0] ?? '')) return undefined;
  if (PASSWORD.has(head)) return 'password';
  if (head === 'passe' && owner === 'de') return 'password';
  if (head === 'clave' || head === 'hasła') return words.length === 1 || owner === 'db' ? 'password' : undefined;
  if (head === 'pass') return words.length === 1 || PASS_OWNERS.has(owner) ? 'password' : undefined;
  if (head === 'word' && owner === 'pass') return 'password';
  if (head === 'phrase' && owner === 'pass') return 'passphrase';
  if (head === 'token' || head === 'tokens') return tokenKind(words, owner);
  if (head === 'secret' || head === 'secrets') return secretKind(words, owner);
  if (head === 'key' || head === 'keys') return keyKind(words, owner);
  if (head === 'string' || head === 'str') return owner === 'connection' || owner === 'conn' ? 'connection' : undefined;
  if (head === 'connection' || head === 'conn') return undefined;
  if (head === 'url' || head === 'uri') return urlKind(words, owner);
  if (head === 'cookie') return words.length === 1 || /^(?:session|auth|login|set)$/.test(owner) ? 'cookie' : undefined;
  if (head === 'webhook') return words.length <= 3 ? 'webhook-url' : undefined;
  if (head === 'pat') return words.length === 1 || KEY_OWNERS.has(owner) ? 'token' : undefined;
  if (head === 'auth') return owner === 'x' || owner === 'proxy' ? 'authorization' : undefined;
  return OTHER_SECRETS.get(head);
}

function tokenKind(words: readonly string[], owner: string): CredentialKind | undefined {
  if (TOKEN_OWNERS_DENIED.has(owner)) return undefined;
  if (words.at(-1) === 'tokens') return /^(?:auth|api|access|bot|refresh|bearer|service)$/.test(owner) ? 'token' : undefined;
  return 'token';
}

function secretKind(words: readonly string[], owner: string): CredentialKind | undefined {
  if (words.at(-1) === 'secrets' && words.length > 1 && owner !== 'app' && owner !== 'client') return undefined;
  return /^(?:client|app|oauth|consumer|application)$/.test(owner) ? 'client-secret' : 'secret';
}

function keyKind(words: readonly string[], owner: string): CredentialKind | undefined {
  if (words.length === 1 || KEY_OWNERS_DENIED.has(owner)) return undefined;
  if (words.some((word) => word === 'public' || word === 'publishable' || word === 'anon')) return undefined;
  if (words.at(-1) === 'keys' && !/^(?:api|access|private|secret)$/.test(owner)) return undefined;
  if (owner === 'private' || owner === 'ssh' || owner === 'rsa') return 'private-key';
  if (owner === 'secret' || (owner === 'role' && words.includes('service'))) return 'secret';
  if (/^(?:encryption|encrypt|signing|sign|cipher|hmac|jwt|aes|crypto|master)$/.test(owner)) return 'encryption-key';
  if (owner === 'storage' && !words.includes('azure') && !words.includes('account')) return undefined;
  if (/^(?:user|server|project|x|dev|app|application|service|account|function|maps|weather|box|lever|linear|square|monday|write|rest)$/.test(owner)) {
    return words.length > 2 && words.includes('api') ? 'api-key' : /^(?:app|account|function|service|maps)$/.test(owner) ? 'api-key' : undefined;
  }
  return KEY_OWNERS.has(owner) ? 'api-key' : undefined;
}

function urlKind(words: readonly string[], owner: string): CredentialKind | undefined {
  if (owner === 'webhook' || owner === 'hook') return 'webhook-url';
  return words.length <= 4 && CONNECTION_OWNERS.has(owner) ? 'connection' : undefined;
}
