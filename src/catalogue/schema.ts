/**
 * The shape of a catalogue file, checked when the catalogue is bundled and by a test. Types are derived from it, so
 * that there is one truth. Not loaded at run time.
 */
import { z } from 'zod';

/**
 * What a call does to the system behind it. `request`: an HTTP request whose effect follows from verb and address;
 * `query`: the effect follows from the SQL text; `prompt`: sends text to a model; `execute`: runs a command or code.
 */
export const DOES = [
  'read', 'list', 'create', 'update', 'upsert', 'delete', 'send', 'request', 'query', 'prompt', 'execute', 'connect', 'none',
] as const;

/** What an argument is for. Sinks are among them: `sql`, `command`, `code`, `url`, `html`, `log`, `prompt`, `path`, `cell`, `template`. */
export const ROLES = [
  'url', 'path', 'sql', 'filter', 'command', 'code', 'html', 'log', 'prompt', 'cell', 'template', 'credential', 'user', 'host',
  'recipient', 'subject', 'body', 'headers', 'options', 'method', 'object', 'fields', 'limit', 'scope', 'data', 'callback', 'cron',
  'params', 'response', 'serialized', 'environment', 'key', 'model', 'audience', 'impersonates',
] as const;

export const LABELS = ['outside', 'external', 'model', 'argument', 'file', 'secret', 'personal'] as const;
export const GUARDS = [
  'retry', 'timeout', 'limiter', 'pause', 'lock', 'transaction', 'confirm', 'alert', 'log', 'auth', 'verify-signature', 'validate',
  'rate-limit', 'schedule-alert', 'password',
] as const;
export const CATEGORIES = [
  'crm', 'erp', 'hr', 'finance', 'payment', 'shop', 'ticketing', 'contact-centre', 'directory', 'database', 'warehouse', 'spreadsheet',
  'file-store', 'board', 'wiki', 'base', 'mail', 'chat', 'sms', 'calendar', 'marketing', 'ai', 'forms', 'code-host', 'cloud', 'queue',
  'http', 'web', 'scheduler', 'process', 'files', 'data', 'validation', 'resilience', 'logging', 'secrets', 'runtime', 'ads',
  'analytics', 'maps', 'public-data', 'automation', 'other',
] as const;

const api = z.strictObject({
  does: z.enum(DOES).optional(),
  /** Where the argument of role `method` names an operation instead of an HTTP verb: what each does; `*` at the end for any ending. */
  operations: z.record(z.string(), z.enum(DOES)).optional(),
  /** Of a call that builds a request: what waiting for it does, where nothing before it in the chain says so. */
  awaited: z.enum(DOES).optional(),
  /** HTTP verb, where `does` is `request` and the call fixes it. */
  method: z.string().optional(),
  /** Leaves the machine. */
  remote: z.boolean().optional(),
  /**
   * `status`: throws or rejects on every failure, an error status included. `network`: only where no answer arrives, so the
   * status has to be read. `never`: reports failure in its result or to a callback.
   */
  throws: z.enum(['status', 'network', 'never']).optional(),
  /** Tries again by itself on passing failures. */
  retries: z.boolean().optional(),
  /**
   * What a helper or client that tries again does unless one of these of its options says otherwise: it tries for ever (`stop`), and
   * at once (`pause`). It repeats writes where the verbs at `methods` name one or are left to it, or where the function at
   * `condition` does not ask for the verb.
   */
  repeats: z.strictObject({
    stop: z.array(z.string()).optional(),
    pause: z.array(z.string()).optional(),
    methods: z.array(z.string()).optional(),
    condition: z.array(z.string()).optional(),
  }).optional(),
  /** Seconds after which it gives up by default; `none`: waits for ever; `platform`: the platform ends it. */
  timeout: z.union([z.number(), z.enum(['none', 'platform'])]).optional(),
  /** Option or keyword names that set a time limit. */
  limits: z.array(z.string()).optional(),
  /** A list that comes in pages: how the next page is asked for and told. `auto`: the call walks all pages itself. */
  pages: z.union([z.literal('auto'), z.strictObject({ ask: z.array(z.string()), next: z.array(z.string()) })]).optional(),
  /** Handles many records in one call. */
  bulk: z.boolean().optional(),
  idempotent: z.boolean().optional(),
  /** What each argument is for: `0`, `name` (keyword, or property of any options object), `1.headers.Authorization`, `*` (every argument), `this` (what the method is called on). */
  args: z.record(z.string(), z.enum(ROLES)).optional(),
  /**
   * Roles that depend on another argument: they hold where one of the arguments at `on` is one of the constants or paths of `is`
   * (an empty list: is given at all), or, with `otherwise`, where none is.
   */
  when: z.array(z.strictObject({
    on: z.array(z.string()),
    is: z.array(z.union([z.string(), z.boolean(), z.number()])),
    otherwise: z.boolean().optional(),
    args: z.record(z.string(), z.enum(ROLES)),
  })).optional(),
  /** What the callback returns, or a text that the call is given, is answered as a page. */
  answers: z.literal('html').optional(),
  returns: z.strictObject({
    /** A type of the catalogue: `Type` of the same file or `file/Type`. */
    type: z.string().optional(),
    label: z.enum(LABELS).optional(),
    /** Index of the argument that is handed through (a wrapper, a builder). `this`: returns what it was called on. */
    same: z.union([z.number(), z.literal('this')]).optional(),
  }).optional(),
  /** For a callback argument (by index, `last` for the last one): the types of its parameters; an empty text for unknown. */
  callbacks: z.record(z.string(), z.array(z.string())).optional(),
  /** The callbacks (or, for a decorator, the function under it) start the code: they are entry points of this sort. */
  entry: z.enum(['route', 'schedule', 'event', 'queue', 'webhook', 'chat', 'page', 'command']).optional(),
  /**
   * What gets out of an entry's callback is answered with an error status, shown, or marks the run as failed. `sync`: only what
   * is thrown before the callback first waits.
   */
  catches: z.enum(['all', 'sync']).optional(),
  /** With `catches: sync`: the major version from which it catches all. */
  catchesAllFrom: z.number().optional(),
  /** The result is safe for these sinks. */
  sanitizes: z.array(z.enum(ROLES)).optional(),
  /** What it provides to the code around or under it. */
  guards: z.array(z.enum(GUARDS)).optional(),
  /** The kind of object it handles: `Contact`, `Patient`. */
  object: z.string().optional(),
  data: z.enum(['internal', 'personal', 'employment', 'payment', 'health']).optional(),
  /** OAuth scopes that allow it, narrowest first. */
  scopes: z.array(z.string()).optional(),
  /** Overrides the product of the file. */
  product: z.string().optional(),
  /** The named argument decides what is done: the result of a command constructor, for instance. */
  by: z.number().optional(),
  /** Opens what it touches to anyone. */
  opens: z.enum(['public', 'link', 'organisation']).optional(),
  /** The folder that it hands out to anyone, unless `static_folder` names another. */
  serves: z.string().optional(),
  /** Destroys more than one record at once. */
  mass: z.boolean().optional(),
  /** Lets pages of other sites call: those that its `audience` argument names, or these where it names none. */
  crossOrigin: z.enum(['any', 'none']).optional(),
  /**
   * What becomes of a text that starts with `=` in a cell that the call writes: run as a formula (also where this is absent), or kept
   * as text. `unless`: values of options, on the call or where its client was made, that turn it around.
   */
  cells: z.strictObject({
    reads: z.enum(['formulas', 'text']),
    unless: z.record(z.string(), z.array(z.union([z.string(), z.boolean()]))).optional(),
  }).optional(),
  /** With any origin and credentials, it answers with the caller's own origin, which browsers accept; the bare wildcard they refuse then. */
  echoesOrigin: z.boolean().optional(),
  /** Shows errors with code and settings to whoever causes them: always, or with its `debug` argument. */
  showsErrors: z.enum(['always', 'debug']).optional(),
  /** Turns down a path that still has `..` in it; one that was resolved before has none left. */
  refusesSteps: z.boolean().optional(),
  /** Takes a protection off: what keeps records from being deleted or the public out. */
  unguards: z.boolean().optional(),
});

const type = z.strictObject({
  /** Paths whose value has this type: `npm:pkg.Client()`, `npm:pkg.create()`, `global:X`, `py:mod.Session()`. */
  from: z.array(z.string()).optional(),
  /** Written type names that mean it (parameter annotations): `WebClient`, `ExcelScript.Workbook`; `py:django(request)`: any parameter of that name where the package is imported. */
  named: z.array(z.string()).optional(),
  extends: z.string().optional(),
  /** What is assigned to an item of it, or to the `value` of one, stands in a cell, where a text that starts with `=` runs. */
  holdsCells: z.boolean().optional(),
  label: z.enum(LABELS).optional(),
  /** Members that have a type or a label of their own, or are safe for some sinks. `takes`: what a value is for that is assigned to it. `*`: any member. */
  members: z.record(z.string(), z.union([z.string(), z.strictObject({ type: z.string().optional(), label: z.enum(LABELS).optional(), sanitizes: z.array(z.enum(ROLES)).optional(), takes: z.enum(ROLES).optional() })])).optional(),
  /** Calls by dotted path below the type; `*` stands for one segment, the empty text for calling the value itself. */
  calls: z.record(z.string(), api).optional(),
});

export const catalogueFile = z.strictObject({
  product: z.string(),
  /** `none`: a library or platform facility, no system. */
  kind: z.enum(['system-of-record', 'work-store', 'service', 'none']),
  category: z.enum(CATEGORIES),
  /** Public documentation that the facts come from. */
  source: z.url(),
  /** Import names that belong to it: `npm:axios`, `py:requests`. */
  packages: z.array(z.string()).default([]),
  /** Hosts of its API: an exact name or `*.name`. */
  hosts: z.array(z.strictObject({
    host: z.string(),
    /** Only addresses whose path starts so. */
    path: z.string().optional(),
    environment: z.enum(['production', 'test']).optional(),
    /** The address itself is the credential (incoming webhooks). */
    capability: z.boolean().optional(),
    /** What is put there is read by anyone, or by whoever has the link. */
    open: z.boolean().optional(),
    product: z.string().optional(),
  })).default([]),
  /** Address schemes that mean it: `postgresql`, `mongodb+srv`. */
  schemes: z.array(z.string()).default([]),
  /** REST endpoints whose effect does not follow from the verb, or whose object matters. `{}` stands for one path segment. */
  endpoints: z.array(z.strictObject({
    method: z.string(),
    path: z.string(),
    does: z.enum(DOES).optional(),
    /** The parameter or field that holds a statement, in SQL or a language like it. */
    statement: z.string().optional(),
    object: z.string().optional(),
    data: z.enum(['internal', 'personal', 'employment', 'payment', 'health']).optional(),
    pages: z.union([z.literal('auto'), z.strictObject({ ask: z.array(z.string()), next: z.array(z.string()) })]).optional(),
    bulk: z.boolean().optional(),
    opens: z.enum(['public', 'link', 'organisation']).optional(),
    /** Of a model: false where what comes back is no text (vectors, pictures, sound). */
    answers: z.boolean().optional(),
  })).default([]),
  /** What holds for every call of the file unless the call says otherwise. */
  defaults: api.default({}),
  types: z.record(z.string(), type).default({}),
  calls: z.record(z.string(), api).default({}),
  /** Values that are not calls: `global:process.env`, `py:sys.argv`. */
  values: z.record(z.string(), z.strictObject({ label: z.enum(LABELS).optional(), environment: z.boolean().optional() })).default({}),
  /** Objects and tables of the product, with the class of data that they hold. */
  objects: z.record(z.string(), z.enum(['internal', 'personal', 'employment', 'payment', 'health'])).default({}),
  /** Scopes or permissions that grant a whole product or tenant: exact, or with `*`. */
  broadScopes: z.array(z.string()).default([]),
  /** Actions of access policies that read or write what the product keeps: exact, or with `*` at the end. */
  recordActions: z.array(z.string()).default([]),
});

export type CatalogueFile = z.infer<typeof catalogueFile>;
export type CatalogueInput = z.input<typeof catalogueFile>;
export type ApiEntry = z.infer<typeof api>;
export type TypeEntry = z.infer<typeof type>;
export type Role = (typeof ROLES)[number];
export type Does = (typeof DOES)[number];
export type Label = (typeof LABELS)[number];
export type Guard = (typeof GUARDS)[number];
export type Category = (typeof CATEGORIES)[number];
