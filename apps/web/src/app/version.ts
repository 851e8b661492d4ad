/** Version of this page, as told in register; a spec holds it to package.json. */
export const APP_VERSION = '0.1.0';
