// npm run rule -- <family>/<name>: writes a new rule and its fixture, ready to be filled in. The path is the id; nothing else has to know of it.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Project, QuoteKind } from 'ts-morph';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const FAMILIES = ['credentials', 'access', 'resilience', 'validation', 'integrity', 'exposure', 'compliance', 'operations'];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { root: { type: 'string', default: ROOT } } });
const [, family, name] = /^([a-z]+)\/([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(positionals[0] ?? '') ?? [];
if (!name || !FAMILIES.includes(family)) stop(`npm run rule -- <family>/<name>; families are ${FAMILIES.join(', ')}`);

const rule = join(resolve(values.root), 'rules', family, `${name}.ts`);
const fixture = join(resolve(values.root), 'fixtures', family, `${name}.md`);
for (const file of [rule, fixture]) if (existsSync(file)) stop(`${file} is there already`);
write(rule, ruleText());
write(fixture, fixtureText());
console.log(`${rule}\n${fixture}\nnpm test says what they still need.`);

function ruleText() {
  const project = new Project({ useInMemoryFileSystem: true, manipulationSettings: { quoteKind: QuoteKind.Single } });
  const file = project.createSourceFile(`${name}.ts`);
  file.addImportDeclaration({ moduleSpecifier: '#rule', namedImports: ['rule'] });
  file.addStatements((writer) => writer.newLine());
  file.addExportAssignment({
    isExportEquals: false,
    expression: (writer) => {
      writer.write('rule(').inlineBlock(() => {
        writer.writeLine("summary: 'What is wrong when it fires, as half a sentence',");
        writer.writeLine("base: 'warning',");
        writer.writeLine("firesOn: 'the evidence that it fires on',");
        writer.writeLine("not: ['what looks the same and is right'],");
        writer.writeLine("why: 'What happens to the business when nobody mends it, for somebody who does not read code.',");
        writer.writeLine("remedy: 'What to ask the AI for, in a sentence or two.',");
        writer.writeLine('cwe: [],').blankLine();
        writer.write('*check({ effects }) ').inlineBlock(() => {
          writer.write("for (const effect of effects({ remote: true, does: ['delete'] })) ").inlineBlock(() => {
            writer.writeLine("yield { at: effect.call, effect, message: `What was seen in ${effect.system?.name ?? 'another system'}, and what follows from it here.` };");
          }).newLine();
        }).write(',').newLine();
      }).write(')');
    },
  });
  file.formatText({ indentSize: 2 });
  return file.getFullText();
}

function fixtureText() {
  return `# ${name}

## Fires

### Say what this case shows
\`\`\`js
\`\`\`

### The same in Python
\`\`\`py
\`\`\`

## Silent

### what looks the same and is right
\`\`\`js
\`\`\`

### what looks the same and is right
\`\`\`py
\`\`\`
`;
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { flag: 'wx' });
}

function stop(why) {
  console.error(why);
  process.exit(2);
}
