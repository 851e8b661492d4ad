export const APP_PLACEHOLDER = 'placeholder';
