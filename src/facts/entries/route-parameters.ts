/** Parameters of a decorated route that the framework fills from the request: path, query, form and body. */
import type { Func, Param } from '#model';
import type { EntryPoint } from './entries.js';

const GIVEN_BY_FRAMEWORK = /\b(Request|Response|WebSocket|BackgroundTasks|Session|AsyncSession|Depends|Security|HTTPConnection|SecurityScopes)\b/;
const HANDLED = new Set(['self', 'cls', 'request', 'req', 'response', 'db', 'session', 'background_tasks', 'app', 'ctx', 'context', 'websocket']);
/** Types whose text can do no harm. */
const LIMITED = /^(?:Optional\[)?(?:int|float|bool|UUID|uuid\.UUID|date|datetime|Decimal|datetime\.\w+|PositiveInt|EmailStr|Literal\[.*)\b/;

/** Indexes of the parameters that carry what the caller sent; those that the framework turns into numbers or dates are left out. */
export function routeParameters(entry: EntryPoint): number[] {
  const { func } = entry;
  if (entry.kind !== 'route' || entry.module.language !== 'python' || func.decorators.length === 0) return [];
  return func.params.flatMap((param, index) => (isSent(param, entry, func) ? [index] : []));
}

function isSent(param: Param, entry: EntryPoint, func: Func): boolean {
  if (param.target.kind !== 'name' || param.rest || param.keywords) return false;
  const { name } = param.target;
  const annotation = param.annotation ?? '';
  if (HANDLED.has(name) || func.cls && param === func.params[0] && (name === 'self' || name === 'cls')) return false;
  if (GIVEN_BY_FRAMEWORK.test(annotation) || LIMITED.test(annotation)) return false;
  const fallback = param.fallback;
  if (fallback?.kind === 'call' && fallback.callee.kind === 'name' && /^(Depends|Security)$/.test(fallback.callee.name)) return false;
  // Flask's `<int:id>` hands over a number.
  return !new RegExp(`<(?:int|float|uuid)[^<>:]{0,40}:${name}>`).test(entry.route?.path ?? '');
}
