/** Files whose credentials are stand-ins: tests, mocks, samples to be copied. */

const TEST_FOLDER = /(?:^|\/)(?:(?:\w{1,30}[-_])?[Tt]ests?(?:[-_][\w-]+)?|test[A-Z]\w*|__tests__|__mocks__|__fixtures__|testdata|test[-_]data|spec|specs|e2e|mocks?|testing|cypress|playwright)\//;
const TEST_FILE = /(?:^|\/)(?:test_[^/]*|conftest|tests?|jest\.(?:config|setup)|vitest\.(?:config|setup))\.\w{1,5}$|[._-](?:test|tests|spec|mock|mocks|e2e|fixture|fixtures|stories)\.\w{1,5}$|[a-z\d]Tests?\.\w{1,5}$/;
const SAMPLE_FILE = /(?:^|[/._-])(?:example|sample|template|tmpl|dist|defaults?)(?:\.\w{1,5})?$/i;

/** Holds for test code and what it works with, by its path. */
export function isTestFile(file: string): boolean {
  return TEST_FOLDER.test(file) || TEST_FILE.test(file);
}

/** Holds for a configuration that is there to be copied and filled in. */
export function isSampleFile(file: string): boolean {
  return SAMPLE_FILE.test(file);
}
