/** Where secrets come from by their names: look-ups, tokens in answers, and parameters that take one. */
import type { Binding, Expr, Func, Unit } from '#model';
import { eachNode } from '#model';
import type { Effects } from '../effects/effects.js';
import type { Source } from '../flow/index.js';
import { LookUps } from './look-ups.js';
import { credentialName, type CredentialKind } from '../secrets/index.js';
import type { Values } from '../names/values.js';

/** Fields of answers that are tokens in every API that has them. */
const TOKEN_FIELD = /^(?:access_?token|refresh_?token|id_?token|client_?secret)$/i;
/** Kinds whose parameters hold nothing else; a parameter `token` may be a word of a text. */
const CLEAR_KINDS: ReadonlySet<CredentialKind> = new Set<CredentialKind>(['password', 'api-key', 'secret', 'client-secret', 'private-key']);

export function namedSecrets(unit: Unit, values: Values, effects: Effects): Source[] {
  const lookUps = new LookUps(values, effects);
  const found: Source[] = [];
  const add = (node: Expr, name: string): void => {
    found.push({ label: 'secret', node, what: `the credential \`${name}\`` });
  };
  for (const module of unit.modules) {
    const answers = new Map<Binding, string>();
    eachNode(module, (node) => {
      if ((node.kind === 'name' || node.kind === 'member') && isWholeEnvironment(node, values, effects)) found.push({ label: 'secret', node, what: WHOLE_ENVIRONMENT });
      if (node.kind === 'func') for (const { read, name } of parameterReads(node)) add(read, name);
      if (node.kind === 'declare' && node.target.kind === 'name' && node.init && credentialName(node.target.name) && isCell(node.init, effects)) add(node.init, node.target.name);
      if (node.kind !== 'call' && node.kind !== 'member') return;
      const lookUp = lookUps.of(node);
      if (lookUp?.name !== undefined && (lookUp.asked || node.kind === 'member') && credentialName(lookUp.name)) add(node, lookUp.name);
      const field = tokenField(node);
      if (field === undefined) return;
      add(node, field);
      const object = node.kind === 'member' ? node.object : node.callee.kind === 'member' ? node.callee.object : undefined;
      if (object?.kind === 'name') answers.set(object.binding, field);
    });
    for (const [binding, field] of answers) if (isAnswer(binding, values)) for (const read of binding.reads) if (isHandedOver(read)) add(read, field);
  }
  return found;
}

export const WHOLE_ENVIRONMENT = 'the whole environment, every credential in it included,';
const SHOWING = /^(?:builtin:(?:dict|str|repr|print)|global:JSON\.stringify|global:console\.\w+|py:json\.dumps|py:pprint\.\w+|py:logging\.\w+)$/;

/** All settings at once, made a text of or shown: `print(dict(os.environ))`, `console.log({ ...process.env })`. */
function isWholeEnvironment(node: Expr, values: Values, effects: Effects): boolean {
  let at = node.parent;
  if (at?.kind === 'object') at = at.entries.some(({ spread, value }) => spread && value === node) ? at.parent : undefined;
  const shown = at?.kind === 'template' || (at?.kind === 'call' && at.callee !== node && (values.paths(at.callee).some((path) => SHOWING.test(path)) || effects.of(at)?.args('log').includes(node)));
  return shown === true && values.paths(node).some((path) => effects.catalogue.value(path)?.environment === true && !/\(\)/.test(path));
}

/** The value of one cell of a spreadsheet. */
function isCell(expr: Expr, effects: Effects): boolean {
  const call = expr.kind === 'member' && expr.property === 'value' && expr.object.kind === 'call' ? expr.object : expr;
  const effect = call.kind === 'call' ? effects.of(call) : undefined;
  return effect?.does === 'read' && effect.api.category === 'spreadsheet' && /^(?:getValue|getDisplayValue|getText|acell|cell)$/.test(/[^.]*$/.exec(effect.api.path)![0]);
}

/** What the author put together or made is followed field by field. */
function isAnswer(binding: Binding, values: Values): boolean {
  return binding.kind !== 'param' && binding.kind !== 'import' && values.ofBinding(binding).every((value) => value.kind === 'api' && value.path.includes('()'));
}

/** `console.log(JSON.stringify(answer))` where `answer.access_token` is read elsewhere: the answer goes as a whole, and the token with it. */
function isHandedOver(read: Expr): boolean {
  const parent = read.parent;
  return parent?.kind === 'template' || (parent?.kind === 'call' && parent.callee !== read);
}

/** The name of the token that an expression takes out of an answer: `data.access_token`, `data["access_token"]`, `data.get("access_token")`. */
export function tokenField(expr: Expr): string | undefined {
  const parent = expr.parent;
  if (expr.kind === 'member') {
    const written = (parent?.kind === 'assign' && parent.target === expr) || (parent?.kind === 'call' && parent.callee === expr);
    return !written && expr.property !== undefined && TOKEN_FIELD.test(expr.property) ? expr.property : undefined;
  }
  if (expr.kind !== 'call' || expr.callee.kind !== 'member' || expr.callee.property !== 'get') return undefined;
  const asked = expr.args[0]?.value;
  return asked?.kind === 'literal' && typeof asked.value === 'string' && TOKEN_FIELD.test(asked.value) ? asked.value : undefined;
}

function parameterReads(func: Func): { read: Expr; name: string }[] {
  return func.params.flatMap(({ target }) => {
    if (target.kind !== 'name' || target.binding.writes.some((write) => write.via !== 'param')) return [];
    const kind = credentialName(target.name)?.kind;
    return kind !== undefined && CLEAR_KINDS.has(kind) ? target.binding.reads.map((read) => ({ read, name: target.name })) : [];
  });
}
