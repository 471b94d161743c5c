/** The one model. Takes nothing but plain nouns; may not know any parser, language or API. */
export * from './node.js';
export * from './scope.js';
export * from './module.js';
export { eachNode, forEachChild, walk, enclosing, functionOf, within } from './walk.js';
export { ModuleBuilder, newFunc, literal } from './builder.js';
export { groupUnits } from './units.js';
export { printModule } from './print.js';
