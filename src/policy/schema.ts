import { z } from 'zod';
import { SEVERITIES } from '#core';

const names = z.array(z.string().min(1).max(300)).max(10_000);

/** The keys of a configuration file: those of `Policy` that a company decides, each optional, nothing else. */
export const configurationSchema = z.strictObject({
  rules: z.record(z.string(), z.enum(['off', ...SEVERITIES])).optional(),
  approved: z
    .strictObject({ models: names.optional(), sources: names.optional(), hosts: names.optional(), packages: names.optional() })
    .optional(),
  environments: z.strictObject({ production: names.optional(), test: names.optional() }).optional(),
  internal: z.strictObject({ domains: names.optional() }).optional(),
  gate: z.strictObject({ failOn: z.enum(['block', 'review', 'never']).optional(), failOnGaps: z.boolean().optional() }).optional(),
  limits: z
    .strictObject({
      maxFileBytes: z.int().min(1_000).max(100_000_000).optional(),
      maxFiles: z.int().min(1).max(1_000_000).optional(),
    })
    .optional(),
  ignore: names.optional(),
  plugins: names.optional(),
});

/** A configuration file, valid. */
export type Configuration = z.infer<typeof configurationSchema>;
