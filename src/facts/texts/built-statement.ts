/** Statements put together by a builder: `delete(Applicant).where(Applicant.id == key)`, as the SQL that they stand for. */
import type { Expr } from '#model';
import type { CallGraph } from '../names/call-graph.js';
import { definitions } from '../names/definitions.js';
import type { Values } from '../names/values.js';

const BUILDER = /^py:(?:sqlalchemy|sqlmodel)(?:\.[\w.]{1,60})?\.(insert|update|delete|select)$/;
const MOST_LINKS = 20;

/** The statement's text, conditions and values left open; empty where it is none. */
export function builtStatement(expr: Expr, values: Values, calls: CallGraph): string {
  let at: Expr | undefined = definitions(expr, values, calls).find((behind) => behind.kind === 'call');
  const links: string[] = [];
  for (let steps = 0; at?.kind === 'call' && steps < MOST_LINKS; steps++) {
    const { callee, args }: { callee: Expr; args: readonly { value: Expr }[] } = at;
    const verb = values.paths(callee).map((path) => BUILDER.exec(path)?.[1]).find((found) => found !== undefined);
    if (verb !== undefined) {
      const model = args[0]?.value;
      const table = model?.kind === 'name' ? model.name : model?.kind === 'member' ? model.property ?? '{}' : '{}';
      const where = links.some((link) => link === 'where' || link === 'filter' || link === 'filter_by') ? ' where {}' : '';
      const limit = links.some((link) => link === 'limit' || link === 'fetch') ? ' limit 1' : '';
      if (verb === 'select') return selected(args.map((arg) => arg.value), where + limit);
      return verb === 'insert' ? `insert into ${table} values ()` : verb === 'update' ? `update ${table} set x = 1${where}` : `delete from ${table}${where}`;
    }
    if (callee.kind !== 'member') return '';
    links.push(callee.property ?? '');
    at = callee.object.kind === 'name' ? definitions(callee.object, values, calls).find((behind) => behind.kind === 'call') : callee.object;
  }
  return '';
}

/** `select(User)`, `select(User.email, User.name)`, `select(func.count(User.id))`. */
function selected(what: readonly Expr[], rest: string): string {
  const [first] = what;
  if (!first || first.kind === 'call') return '';
  const columns = what.map((expr) => (expr.kind === 'member' ? expr.property : undefined) ?? 'entity');
  const model = first.kind === 'member' && first.object.kind === 'name' ? first.object : first;
  return model.kind === 'name' ? `select ${columns.join(', ')} from ${model.name}${rest}` : '';
}
