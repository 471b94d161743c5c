/** Slots that invite whoever runs the script to paste a secret into the code. */
import type { Expr } from '#model';

const INVITATION = /(?:^|[^a-z])(?:your|insert|paste|enter|replace|change|put|add|fill|set|todo|fixme)(?:$|[^a-z])|here$|xxx|\.{3}|…|^<[^>]+>$|changeme|replaceme/i;
/** Filled by the program or by another tool before use. */
const FILLED = /\$\{|\{\{|\}\}|\$\(|<%|%\(|^\{[\w.]*\}$|^%s$|^\$\w+$|^__\w+__$|^process\.env/;

/** What stands for a value that was taken out on purpose. */
const MASKED = /redact|mask|hidden|removed|filtered|anonym/i;

/** Holds for a text that asks to be replaced by hand: `YOUR_API_KEY`, `<paste token here>`. */
export function invitesPasting(text: string): boolean {
  return text.length <= 120 && !/[();=+]/.test(text) && INVITATION.test(text) && !FILLED.test(text) && !MASKED.test(text);
}

/** Holds for an empty text that a constant of the module, or of its table of settings, is left with, although the code reads it. */
export function isUnfilledConstant(expr: Expr): boolean {
  const table = tableAround(expr);
  const declare = (table ?? expr).parent;
  if (declare?.kind !== 'declare' || declare.init !== (table ?? expr) || declare.target.kind !== 'name') return false;
  const { binding, name } = declare.target;
  if (binding.scope.kind !== 'module' || binding.writes.length !== 1 || binding.reads.length === 0) return false;
  if (table) return SETTINGS_TABLE.test(name) && !binding.reads.some(isFilledIn);
  return declare.form === 'const' ? /^[A-Z]|[A-Z]{2}|^[a-z]+[A-Z]/.test(name) : /^[A-Z][A-Z0-9_]+$/.test(name);
}

const SETTINGS_TABLE = /^[A-Z][A-Z0-9_]+$|config|settings|credentials|^creds$/i;
const DEEPEST = 3;

/** The outermost object literal that a value stands in. */
function tableAround(expr: Expr): Expr | undefined {
  let table: Expr | undefined;
  for (let at = expr.parent, depth = 0; at?.kind === 'object' && depth < DEEPEST; at = at.parent, depth++) table = at;
  return table;
}

/** `CONFIG.token = …`: the program fills it in. */
function isFilledIn(read: Expr): boolean {
  let at: Expr = read;
  for (let depth = 0; at.parent?.kind === 'member' && at.parent.object === at && depth < DEEPEST; depth++) at = at.parent;
  const parent = at.parent;
  return at !== read && parent?.kind === 'assign' && parent.target === at;
}
