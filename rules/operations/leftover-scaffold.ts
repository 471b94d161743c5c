import { rule, type RuleContext } from '#rule';

type StandIn = ReturnType<RuleContext['facts']['standIns']>[number];

export default rule({
  summary: 'A stand-in was left where real code should be',
  base: 'warning',
  firesOn: 'generated stand-ins on a live path: parts left out, functions that say they are not written yet, made-up data given back as real',
  not: ['tests', 'comments on code that is complete', 'methods that a subclass fills in', 'functions that nothing reaches'],
  why: 'The script runs and looks finished, but a part of it does nothing or works on invented data, and its results are wrong without any error.',
  remedy: 'Have the part written that the stand-in stands for, or take it out together with what uses it.',
  cwe: [1164, 546],
  owasp: 'CD-SEC-01',

  *check({ facts }) {
    for (const standIn of facts.standIns()) {
      const { kind, module, at, func } = standIn;
      if (func && kind !== 'elided' && facts.entries.reaching(func).length === 0) continue;
      yield {
        at: { source: module.source, start: at.start, end: at.end },
        ...(func ? { entries: facts.entries.reaching(func) } : {}),
        message: message(standIn),
        ...(kind === 'remark' ? { base: 'note' as const } : {}),
      };
    }
  },
});

function message({ kind, func, words }: StandIn): string {
  const name = func?.name ? `\`${func.name}\`` : 'this function';
  const quote = words ? ` ("${shortened(words)}")` : '';
  switch (kind) {
    case 'elided': return `Code was left out here${quote}: what should stand in its place is missing.`;
    case 'stub': return `${capital(name)} is only a stand-in${quote}: it gives the same answer whatever comes in, and the rest of the script relies on it.`;
    case 'invented': return `${capital(name)} gives back made-up data${quote}, and the rest of the script takes it for real.`;
    case 'remark': return `A comment says that this is not finished${quote}.`;
  }
}

function shortened(words: string): string {
  const line = words.replace(/\s+/g, ' ').replace(/^[\W_]+/, '').trim();
  return line.length > 70 ? `${line.slice(0, 67)}…` : line;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
