import type { Call, Expr, Name } from '#model';
import type { Context, ShellLine } from './context.js';
import { PROGRAM_MAGICS, SHELL_MAGICS, SQL_MAGICS } from './magics.js';

/** A shell, SQL or file-writing line of a notebook as a call. */
export function lowerShellLine(context: Context, line: ShellLine): Expr {
  const args = line.args.map((pieces) => {
    const parts = pieces.map((piece): Expr => piece.name
      ? context.nameNode(piece.text, piece)
      : { kind: 'literal', type: 'string', value: piece.text, start: piece.start, end: piece.end });
    const value: Expr = parts.length === 1 && parts[0]!.kind === 'literal'
      ? parts[0]!
      : { kind: 'template', parts, start: pieces[0]?.start ?? line.start, end: pieces[pieces.length - 1]?.end ?? line.end };
    return { value };
  });
  return {
    kind: 'call', callee: runner(context, line.callee, line.start, line.start), args,
    ...(line.callee === 'writefile' ? {} : { shell: true }), start: line.start, end: line.end,
  } as Call;
}

/** What a notebook becomes when exported: `get_ipython().system("…")` is the shell line that it was. */
export function notebookCall(context: Context, call: Call): Call {
  const { callee } = call;
  if (callee.kind !== 'member' || callee.object.kind !== 'call') return call;
  const owner = callee.object.callee;
  if (owner.kind !== 'name' || owner.name !== 'get_ipython') return call;
  const found = shellPart(call, callee.property);
  if (!found) return call;
  return { ...call, callee: runner(context, found.callee, callee.start, callee.end), args: found.args, shell: true };
}

/** Seen from a scope of its own: a variable of the script called `sql` is another thing. */
function runner(context: Context, name: string, start: number, end: number): Name {
  return context.builder.name(name, start, end, { kind: 'module', bindings: new Map() });
}

function shellPart(call: Call, method: string | undefined): Pick<Call, 'args'> & { callee: string } | undefined {
  if (method === 'system' || method === 'getoutput') return { callee: 'shell', args: call.args.slice(0, 1) };
  if (method !== 'run_line_magic' && method !== 'run_cell_magic') return undefined;
  const magic = call.args[0]?.value;
  if (magic?.kind !== 'literal') return undefined;
  const name = String(magic.value);
  const given = call.args[method === 'run_cell_magic' ? 2 : 1]?.value;
  if (!given) return undefined;
  if (SQL_MAGICS.has(name)) return { callee: 'sql', args: [{ value: given }] };
  if (SHELL_MAGICS.has(name)) return { callee: 'shell', args: [{ value: given }] };
  if (!PROGRAM_MAGICS.has(name) || given.kind !== 'literal') return undefined;
  return { callee: 'shell', args: [{ value: { ...given, value: `${name} ${String(given.value)}` } }] };
}
