/** What a call that starts a program hands to a shell, or takes as the program itself. */
import type { Expr } from '#model';
import type { Effect } from './effects.js';
import type { Values } from '../names/values.js';

const SHELLS = /(^|[\\/])(sh|bash|zsh|dash|ksh|cmd|cmd\.exe|powershell|powershell\.exe|pwsh)$/i;
const ADDING = new Set(['push', 'append', 'extend']);
const RUNS_TEXT = /^(-[a-z]*c|\/c|\/k|-command|-encodedcommand)$/i;

/**
 * The expressions whose text decides what runs. A list of arguments is handed to the program as it is and decides
 * nothing, unless the program is a shell that is told to run one of them.
 */
export function commandTexts(effect: Effect, values: Values): Expr[] {
  const given = effect.args('command');
  const first = given[0];
  if (!first) return [];
  const takesShell = effect.api.args !== undefined && 'shell' in effect.api.args;
  const shell = effect.option('shell');
  if (!takesShell || (shell !== undefined && values.constant(shell) !== false && values.constant(shell) !== null)) return given;
  const items = [first, ...given.slice(1)].flatMap((expr) => listed(expr, values));
  const program = items[0];
  if (!program) return [];
  const name = values.string(program);
  if (name === undefined) return [program];
  const runs = SHELLS.test(name) ? items.findIndex((item) => RUNS_TEXT.test(values.string(item) ?? '')) : -1;
  return runs === -1 ? [] : items.slice(runs + 1);
}

function listed(expr: Expr, values: Values): readonly Expr[] {
  if (expr.kind === 'list') return expr.items;
  if (expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.property === 'concat') {
    return [...listed(expr.callee.object, values), ...expr.args.flatMap((arg) => listed(arg.value, values))];
  }
  const list = values.of(expr).find((value) => value.kind === 'list');
  return list?.kind === 'list' ? [...list.node.items, ...addedTo(expr)] : [expr];
}

/** What is put behind the items that a list was made with: `args.push(…)`, `command += […]`. */
function addedTo(list: Expr): readonly Expr[] {
  if (list.kind !== 'name') return [];
  return list.binding.reads.flatMap((read) => {
    const { parent } = read;
    if (read.start > list.start || parent?.kind !== 'member' || parent.object !== read) return [];
    const above = parent.parent;
    if (above?.kind === 'assign' && above.target === parent) return [above.value];
    if (above?.kind !== 'call' || above.callee !== parent || !ADDING.has(parent.property ?? '')) return [];
    return above.args.flatMap(({ value }) => (value.kind === 'list' ? value.items : [value]));
  });
}
