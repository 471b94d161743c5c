/** Where the check of the other side's certificate is switched off, and where records travel without encryption. */
import type { Arg, Expr, Func, Module, Node, Unit } from '#model';
import { eachNode, walk } from '#model';
import { conditionsAt } from '../flow/conditions.js';
import type { Effect, Effects } from '../effects/effects.js';
import { isTestFile } from '../entries/test-doubles.js';
import { textShape } from '../texts/text.js';
import { isLoopback } from '../texts/urls.js';
import type { Values } from '../names/values.js';

export interface UncheckedTls {
  readonly at: Node;
  /** The setting as a reader knows it: `verify=False`. */
  readonly setting: string;
  /** The call that it belongs to, where it is one of the catalogue. */
  readonly effect?: Effect;
}

/** Names that mean nothing else, with the value that switches the check off. */
const SWITCHES: ReadonlyMap<string, boolean> = new Map([
  ['rejectUnauthorized', false], ['strictSSL', false], ['validateHttpsCertificates', false], ['verify_ssl', false], ['verifySsl', false], ['verifySSL', false], ['ssl_verify', false],
  ['verify_certs', false], ['validate_certs', false], ['verify_ssl_certs', false], ['check_hostname', false], ['disable_ssl_certificate_validation', true], ['insecureSkipVerify', true],
  ['trustServerCertificate', true], ['ssl_verify_cert', false], ['assert_hostname', false], ['tlsAllowInvalidCertificates', true], ['tlsInsecure', true],
]);
/** Names that mean it only on a call to another machine. */
const ON_CALLS = new Set(['verify', 'ssl']);
const ENVIRONMENT: ReadonlyMap<string, string> = new Map([['NODE_TLS_REJECT_UNAUTHORIZED', '0'], ['PYTHONHTTPSVERIFY', '0']]);
const UNCHECKED_CONTEXT = /^py:ssl\.(?:_create_unverified_context|_create_stdlib_context|CERT_NONE)$/;
const INSECURE_CURL = /\b(?:curl\b(?:[^|;&\n]{0,500}\s)(?:-[a-zA-Z]{0,8}k[a-zA-Z]{0,8}|--insecure)(?:\s|$)|wget\b[^|;&\n]{0,500}--no-check-certificate)/;
const DEVELOPMENT = /\b(?:dev|develop|development|local|test|testing|debug)\b/i;

export function uncheckedTls(unit: Unit, values: Values, effects: Effects): UncheckedTls[] {
  const found: UncheckedTls[] = [];
  const add = (at: Node, setting: string, effect?: Effect): void => {
    if (!staysClose(effect) && !onlyInDevelopment(at)) found.push({ at, setting, ...(effect ? { effect } : {}) });
  };
  for (const module of unit.modules) {
    // Tests and measurements talk to servers of their own.
    if (isTestFile(module.file) || /(?:^|\/)bench(?:marks?)?\//.test(module.file)) continue;
    eachNode(module, (node) => {
      switch (node.kind) {
        case 'call': inCall(node, values, effects, add); break;
        case 'object':
          for (const entry of node.entries) {
            const off = entry.key === undefined ? undefined : SWITCHES.get(entry.key);
            if (off !== undefined && isSet(entry.value, off, values)) add(entry.value, `${entry.key}: ${String(off)}`, effectAround(node, effects));
            if (entry.key === 'checkServerIdentity' && entry.value.kind === 'function' && acceptsAll(entry.value.func, values)) add(entry.value, 'checkServerIdentity', effectAround(node, effects));
          }
          break;
        case 'literal': case 'template': case 'binary': {
          const setting = inConnectionText(node, values);
          if (setting !== undefined) add(node, setting);
          break;
        }
        case 'assign': inAssignment(node.target, node.value, module, values, effects, add); break;
        case 'member': case 'name':
          if (module.language === 'python' && node.parent?.kind !== 'import' && values.paths(node).some((path) => UNCHECKED_CONTEXT.test(path)) && isRead(node)) {
            add(node, (node.kind === 'member' ? node.property : node.name) ?? 'no verification');
          }
          break;
        default: break;
      }
    });
  }
  return found;
}

/** Python programs write the switch as a number too. */
function isSet(value: Expr, wanted: boolean, values: Values): boolean {
  const constant = values.constant(value);
  return constant === wanted || constant === Number(wanted);
}

/** A check of one's own that turns nobody away: it neither throws nor answers with an error that it made. */
function acceptsAll(func: Func, values: Values): boolean {
  let objects = false;
  walk(func, (node) => {
    objects ||= node.kind === 'throw' || node.kind === 'return' && node.value !== undefined && values.constant(node.value) === undefined && !(node.value.kind === 'name' && node.value.name === 'undefined');
    return !objects;
  });
  return !objects;
}

/** `Server=…;TrustServerCertificate=true` and the like in the text that a connection is made with. */
const TRUSTING = /(?:^|[;?&])\s*(?:(trust\s?server\s?certificate)\s*=\s*(?:true|yes|1)|(tls(?:AllowInvalidCertificates|Insecure))=true|(sslmode)=no-verify|(ssl_cert_reqs)=(?:CERT_)?none)\s*(?:[;&}]|$)/i;
const SERVER = /(?:^|[;{])\s*(?:server|data source|addr(?:ess)?|host)\s*=\s*(?:tcp:)?([^,;:\\}]{1,255})/i;
const ADDRESS = /^[a-z][\w+:.-]{1,40}:\/\/(?:[^@/\s]{0,300}@)?([^/:;?,\s]{1,255})/i;

function inConnectionText(node: Expr, values: Values): string | undefined {
  if (node.parent?.kind === 'binary' || node.parent?.kind === 'template' || node.kind === 'literal' && typeof node.value !== 'string' || node.kind === 'binary' && node.op !== '+') return undefined;
  const text = textShape(node, values).slice(0, 2000);
  const found = TRUSTING.exec(text);
  const host = (SERVER.exec(text)?.[1] ?? ADDRESS.exec(text)?.[1])?.trim();
  if (!found || host === undefined || host === '.' || /^\(local(?:db)?\)/i.test(host) || !host.includes('{') && isClose(host)) return undefined;
  return found[0].replace(/^[;?&\s]+|[;&}\s]+$/g, '');
}

function inCall(call: Node & { kind: 'call' }, values: Values, effects: Effects, add: (at: Node, setting: string, effect?: Effect) => void): void {
  const effect = effects.of(call);
  for (const arg of call.args) {
    const off = arg.name === undefined ? undefined : SWITCHES.get(arg.name) ?? (ON_CALLS.has(arg.name) && reachesOut(call, effect, values, effects) ? false : undefined);
    if (off !== undefined && isSet(arg.value, off, values)) add(arg.value, `${arg.name}=${off ? 'True' : 'False'}`, effect);
    if (arg.name === 'cert_reqs' && /^(?:CERT_)?NONE$/.test(values.string(arg.value) ?? '')) add(arg.value, `cert_reqs=${values.string(arg.value)}`, effect);
  }
  const commands = effect?.does === 'execute' ? effect.args('command') : call.shell ? call.args.map((arg: Arg) => arg.value) : [];
  const text = commands.map((expr) => commandLine(expr, values)).join(' ');
  if (text !== '' && INSECURE_CURL.test(text) && !mentionsLoopback(text)) add(call, /--insecure/.test(text) ? 'curl --insecure' : /wget/.test(text) ? 'wget --no-check-certificate' : 'curl -k', effect);
}

function commandLine(expr: Expr, values: Values): string {
  const list = expr.kind === 'list' ? expr : values.of(expr).find((value) => value.kind === 'list')?.node;
  return list ? list.items.map((item) => textShape(item, values)).join(' ') : textShape(expr, values);
}

function mentionsLoopback(text: string): boolean {
  const hosts = [...text.matchAll(/https?:\/\/([^/\s:'"?#]{1,255})/g)].map((match) => match[1]!);
  return hosts.length > 0 && hosts.every(isClose);
}

function inAssignment(target: Node, value: Expr, module: Module, values: Values, effects: Effects, add: (at: Node, setting: string) => void): void {
  if (target.kind !== 'member') return;
  const name = target.property ?? (target.index ? values.string(target.index) : undefined);
  if (name === undefined) return;
  const constant = values.constant(value);
  const wanted = ENVIRONMENT.get(name);
  if (wanted !== undefined && String(constant) === wanted) add(value, `${name}=${wanted}`);
  const off = SWITCHES.get(name);
  if (off !== undefined && constant === off) add(value, `${name} = ${module.language === 'python' ? (off ? 'True' : 'False') : String(off)}`);
  if (name === 'verify' && constant === false && module.language === 'python' && values.of(target.object).some((base) => base.kind === 'api' && isHttpClient(base.path, effects))) add(value, 'verify = False');
}

/** Holds for calls that open a connection, known or by the name of their client. */
function reachesOut(call: Node & { kind: 'call' }, effect: Effect | undefined, values: Values, effects: Effects): boolean {
  return effect?.remote === true || values.paths(call.callee).some((path) => isHttpClient(path, effects));
}

/** Holds for the calls of an HTTP library, and for its clients, which all can `get`. */
function isHttpClient(path: string, effects: Effects): boolean {
  return [path, `${path}.get`].some((each) => effects.catalogue.call(each)?.category === 'http');
}

function isRead(node: Node): boolean {
  return !(node.parent?.kind === 'assign' && node.parent.target === node) && !(node.parent?.kind === 'member' && node.parent.object === node);
}

function effectAround(node: Node, effects: Effects): Effect | undefined {
  for (let at = node.parent, depth = 0; at && depth < 6; at = at.parent, depth++) {
    if (at.kind === 'call') return effects.of(at);
    if (at.kind === 'func') return undefined;
  }
  return undefined;
}

function staysClose(effect: Effect | undefined): boolean {
  return effect?.url?.host !== undefined && isClose(effect.url.host);
}

/** This machine, private networks and names that no public server bears. */
export function isClose(host: string): boolean {
  return isLoopback(host) || !host.includes('.')
    || /^(?:10|127)\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^192\.168\.\d{1,3}\.\d{1,3}$|^172\.(?:1[6-9]|2\d|3[01])\.\d{1,3}\.\d{1,3}$|^169\.254\./.test(host)
    || /\.(?:test|local|localdomain|internal|lan|invalid|intranet)$/.test(host) || /(?:^|\.)example\.(?:com|net|org)$/.test(host) && /^(?:test|dev|staging)\b/.test(host);
}

/** A switch that somebody has to set first: `if args.insecure:`. */
const OPTED = /verify|insecure|ssl|tls|cert/i;

/** Holds where a test for a development or test run, or of a switch for it, stands around it. */
function onlyInDevelopment(node: Node): boolean {
  return conditionsAt(node).some(({ test, holds }) => {
    let named = false;
    walk(test, (inner) => {
      const text = inner.kind === 'literal' ? String(inner.value) : inner.kind === 'name' ? inner.name : inner.kind === 'member' ? inner.property ?? '' : '';
      if (DEVELOPMENT.test(text.replace(/[_-]/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2'))) named ||= holds && !negated(test);
      if (OPTED.test(text)) named = true;
      if (/\bprod(uction)?\b/i.test(text)) named ||= !holds || negated(test);
    });
    return named;
  });
}

function negated(test: Expr): boolean {
  return test.kind === 'unary' && test.op === 'not' || test.kind === 'binary' && (test.op === '!=' || test.op === '!==' || test.op === 'is not' || test.op === 'not in');
}

/** A request over plain `http:` to a remote host, with what it carries that others should not read. */
export function plainHttp(effect: Effect): 'credentials' | 'records' | undefined {
  const { url } = effect;
  if (!effect.remote || url?.host === undefined || url.protocol !== 'http' || isClose(url.host)) return undefined;
  if (effect.args('credential').length > 0 || /^http:\/\/[^/@\s]{1,200}@/i.test(url.shape) || /[?&](?:token|key|api_?key|access_token|secret|password)=/i.test(url.path)) return 'credentials';
  if (effect.args('headers').some(carriesCredential)) return 'credentials';
  return effect.args('body').length > 0 || effect.access === 'write' || effect.access === 'send' ? 'records' : undefined;
}

function carriesCredential(headers: Expr): boolean {
  return headers.kind === 'object' && headers.entries.some((entry) => /^(?:authorization|cookie|x-api-key|api-key|x-auth-token|x-access-token)$/i.test(entry.key ?? ''));
}
