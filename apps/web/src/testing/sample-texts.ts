import type { PageTexts } from '../app/pages/page-texts';

/** Version of the texts that a test's server has. */
export const SAMPLE_VERSION = '1';

/** Texts of the site as a test's server gives them. */
export const sampleTexts: PageTexts = (name) =>
  Promise.resolve({ name, markdown: `# The ${name}\n\nWords of the ${name}.`, version: SAMPLE_VERSION });
