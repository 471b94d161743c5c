/** Whether the credentials beside a node belong to a service on this very machine. */
import type { Expr, Node } from '#model';
import { textShape } from '../texts/text.js';
import type { Values } from '../names/values.js';

const HOST_NAME = /(?:^|_|[a-z])(?:host|hostname|server|address|addr|url|uri|endpoint|ip)$/i;
const LOOPBACK = /(?:^|[/@=,])(?:localhost|127\.0\.0\.1|::1|\[::1\]|0\.0\.0\.0|host\.docker\.internal)(?:$|[:/;,])/i;
const MOST_SIBLINGS = 200;

/** Holds if a host given beside the expression (same object, call, scope or class) is the loopback address, and none is another. */
export function isLocalConnection(expr: Expr, values: Values): boolean {
  const hosts = siblings(expr).flatMap(({ name, value }) => (HOST_NAME.test(name) ? [textShape(value, values)] : []));
  return hosts.some((host) => LOOPBACK.test(host));
}

interface Named {
  readonly name: string;
  readonly value: Expr;
}

function siblings(expr: Expr): Named[] {
  let at: Node = expr;
  for (let steps = 0; steps < 8 && at.parent; steps++, at = at.parent) {
    const parent: Node = at.parent;
    if (parent.kind === 'object') return parent.entries.flatMap((entry) => (entry.key === undefined ? [] : [{ name: entry.key, value: entry.value }]));
    if (parent.kind === 'call' && parent.args.some((arg) => arg.value === at && arg.name !== undefined)) {
      return parent.args.flatMap((arg) => (arg.name === undefined ? [] : [{ name: arg.name, value: arg.value }]));
    }
    if (parent.kind === 'func' || parent.kind === 'block') return declared(parent.body);
    if (parent.kind === 'cls') return [...parent.fields.flatMap((field) => (field.value ? [{ name: field.name, value: field.value }] : [])), ...declared(parent.body)];
  }
  return [];
}

function declared(body: readonly Node[]): Named[] {
  return body.slice(0, MOST_SIBLINGS).flatMap((statement): Named[] => {
    if (statement.kind === 'declare' && statement.target.kind === 'name' && statement.init) return [{ name: statement.target.name, value: statement.init }];
    if (statement.kind !== 'expression' || statement.value.kind !== 'assign') return [];
    const { target, value } = statement.value;
    const name = target.kind === 'name' ? target.name : target.kind === 'member' ? target.property : undefined;
    return name === undefined ? [] : [{ name, value }];
  });
}
