/** Files and folders that go for good, and whether they were the script's own. */
import type { Call, Expr } from '#model';
import { walk } from '#model';
import type { Destroyed } from './destruction.js';
import { isSliced, spaced } from './destruction-guard.js';
import type { Effect } from '../effects/effects.js';
import type { Facts } from '../index.js';
import { textShape } from '../texts/text.js';

export const PASSING_PATH = /(?:^|[^a-z])(?:te?mp|tempdir|scratch|cache|caches|dist|build|out|output|outputs|generated|node_modules|__pycache__|\.next|coverage|work|working|staging|extract(?:ed)?|unzip(?:ped)?|thumbnails?|session\w*)(?:[^a-z]|$)/i;
const PASSING_SOURCE = /mkdtemp|tempfile|tmpdir|tmpname|TemporaryDirectory|NamedTemporaryFile|tmp\.(?:dir|file)/;

/** Folders and files that the script did not make itself. */
export function ofFiles(effect: Effect, facts: Facts): Destroyed | undefined {
  const recursive = ['recursive', 'force'].some((name) => { const given = effect.option(name); return given !== undefined && facts.values.constant(given) === true; });
  const whole = effect.api.mass === true || (recursive && facts.values.constant(effect.option('recursive') ?? effect.call) === true);
  const path = effect.args('path')[0] ?? (effect.call.callee.kind === 'member' ? effect.call.callee.object : undefined);
  if (!path || !(whole || inLoopOverListing(effect.call, facts)) || isOwnPath(path, facts)) return undefined;
  const text = textShape(path, facts.values).replaceAll('{}', '…');
  return { effect, kind: 'folder', ...(text.length < 80 && /[a-z]/i.test(text) ? { target: text } : {}) };
}

/** Temporary, generated, or written by this very code. */
function isOwnPath(path: Expr, facts: Facts): boolean {
  const texts = [textShape(path, facts.values, ' ')];
  let made = false;
  const seen = new Set<Expr>();
  const queue: Expr[] = [path];
  for (let steps = 0; queue.length > 0 && steps < 40; steps++) {
    const at = queue.shift()!;
    if (seen.has(at)) continue;
    seen.add(at);
    walk(at, (node) => {
      if (node.kind === 'func') return false;
      if (node.kind === 'name') {
        texts.push(node.name);
        for (const write of node.binding.writes) if (write.value) queue.push(write.value);
        for (const write of node.binding.writes) if (write.via === 'param' && write.param) queue.push(...facts.calls.arguments(write.param.func, write.param.index).slice(0, 4));
      }
      if (node.kind === 'member' && node.property !== undefined) texts.push(node.property);
      if (node.kind === 'literal' && typeof node.value === 'string') texts.push(node.value);
      if (node.kind === 'call') made ||= facts.values.paths(node.callee).some((name) => PASSING_SOURCE.test(name)) || (node.callee.kind === 'member' && PASSING_SOURCE.test(node.callee.property ?? ''));
      return undefined;
    });
  }
  return made || texts.some((text) => PASSING_PATH.test(spaced(text))) || isWritten(path, facts);
}

/** The same name is written to, or its folder made, in this code. */
function isWritten(path: Expr, facts: Facts): boolean {
  const names = new Set<unknown>();
  walk(path, (node) => { if (node.kind === 'name' && node.binding.kind !== 'global' && node.binding.kind !== 'import') names.add(node.binding); });
  const folder = facts.values.string(path)?.replace(/^\.\//, '').replace(/\/+$/, '');
  if (folder !== undefined && folder.length > 1 && facts.effects.all.some((other) => (other.does === 'create' || other.does === 'update' || other.does === 'upsert') && other.api.category === 'files'
    && other.args('path').some((expr) => textShape(expr, facts.values).replace(/^\.\//, '').startsWith(folder)))) return true;
  if (names.size === 0) return false;
  return facts.effects.all.some((other) => (other.does === 'create' || other.does === 'update' || other.does === 'upsert') && other.api.category === 'files'
    && other.args('path').some((expr) => { let hit = false; walk(expr, (node) => { if (node.kind === 'name' && names.has(node.binding)) hit = true; }); return hit; }));
}

function inLoopOverListing(call: Call, facts: Facts): boolean {
  return facts.guards.loops(call).some(({ over, rounds }) => {
    if (!over || rounds !== undefined || isSliced(over)) return false;
    let listed = false;
    const queue: Expr[] = [over];
    for (let steps = 0; queue.length > 0 && steps < 12; steps++) {
      const at = queue.shift()!;
      if (at.kind === 'name') queue.push(...at.binding.writes.flatMap((write) => (write.value ? [write.value] : [])));
      else walk(at, (node) => { if (node.kind === 'call') listed ||= /^(?:glob|iglob|rglob|listdir|scandir|iterdir|walk|readdir|readdirSync)$/.test(node.callee.kind === 'member' ? node.callee.property ?? '' : node.callee.kind === 'name' ? node.callee.name : ''); });
    }
    return listed;
  });
}
