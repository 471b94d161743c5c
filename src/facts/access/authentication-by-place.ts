/** Checks of who calls that no code puts in front of a route: a framework finds them by file name or setting. */
import type { Expr, Func, Module, Unit } from '#model';
import { walk } from '#model';
import type { EntryPoint } from '../entries/entries.js';
import type { Values } from '../names/values.js';
import type { AuthenticationFact } from './authentication.js';

const GATE_FILE = /^(.*?)(?:src\/)?(?:middleware|proxy)\.[cm]?[jt]s$/;
const EDGE_FUNCTION = /(?:^|\/)supabase\/functions\/([\w-]{1,100})\//;
const SETTING = 'DEFAULT_PERMISSION_CLASSES';

export class ByPlace {
  constructor(readonly unit: Unit, readonly values: Values, readonly check: (expr: Expr) => AuthenticationFact | undefined) {}

  of(entry: EntryPoint): AuthenticationFact | undefined {
    if (EDGE_FUNCTION.test(entry.module.file)) return this.#edgeFunction(entry.module.file);
    return entry.platform === 'Next.js' ? this.#gate(entry) : isDefaultPermitted(entry.func) ? this.#setting() : undefined;
  }

  /** The gateway before Supabase's functions asks for a token, unless the configuration or the command that deploys them says not to. */
  #edgeFunction(file: string): AuthenticationFact | undefined {
    const name = EDGE_FUNCTION.exec(file)![1]!;
    const { texts } = this.unit.project;
    const open = texts.some(({ file: at, text }) => {
      const lines = text.split('\n').slice(0, 3000);
      if (lines.some((line) => line.includes('--no-verify-jwt') && (line.includes(name) || !/\bdeploy\s{1,4}\w/.test(line)))) return true;
      const section = /(?:^|\/)supabase\/config\.toml$/.test(at) ? lines.findIndex((line) => line.trim() === `[functions.${name}]` || line.trim() === `[functions."${name}"]`) : -1;
      const rest = section < 0 ? [] : lines.slice(section + 1);
      const end = rest.findIndex((line) => line.startsWith('['));
      return rest.slice(0, end < 0 ? 40 : end).some((line) => /^\s{0,20}verify_jwt\s{0,10}=\s{0,10}false/.test(line));
    });
    return open ? undefined : { state: 'required', because: 'the gateway in front of it asks for a token' };
  }

  /** `middleware.ts` beside the routes, where its matcher takes in the address. */
  #gate(entry: EntryPoint): AuthenticationFact | undefined {
    for (const module of this.unit.modules) {
      const folder = GATE_FILE.exec(module.file)?.[1];
      if (folder === undefined || !entry.module.file.startsWith(folder) || !this.#matches(module, entry.module.file.slice(folder.length))) continue;
      for (const exported of module.exports) {
        if (exported.name !== 'middleware' && exported.name !== 'default' && exported.name !== 'proxy') continue;
        const func = exported.binding?.writes.find((write) => write.func)?.func;
        const value = exported.value ?? exported.binding?.writes[0]?.value;
        const found = func ? this.#inFunction(func) : value && this.check(value);
        if (found) return { ...found, because: 'the middleware of the application turns callers away' };
      }
    }
    return undefined;
  }

  #inFunction(func: Func): AuthenticationFact | undefined {
    const name: Expr = { kind: 'function', func, start: func.start, end: func.end };
    return this.check(name);
  }

  #matches(module: Module, file: string): boolean {
    const address = `/${/^(?:src\/)?(?:app|pages)\/(.+?)(?:\/route|\/index)?\.[cm]?[jt]sx?$/.exec(file)?.[1] ?? file}`;
    const patterns: string[] = [];
    const config = module.exports.find(({ name }) => name === 'config');
    const value = config?.value ?? config?.binding?.writes[0]?.value;
    if (value?.kind !== 'object') return true;
    for (const { key, value: matcher } of value.entries) {
      if (key !== 'matcher') continue;
      for (const item of matcher.kind === 'list' ? matcher.items : [matcher]) patterns.push(this.values.string(item) ?? '/');
    }
    return patterns.length === 0 || patterns.some((pattern) => address.startsWith(pattern.split(/[:(*]/, 1)[0]!.replace(/\/$/, '')) && !(address.startsWith('/api') && /\(\?!(?:[^)]*\|)?api\b/.test(pattern)));
  }

  /** `REST_FRAMEWORK = { 'DEFAULT_PERMISSION_CLASSES': […] }`. */
  #setting(): AuthenticationFact | undefined {
    let found: AuthenticationFact | undefined;
    for (const module of this.unit.modules) {
      for (const statement of module.language === 'python' ? module.top.body : []) {
        walk(statement, (node) => {
          const entry = !found && node.kind === 'object' ? node.entries.find(({ key }) => key === SETTING) : undefined;
          const classes = entry?.value.kind === 'list' ? entry.value.items.map((item) => this.values.string(item) ?? '') : [];
          if (entry && classes.length > 0 && !classes.some((name) => name.endsWith('.AllowAny'))) found = { state: 'required', at: entry.value, because: 'the settings of the framework ask for a sign-in' };
          return !found && node.kind !== 'func';
        });
      }
    }
    return found;
  }
}

/** Views that the framework's default permissions hold for. */
function isDefaultPermitted(func: Func): boolean {
  const own = func.cls?.fields.some(({ name }) => name === 'permission_classes');
  const rest = func.cls?.bases.some((base) => /(?:APIView|ViewSet)$/.test(nameOf(base) ?? ''));
  const decorators = func.decorators.map((decorator) => nameOf(decorator.kind === 'call' ? decorator.callee : decorator));
  return rest === true && own !== true || decorators.includes('api_view') && !decorators.includes('permission_classes');
}

function nameOf(expr: Expr): string | undefined {
  return expr.kind === 'name' ? expr.name : expr.kind === 'member' ? expr.property : undefined;
}
