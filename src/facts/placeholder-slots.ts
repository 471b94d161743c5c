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

/** Holds for an empty text that a constant of the module is left with, although the code reads it. */
export function isUnfilledConstant(expr: Expr): boolean {
  const declare = expr.parent;
  if (declare?.kind !== 'declare' || declare.init !== expr || declare.target.kind !== 'name') return false;
  const { binding, name } = declare.target;
  if (binding.scope.kind !== 'module' || binding.writes.length !== 1 || binding.reads.length === 0) return false;
  return declare.form === 'const' ? /^[A-Z]|[A-Z]{2}|^[a-z]+[A-Z]/.test(name) : /^[A-Z][A-Z0-9_]+$/.test(name);
}
