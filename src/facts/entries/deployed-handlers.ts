/** What files beside the code say of its platform: `handler: orders.run` in serverless.yml, `run: node report.js` in a pipeline. */
import type { Unit } from '#model';

export interface DeployedHandler {
  /** Path of its file without the extension, as the deployment file writes it. */
  readonly path: string;
  readonly name: string;
  /** A timer starts it, and nothing else is said to. */
  readonly scheduled: boolean;
}

const DEPLOYMENT = /(^|\/)(serverless|template|sam|template\.sam)\.ya?ml$/;
const HANDLER = /^\s{0,40}handler:\s{0,8}["']?([\w./-]{1,200})\.(\w{1,100})["']?\s{0,40}$/i;
const TIMER = /\b(schedule|scheduleV2)\b\s{0,4}:|\b(cron|rate)\(/i;
const OTHER_EVENT = /^\s{0,40}-?\s{0,4}(http|httpApi|sqs|sns|s3|stream|websocket|eventBridge|type:\s{0,4}(Api|HttpApi|SQS|SNS|S3|DynamoDB))\b/i;

export function deployedHandlers(unit: Unit): DeployedHandler[] {
  return unit.texts.filter((text) => DEPLOYMENT.test(text.file)).flatMap(({ text }) => {
    const lines = text.split('\n').slice(0, 2000);
    const starts = lines.flatMap((line, index) => (HANDLER.test(line) ? [index] : []));
    return starts.map((start, index) => {
      const [, path, name] = HANDLER.exec(lines[start]!)!;
      const block = lines.slice(start, starts[index + 1] ?? start + 40);
      return { path: path!.replace(/^\.\//, ''), name: name!, scheduled: block.some((line) => TIMER.test(line)) && !block.some((line) => OTHER_EVENT.test(line)) };
    });
  });
}

const PIPELINE = /(^|\/)\.github\/workflows\/[^/]+\.ya?ml$/;
const COMMAND = /^\s{0,60}(?:-\s{1,4})?run:|^\s{1,60}(?:node|npx|tsx|python3?|uv|poetry)\s/;

/** Holds if a pipeline of GitHub Actions runs a file: it stops at a failure, marks the run and tells whoever set it up. */
export function isRunByPipeline(file: string, unit: Unit): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return unit.texts.some((text) => PIPELINE.test(text.file)
    && text.text.split('\n').slice(0, 2000).some((line) => COMMAND.test(line) && (line.split(/[\s/"']/).includes(name) || runsModule(line, file))));
}

const AS_MODULE = /\s-m\s{1,4}["']?([A-Za-z_][\w.]{0,200})/;

/** Holds if a command runs a file as a module or a package: `python -m reports.weekly`. */
export function runsModule(line: string, file: string): boolean {
  const named = line.length > 2000 ? undefined : AS_MODULE.exec(line)?.[1];
  if (named === undefined || !file.endsWith('.py')) return false;
  const module = file.slice(0, -'.py'.length).split('/').join('.').replace(/\.__main__$/, '');
  // The folder that the command starts in may lie below.
  return module === named || module.endsWith(`.${named}`);
}
